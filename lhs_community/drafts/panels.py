"""What drafts adds to the start page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.drafts import queries


def home_panel(viewer: Viewer, _id: int) -> Mapping[str, Any] | None:
    drafts = queries.list_drafts(viewer, limit=50)
    return {"count": len(drafts), "latest": drafts[0]} if drafts else None
