"""The door of moderation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.queries.communities import communities_by_id
from lhs_community.foundation.features import Feature, Panel
from lhs_community.moderation import queries
from lhs_community.moderation.views import blueprint


def community_actions(viewer: Viewer, community_id: int) -> Mapping[str, Any] | None:
    """For convenors, while something waits."""
    if community_id not in viewer.convenes or not (waiting := queries.count_open(viewer, community_id)):
        return None
    return {"community": communities_by_id(viewer, [community_id])[community_id], "waiting": waiting}


def home_panel(viewer: Viewer, _nothing: int) -> Mapping[str, Any] | None:
    """For administrators, while a report of direct talk waits: no notice can lead them there."""
    waiting = queries.count_open(viewer, None) if viewer.is_administrator else 0
    return {"waiting": waiting} if waiting else None


def report_url(kind: str, subject_id: int) -> str:
    """For the link on each post; written out, as there may be fifty on a page."""
    return f"/report/{kind}/{subject_id}"


feature = Feature(
    name="moderation",
    blueprint=blueprint,
    panels=(
        Panel("community", "moderation/_community_action.html", community_actions, slot="actions", order=70),
        Panel("home", "moderation/_home_panel.html", home_panel, slot="side", order=12),
    ),
    context={"report_url": report_url},
    holds=queries.with_open_flags,
)
