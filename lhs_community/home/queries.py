"""What the start page itself shows; the rest comes from the panels of the features."""

from __future__ import annotations

from collections.abc import Sequence

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.communities.queries.communities import list_communities


def my_communities(viewer: Viewer, limit: int = 8) -> Sequence[Community]:
    return [community for community in list_communities(viewer) if community.id in viewer.roles][:limit]


def other_communities(viewer: Viewer, limit: int = 6) -> Sequence[Community]:
    """Communities to read or to join, for people who are in few."""
    return [community for community in list_communities(viewer) if community.id not in viewer.roles][:limit]
