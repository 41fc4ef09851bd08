"""A person's page, and whom one may mention."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template, request

from lhs_community.accounts import current
from lhs_community.communities.queries import members as member_queries, people as people_queries
from lhs_community.communities.queries.communities import get_community
from lhs_community.communities.views.shared import blueprint
from lhs_community.foundation import limits


@blueprint.get("/people/<handle>")
def show_person(handle: str) -> str:
    viewer = current.viewer()
    person = people_queries.get_person(viewer, handle)
    return render_template(
        "communities/show_person.html",
        person=person,
        memberships=member_queries.list_communities_of(viewer, person.id),
    )


@blueprint.get("/c/<slug>/mentionable")
@limits.limited("240 per minute", methods=("GET",))
def list_mentionable(slug: str) -> dict[str, Any]:
    """For the page, while somebody types "@" and the letters in `q`."""
    viewer = current.viewer()
    found = member_queries.list_mentionable(
        viewer, get_community(viewer, slug), request.args.get("q", "")[:60], current_app.config["MENTION_MOST"]
    )
    return {"found": [one._asdict() for one in found]}
