"""How an improvement is kept, on its project's page; checks that wait, on the start page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.embedding import policy, queries
from lhs_community.embedding.models import STILL_LABELS
from lhs_community.foundation import clock
from lhs_community.foundation.features import Panel


def on_project(viewer: Viewer, project_id: int) -> Mapping[str, Any] | None:
    embedding = queries.find_embedding(viewer, project_id)
    may_plan = policy.may_plan(viewer, project_id)
    if embedding is None and not may_plan:
        return None
    return {
        "embedding": embedding,
        "project_id": project_id,
        "may_plan": may_plan,
        "may_answer": may_plan or (embedding is not None and viewer.id is not None and embedding.owner_id == viewer.id),
        "answers": STILL_LABELS,
        "today": clock.today(viewer.time_zone),
    }


def on_home(viewer: Viewer, _nothing: int) -> Mapping[str, Any] | None:
    waiting = queries.list_waiting(viewer)
    return {"waiting": waiting} if waiting else None


PANELS = (
    Panel("project", "embedding/_project_panel.html", on_project, order=80),
    Panel("home", "embedding/_home_panel.html", on_home, order=16),
)
