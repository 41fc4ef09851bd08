"""Tells open pages of a thread that it has changed; they fetch what is new by the normal address. And sees to it that
what somebody looked after does not stay with them when they go."""

from __future__ import annotations

from lhs_community.accounts.events import PersonDisabled
from lhs_community.communities.models import CommunityRole
from lhs_community.discussions.actions.care import release_from
from lhs_community.foundation.bus import StoredEvent
from lhs_community.foundation.live.rooms import cut_off, emit_changed, in_background


def tell_readers(happened: StoredEvent) -> None:
    emit_changed(f"thread:{happened.subject_id}", thread=happened.subject_id)
    other = happened.payload.get("thread_id")
    if isinstance(other, int):
        emit_changed(f"thread:{other}", thread=other)


def put_out_readers(_happened: StoredEvent) -> None:
    """A thread went to other readers: who may not read it there leaves its room."""
    in_background(cut_off)


def give_questions_on(happened: StoredEvent) -> None:
    """Their questions go to others, whether they left, convene no longer or cannot sign in any more."""
    if happened.name == PersonDisabled.name:
        release_from(happened.subject_id, None)
    elif happened.payload.get("role") != CommunityRole.CONVENOR.value:
        release_from(happened.payload["person_id"], happened.subject_id)
