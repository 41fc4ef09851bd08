"""Watching a thing: whoever may read it is told at once that something in it changed. "me" are one's own pages."""

from __future__ import annotations

from lhs_community.accounts import current
from lhs_community.foundation import subjects
from lhs_community.foundation.live.events import on_event
from lhs_community.foundation.live.rooms import join, mine
from lhs_community.foundation.refs import Ref


def register() -> None:
    """What is pushed to the room is ids only; what a page then fetches is checked again."""

    @on_event("watch", {"room": str}, rate="60 per minute", may_write=False)
    def watch(room: str) -> None:
        viewer = current.viewer()
        if room == "me":
            join(mine(viewer.person_id), Ref("person", viewer.person_id))
            return
        ref = Ref.parse(room)
        subjects.require_card(viewer, ref)
        join(str(ref), ref)
