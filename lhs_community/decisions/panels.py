"""Decisions on the pages of communities, threads, projects and home."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.models import Relation
from lhs_community.chain.queries import results_of
from lhs_community.communities import policy as communities
from lhs_community.communities.queries.communities import get_community_by_id
from lhs_community.decisions import queries
from lhs_community.decisions.models import STATE_LABELS
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.features import Panel
from lhs_community.foundation.refs import Ref


def on_community(viewer: Viewer, community_id: int) -> Mapping[str, Any] | None:
    community = get_community_by_id(viewer, community_id)
    found = queries.list_decisions(viewer, community, limit=3)
    may_record = communities.may_post(viewer, community)
    if not (found or may_record):
        return None
    return {"community": community, "decisions": found, "may_record": may_record, "states": STATE_LABELS}


def on_home(viewer: Viewer, _nothing: int) -> Mapping[str, Any] | None:
    today = clock.now().date()
    found = queries.list_due(viewer, today, limit=5)
    return {"decisions": found, "today": today} if found else None


def _on(kind: str) -> Any:
    def load(viewer: Viewer, subject_id: int) -> Mapping[str, Any] | None:
        found = results_of(viewer, Ref(kind, subject_id), Relation.DECIDED_IN)
        return {"cards": found} if found else None

    return load


def _may_record_from(kind: str) -> Any:
    def load(viewer: Viewer, subject_id: int) -> Mapping[str, Any] | None:
        card = subjects.card(viewer, Ref(kind, subject_id))
        if card is None or card.community_id is None or viewer.is_guest:
            return None
        community = get_community_by_id(viewer, card.community_id)
        return {"origin": card.ref} if communities.may_post(viewer, community) else None

    return load


PANELS = (
    Panel("community", "decisions/_community_panel.html", on_community, order=60),
    Panel("home", "decisions/_home_panel.html", on_home, order=30),
    *(Panel(kind, "decisions/_subject_panel.html", _on(kind), slot="side", order=40)
      for kind in ("thread", "project", "meeting", "interpretation")),
    *(
        Panel(kind, "decisions/_record_action.html", _may_record_from(kind), slot="actions", order=60)
        for kind in ("thread", "project", "message", "interpretation")
    ),
    Panel("thread", "decisions/_record_from_summary.html", _may_record_from("thread"), slot="summary", order=10),
)
