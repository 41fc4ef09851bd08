"""The door of convening."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.convening import queries
from lhs_community.convening.views import blueprint, stalled_after
from lhs_community.foundation.features import Feature, Panel


def home_panel(viewer: Viewer, _subject_id: int) -> Mapping[str, Any] | None:
    """For convenors: how much waits, and of what kind."""
    if not viewer.convenes:
        return None
    return {"sections": queries.get_workbench(viewer, viewer.convenes, stalled_after())}


feature = Feature(
    name="convening",
    blueprint=blueprint,
    panels=(
        Panel("home", "convening/_home_panel.html", home_panel, slot="side", order=5),
        Panel("community", "convening/_community_action.html", queries.community_actions, slot="actions", order=5),
    ),
)
