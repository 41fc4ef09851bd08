"""What one page has looked up already: its panels know nothing of each other and ask for the same things."""

from __future__ import annotations

from typing import Any

from flask import g, has_app_context


def begin() -> None:
    """From now to the end of this request, which must not change anything."""
    g.memory = {}


def remembered(viewer: object, what: str) -> dict[Any, Any]:
    """What was looked up for that viewer while this page is made, to be added to; outside of a page always empty."""
    if not has_app_context() or "memory" not in g:
        return {}
    # An id() stands for a viewer only while they are kept beside it.
    kept: tuple[object, dict[Any, Any]] = g.memory.setdefault((id(viewer), what), (viewer, {}))
    return kept[1]
