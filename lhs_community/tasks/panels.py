"""Tasks on the pages of projects and cycles, and one's own on the start page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation.features import Panel
from lhs_community.foundation.refs import Ref
from lhs_community.tasks import policy, queries

MOST_ON_HOME = 6
Load = Callable[[Viewer, int], Mapping[str, Any] | None]


def _on(kind: str) -> Load:
    def load(viewer: Viewer, subject_id: int) -> Mapping[str, Any] | None:
        ref = Ref(kind, subject_id)
        rows, may_add = queries.list_tasks(viewer, ref), policy.may_add(viewer, ref)
        return {"rows": rows, "ref": ref, "may_add": may_add} if rows or may_add else None

    return load


def on_home(viewer: Viewer, _nothing: int) -> Mapping[str, Any] | None:
    """One's own open tasks, overdue ones on top."""
    rows = queries.list_my_tasks(viewer)
    overdue = sum(row.is_overdue for row in rows)
    return {"rows": rows[:MOST_ON_HOME], "count": len(rows), "overdue": overdue} if rows else None


PANELS = (
    Panel("project", "tasks/_panel.html", _on("project"), order=35),
    Panel("cycle", "tasks/_panel.html", _on("cycle"), slot="plan"),
    Panel("home", "tasks/_home_panel.html", on_home, order=14),
)
