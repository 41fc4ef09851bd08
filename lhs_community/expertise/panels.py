"""What expertise adds to the pages of threads and people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.expertise.queries.evidence import evidence_of, in_words
from lhs_community.expertise.queries.people import expertise_of
from lhs_community.expertise.queries.routing import find_my_routing, find_question, list_asked, list_suggested
from lhs_community.expertise.views import per_week
from lhs_community.foundation.features import Panel


def thread_panel(viewer: Viewer, thread_id: int) -> Mapping[str, Any] | None:
    """People who may know, for who may put the question to them; and "not me" for whom it was put to."""
    if viewer.is_guest:
        return None
    thread = find_question(viewer, thread_id)
    if thread is not None:
        asked = list_asked(viewer, thread)
        suggested = list_suggested(viewer, thread, per_week())
        return {"thread_id": thread_id, "asked": asked, "suggested": suggested} if asked or suggested else None
    mine = find_my_routing(viewer, thread_id)
    return {"thread_id": thread_id, "mine": mine} if mine else None


def person_panel(viewer: Viewer, person_id: int) -> Mapping[str, Any] | None:
    pieces = evidence_of(viewer, [person_id]).get(person_id, [])
    profile = expertise_of(viewer, person_id)
    is_mine = viewer.id == person_id
    if not pieces and not is_mine and not (profile and profile.ask_about):
        return None
    return {"pieces": pieces, "words": in_words(pieces), "profile": profile, "is_mine": is_mine}


PANELS = (
    Panel("thread", "expertise/_thread_panel.html", thread_panel, slot="side", order=20),
    Panel("person", "expertise/_person_panel.html", person_panel, order=5),
)
