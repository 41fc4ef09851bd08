"""Whatever happens to a thing that can be found, the index hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import Delivery, Event, StoredEvent
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.search import keeping

NAME = "search.index"
NOT_CHANGED = ("community_id", "actor_id", "subject_id")
_ENOUGH = 50


def index_changed(happened: StoredEvent) -> None:
    """Note what changed. The last event of a burst puts everything noted into the index, in one commit."""
    changed = {Ref(happened.subject_kind, happened.subject_id)} | _named_in(happened.payload)
    topics = [ref.id for ref in changed if ref.kind == "topic"]
    changed |= subjects.with_topics(topics)
    for ref in sorted(ref for ref in changed if keeping.is_indexed(ref.kind)):
        keeping.note(ref)
    if keeping.count_pending() >= _ENOUGH or not _more_to_come():
        keeping.put_pending_in()


def is_about_found(happened: Event) -> bool:
    """Whether anything that can be found may have changed."""
    named = _named_in(vars(happened)) | {Ref(happened.subject_kind, happened.subject_id)}
    return any(ref.kind == "topic" or keeping.is_indexed(ref.kind) for ref in named)


def _named_in(payload: Mapping[str, Any]) -> set[Ref]:
    """What an event names beside its subject may have changed with it, such as the project a cycle belongs to."""
    return {
        Ref(name.removesuffix("_id"), value)
        for name, value in payload.items()
        if name.endswith("_id") and name not in NOT_CHANGED and isinstance(value, int)
    }


def _more_to_come() -> bool:
    """Do other deliveries to this listener, than the present one, wait to be run now?"""
    due = (
        select(Delivery.id)
        .where(Delivery.listener == NAME, Delivery.is_parked.is_(False), Delivery.due_at <= clock.now())
        .limit(2)
        .with_for_update(skip_locked=True)
    )
    return len(db.session.scalars(due).all()) > 1
