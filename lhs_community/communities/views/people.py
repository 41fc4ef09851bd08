"""A person's page."""

from __future__ import annotations

from flask import render_template

from lhs_community.accounts import current
from lhs_community.communities.queries import members as member_queries, people as people_queries
from lhs_community.communities.views.shared import blueprint


@blueprint.get("/people/<handle>")
def show_person(handle: str) -> str:
    viewer = current.viewer()
    person = people_queries.get_person(viewer, handle)
    return render_template(
        "communities/show_person.html",
        person=person,
        memberships=member_queries.list_communities_of(viewer, person.id),
    )
