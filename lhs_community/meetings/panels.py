"""What meetings add to the pages of communities, threads, decisions, projects and home."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.queries.communities import communities_by_id
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.features import Panel
from lhs_community.foundation.refs import Ref
from lhs_community.meetings import policy
from lhs_community.meetings.models import ANSWER_LABELS, Meeting
from lhs_community.meetings.queries import agenda, attendance, meetings, tasks
from lhs_community.meetings.queries.meetings import Filter

Load = Callable[[Viewer, int], Mapping[str, Any] | None]
TALKED_OF = ("thread", "decision", "project")


def _next(found: Sequence[Meeting], most: int) -> list[Meeting]:
    """Of each series only the next: all of them are a link away."""
    first = {one.series_id or -one.id: one for one in reversed(found)}
    return sorted(first.values(), key=lambda one: (one.starts_at, one.id))[:most]


def on_community(viewer: Viewer, community_id: int) -> Mapping[str, Any] | None:
    """Coming meetings, the last one held, and open actions."""
    community = communities_by_id(viewer, [community_id]).get(community_id)
    if community is None:
        return None
    coming = _next(meetings.list_meetings(viewer, Filter("coming", community_id=community_id)).meetings, 3)
    past = meetings.list_meetings(viewer, Filter("past", community_id=community_id), limit=1).meetings
    may_arrange = policy.may_arrange(viewer, community)
    if not (coming or past or may_arrange):
        return None
    return {
        "community": community,
        "coming": coming,
        "past": past,
        "mine": attendance.answers_of(viewer, coming),
        "tasks": tasks.list_open_tasks(viewer, community_id, limit=5),
        "may_arrange": may_arrange,
        "rules": policy,
        "answers": ANSWER_LABELS,
        "today": clock.now().date(),
    }


def on_home(viewer: Viewer, _nothing: int) -> Mapping[str, Any] | None:
    """My next meetings."""
    found = _next(meetings.list_meetings(viewer, Filter("mine")).meetings, 4) if not viewer.is_guest else []
    return {"coming": found, "mine": attendance.answers_of(viewer, found), "answers": ANSWER_LABELS} if found else None


def tasks_on_home(viewer: Viewer, _nothing: int) -> Mapping[str, Any] | None:
    """My open actions."""
    found = tasks.list_my_tasks(viewer)
    return {"tasks": found, "rules": policy, "today": clock.now().date()} if found else None


def _may_put(kind: str) -> Load:
    def load(viewer: Viewer, subject_id: int) -> Mapping[str, Any] | None:
        if viewer.is_guest:
            return None
        card = subjects.card(viewer, ref := Ref(kind, subject_id))
        if card is None or card.community_id is None or not meetings.list_to_run(viewer, card.community_id, limit=1):
            return None
        return {"about": ref}

    return load


def _on_agendas(kind: str) -> Load:
    def load(viewer: Viewer, subject_id: int) -> Mapping[str, Any] | None:
        found = agenda.list_meetings_about(viewer, Ref(kind, subject_id))
        return {"meetings": found} if found else None

    return load


PANELS = (
    Panel("community", "meetings/_community_panel.html", on_community, order=20),
    Panel("home", "meetings/_home_panel.html", on_home, slot="side", order=20),
    Panel("home", "meetings/_home_tasks.html", tasks_on_home, order=15),
    Panel("tasks", "meetings/_home_tasks.html", tasks_on_home),
    *(Panel(kind, "meetings/_put_action.html", _may_put(kind), slot="actions", order=70) for kind in TALKED_OF),
    *(Panel(kind, "meetings/_subject_panel.html", _on_agendas(kind), slot="side", order=60) for kind in TALKED_OF),
)
