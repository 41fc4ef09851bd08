"""Asking to join, and the answer."""

from __future__ import annotations

from flask import Response, flash, url_for

from lhs_community.accounts import current
from lhs_community.communities import policy
from lhs_community.communities.actions import requests as request_actions
from lhs_community.communities.forms import DeclineForm, JoinRequestForm
from lhs_community.communities.queries import requests as request_queries
from lhs_community.communities.queries.communities import get_community
from lhs_community.communities.views.shared import blueprint
from lhs_community.foundation import limits
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to


@blueprint.route("/c/<slug>/ask-to-join", methods=["GET", "POST"])
@limits.limited("20 per hour")
@submitted_once
def ask_to_join(slug: str) -> Response:
    community = get_community(current.viewer(), slug)
    form = JoinRequestForm()
    form.ask(community.join_question)
    if form.validate_on_submit():
        with form.refusals():
            request_actions.ask_to_join(current.viewer(), community, form.reason.data or "", form.consent())
            flash("The convenors have your request.", "success")
            return go_to(url_for(".show_community", slug=slug))
    return form.page("communities/ask_to_join.html", community=community)


@blueprint.post("/c/<slug>/requests/<int:request_id>")
def accept_join_request(slug: str, request_id: int) -> Response:
    viewer = current.viewer()
    community = get_community(viewer, slug)
    found = request_queries.get_join_request(viewer, community, request_id)
    request_actions.accept_join_request(viewer, community, found)
    flash("They are a member now.", "success")
    return go_to(url_for(".show_members", slug=slug))


@blueprint.route("/c/<slug>/requests/<int:request_id>/decline", methods=["GET", "POST"])
@submitted_once
def decline_join_request(slug: str, request_id: int) -> Response:
    viewer = current.viewer()
    community = get_community(viewer, slug)
    policy.require_convene(viewer, community)
    found = request_queries.get_join_request(viewer, community, request_id)
    form = DeclineForm()
    if form.validate_on_submit():
        with form.refusals():
            request_actions.decline_join_request(viewer, community, found, form.reason.data or "", form.consent())
            flash("They will read your answer.", "success")
            return go_to(url_for(".show_members", slug=slug))
    return form.page("communities/decline_join_request.html", community=community, one=found)
