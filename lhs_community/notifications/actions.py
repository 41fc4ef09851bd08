"""Writing notices and marking them as read."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock
from lhs_community.foundation.bus import StoredEvent, unrecorded
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.notifications.hours import DAY, Plan, bits, leaves_room
from lhs_community.notifications.models import Notice, ProtectedTime


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


@unrecorded("when somebody wants to be left in peace is their own business")
def protect(actor: Viewer, plan: Plan, *, is_on: bool = True) -> None:
    """From now on notices and mail that can wait are held back then. Raises Invalid for a plan without an end."""
    require_signed_in(actor)
    if is_on and not (plan.days or plan.whole_days):
        raise Invalid("Choose the days.", field="days")
    if not (0 <= plan.starts < DAY and 0 <= plan.ends < DAY):
        raise Invalid("Choose times of the day.", field="starts")
    if plan.days and plan.starts == plan.ends:
        raise Invalid("Choose two different times. For a whole day, tick it below.", field="ends")
    if not leaves_room(plan):
        raise Invalid("Leave at least an hour a week in which notices reach you.", field="whole_days")
    kept = _protected_time_of(actor.person_id)
    kept.is_on, kept.starts, kept.ends = is_on, plan.starts, plan.ends
    kept.days, kept.whole_days = bits(plan.days), bits(plan.whole_days)


def _protected_time_of(person_id: int) -> ProtectedTime:
    """One a person, whoever makes it at the same time."""
    if found := db.session.get(ProtectedTime, person_id):
        return found
    fresh = ProtectedTime(person_id=person_id, starts=0, ends=0)
    try:
        with db.session.begin_nested():
            db.session.add(fresh)
    except IntegrityError:
        return db.session.get_one(ProtectedTime, person_id)
    return fresh


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
