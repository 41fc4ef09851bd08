"""A person's page; follow buttons."""

from __future__ import annotations

from flask import Response, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.communities.actions import following as following_actions
from lhs_community.communities.models import FollowLevel
from lhs_community.communities.queries import members as member_queries, people as people_queries
from lhs_community.communities.views.shared import blueprint
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.web.access import go_to, safe_next


@blueprint.get("/people/<handle>")
def show_person(handle: str) -> str:
    viewer = current.viewer()
    person = people_queries.get_person(viewer, handle)
    return render_template(
        "communities/show_person.html",
        person=person,
        memberships=member_queries.list_communities_of(viewer, person.id),
    )


@blueprint.post("/follow/<kind>/<int:subject_id>")
def set_following(kind: str, subject_id: int) -> Response:
    """`level` is one of follow, mute, none; back to where the button stood."""
    level = request.form.get("level", "")
    if level not in ("follow", "mute", "none"):
        raise Invalid("Choose to follow, to mute, or neither.")
    following_actions.set_following(
        current.viewer(), Ref(kind, subject_id), None if level == "none" else FollowLevel(level)
    )
    return go_to(safe_next(request.form.get("next"), url_for("home.show_home")))
