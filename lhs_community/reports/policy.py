"""Who may see how a community is doing: its members. It is theirs to talk about; no site role opens it."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community
from lhs_community.foundation.errors import Refused


def may_see_health(viewer: Viewer, community: Community) -> bool:
    return communities.is_member(viewer, community.id)


def require_see_health(viewer: Viewer, community: Community) -> None:
    communities.require_read(viewer, community)
    if not may_see_health(viewer, community):
        raise Refused("Only members see how their community is doing. Join it first.")
