"""The page of the workbench."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, current_app, render_template

from lhs_community.accounts import current
from lhs_community.communities.policy import require_convene
from lhs_community.communities.queries.communities import communities_by_id, get_community
from lhs_community.convening import queries
from lhs_community.foundation.errors import Refused

blueprint = Blueprint("convening", __name__)


def stalled_after() -> timedelta:
    return timedelta(days=int(current_app.config["STALLED_AFTER_DAYS"]))


@blueprint.get("/workbench")
@blueprint.get("/c/<slug>/workbench")
def show_workbench(slug: str = "") -> str:
    """Of one community, or of all that the viewer convenes."""
    viewer = current.viewer()
    community = get_community(viewer, slug) if slug else None
    if community:
        require_convene(viewer, community)
    elif not viewer.convenes:
        raise Refused("This page is for convenors. You convene no community.")
    ids = [community.id] if community else list(viewer.convenes)
    return render_template(
        "convening/show_workbench.html",
        community=community,
        communities=sorted(communities_by_id(viewer, viewer.convenes).values(), key=lambda one: one.name),
        sections=queries.get_workbench(viewer, ids, stalled_after()),
    )
