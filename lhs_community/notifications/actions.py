"""Writing notices and marking them as read."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import delete, select, update

from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock
from lhs_community.foundation.bus import StoredEvent, unrecorded
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.notifications.models import Notice


def tell(happened: StoredEvent, person_ids: Iterable[int]) -> None:
    """One notice a person; telling again of the same event changes nothing."""
    wanted = set(person_ids)
    if not wanted:
        return
    told = set(db.session.scalars(select(Notice.person_id).where(Notice.event_id == happened.id)))
    db.session.add_all(
        Notice(
            person_id=person_id,
            event_id=happened.id,
            subject_kind=happened.subject_kind,
            subject_id=happened.subject_id,
            created_at=clock.now(),
        )
        for person_id in sorted(wanted - told)
    )


def forget(kind: str, ids: Collection[int]) -> None:
    """What they are about is being deleted."""
    db.session.execute(delete(Notice).where(Notice.subject_kind == kind, Notice.subject_id.in_(ids)))


@unrecorded("what somebody has read is their own business")
def mark_read(actor: Viewer, about: Ref | None, up_to: int) -> None:
    """The actor's own notices up to that one, about one thing or (None) about all."""
    require_signed_in(actor)
    change = update(Notice).where(
        Notice.person_id == actor.id, Notice.read_at.is_(None), Notice.id <= up_to
    ).values(read_at=clock.now())
    if about is not None:
        change = change.where(Notice.subject_kind == about.kind, Notice.subject_id == about.id)
    db.session.execute(change)
