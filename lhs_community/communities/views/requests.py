"""Asking to join, and the answer."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from lhs_community.accounts import current
from lhs_community.communities.actions import requests as request_actions
from lhs_community.communities.forms import JoinRequestForm
from lhs_community.communities.queries import requests as request_queries
from lhs_community.communities.queries.communities import get_community
from lhs_community.communities.views.shared import blueprint
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to


@blueprint.route("/c/<slug>/ask-to-join", methods=["GET", "POST"])
@submitted_once
def ask_to_join(slug: str) -> Response:
    community = get_community(current.viewer(), slug)
    form = JoinRequestForm()
    if form.validate_on_submit():
        with form.refusals():
            request_actions.ask_to_join(current.viewer(), community, form.reason.data or "", form.consent())
            flash("The convenors have your request.", "success")
            return go_to(url_for(".show_community", slug=slug))
    return form.page("communities/ask_to_join.html", community=community)


@blueprint.post("/c/<slug>/requests/<int:request_id>")
def answer_join_request(slug: str, request_id: int) -> Response:
    viewer = current.viewer()
    community = get_community(viewer, slug)
    found = next((one for one in request_queries.list_join_requests(viewer, community) if one.id == request_id), None)
    if found is None:
        raise NotThere
    request_actions.answer_join_request(viewer, community, found, is_welcome=request.form.get("do") == "welcome")
    flash("The request is answered.", "success")
    return go_to(url_for(".show_members", slug=slug))
