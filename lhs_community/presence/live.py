"""Signs of life from open forms. Each is answered with who else is there, so nobody depends on being told."""

from __future__ import annotations

from typing import Any

from lhs_community.accounts import current
from lhs_community.foundation.live.events import on_event
from lhs_community.foundation.live.rooms import join, tell_changed
from lhs_community.foundation.refs import Ref
from lhs_community.presence import actions, policy, queries


def room_of(ref: Ref, part: str) -> str:
    return f"editing:{ref}:{part}"


def register() -> None:
    @on_event("editing", {"on": str, "part": str}, rate="60 per minute")
    def say_editing(on: str, part: str) -> dict[str, Any]:
        viewer, ref = current.viewer(), Ref.parse(on)
        is_new = actions.say_editing(viewer, ref, part)
        others = queries.list_others(viewer, ref, part)
        if is_new:
            tell_changed(room_of(ref, part))
        return {"others": others}

    @on_event("editing join", {"on": str, "part": str}, rate="60 per minute", may_write=False)
    def join_editors(on: str, part: str) -> None:
        """To hear of newcomers at once; what is told says nothing but that somebody came or went."""
        viewer, ref = current.viewer(), Ref.parse(on)
        policy.require_present(viewer, ref)
        join(room_of(ref, part), ref)

    @on_event("editing stop", {"on": str, "part": str}, rate="60 per minute")
    def stop_editing(on: str, part: str) -> None:
        ref = Ref.parse(on)
        actions.stop_editing(current.viewer(), ref, part)
        tell_changed(room_of(ref, part))
