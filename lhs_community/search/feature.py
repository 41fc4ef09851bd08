"""The door of search."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation.bus import Event, Listener
from lhs_community.foundation.features import Feature, HealthCheck, Panel, Periodic
from lhs_community.search import keeping, listeners, views


def _while_asking(_viewer: Viewer, _community_id: int) -> dict[str, Any]:
    return {"kinds": "thread,lesson", "heading": "Similar questions and lessons"}


def _while_planning(_viewer: Viewer, _community_id: int) -> dict[str, Any]:
    return {"kinds": "project,lesson", "heading": "Similar projects and lessons"}


feature = Feature(
    name="search",
    blueprint=views.blueprint,
    listeners=(Listener(listeners.NAME, on=(Event,), run=listeners.index_changed, wants=listeners.is_about_found),),
    panels=(
        Panel("ask", "search/_similar_panel.html", _while_asking, order=10),
        Panel("new_project", "search/_similar_panel.html", _while_planning, order=10),
    ),
    periodic=(Periodic("search.keep_whole", timedelta(minutes=1), keeping.keep_whole),),
    health=(HealthCheck("search index", keeping.problem),),
    forgets=keeping.forget,
)
