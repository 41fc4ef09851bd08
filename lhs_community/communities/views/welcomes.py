"""Saying hello to who is new."""

from __future__ import annotations

from flask import Response, flash, url_for

from lhs_community.accounts import current
from lhs_community.communities import policy
from lhs_community.communities.actions import welcomes as welcome_actions
from lhs_community.communities.forms import WelcomeForm
from lhs_community.communities.queries.communities import get_community
from lhs_community.communities.queries.members import find_membership
from lhs_community.communities.views.shared import blueprint
from lhs_community.foundation import limits
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to


@blueprint.route("/c/<slug>/welcome/<int:person_id>", methods=["GET", "POST"])
@limits.limited("120 per hour")
@submitted_once
def welcome_member(slug: str, person_id: int) -> Response:
    viewer = current.viewer()
    community = get_community(viewer, slug)
    policy.require_welcome(viewer, community)
    membership = find_membership(viewer, community, person_id)
    if membership is None or person_id == viewer.id:
        raise NotThere
    form = WelcomeForm()
    if form.validate_on_submit():
        with form.refusals():
            welcome_actions.welcome_member(viewer, community, person_id, form.note.data or "", form.consent())
            flash(f"{membership.person.name} is welcomed.", "success")
            return go_to(url_for(".show_community", slug=slug))
    return form.page("communities/welcome_member.html", community=community, membership=membership)
