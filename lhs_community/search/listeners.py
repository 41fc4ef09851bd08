"""Whatever happens to a thing that can be found, the index hears of it."""

from __future__ import annotations

from sqlalchemy import select

from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import Delivery, StoredEvent
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.search import keeping

NAME = "search.index"
_ENOUGH = 50


def index_changed(happened: StoredEvent) -> None:
    """Note what changed. The last event of a burst puts everything noted into the index, in one commit."""
    changed = {Ref(happened.subject_kind, happened.subject_id)}
    # What the event names beside its subject may have changed with it, such as the project a cycle belongs to.
    for name, value in happened.payload.items():
        if name.endswith("_id") and name != "community_id" and isinstance(value, int):
            changed.add(Ref(name.removesuffix("_id"), value))
    topics = [ref.id for ref in changed if ref.kind == "topic"]
    changed |= subjects.with_topics(topics)
    for ref in sorted(ref for ref in changed if keeping.is_indexed(ref.kind)):
        keeping.note(ref)
    if keeping.count_pending() >= _ENOUGH or not _more_to_come():
        keeping.put_pending_in()


def _more_to_come() -> bool:
    """Do other deliveries to this listener, than the present one, wait to be run now?"""
    due = (
        select(Delivery.id)
        .where(Delivery.listener == NAME, Delivery.is_parked.is_(False), Delivery.due_at <= clock.now())
        .limit(2)
        .with_for_update(skip_locked=True)
    )
    return len(db.session.scalars(due).all()) > 1
