"""Inviting, and coming in by an invitation."""

from __future__ import annotations

from flask import Response, flash, make_response, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.accounts.actions import start_session
from lhs_community.accounts.forms import RegisterForm
from lhs_community.accounts.models import PersonKind
from lhs_community.communities.actions import invitations as invitation_actions
from lhs_community.communities.queries import invitations as invitation_queries
from lhs_community.communities.queries.communities import get_community
from lhs_community.communities.views.shared import blueprint
from lhs_community.foundation import limits
from lhs_community.foundation.web.access import go_to, public


@blueprint.post("/c/<slug>/invitations/<int:invitation_id>/withdraw")
def withdraw_invitation(slug: str, invitation_id: int) -> Response:
    invitation_actions.withdraw_invitation(current.viewer(), get_community(current.viewer(), slug), invitation_id)
    flash("The invitation is withdrawn.", "success")
    return go_to(url_for(".show_members", slug=slug))


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@public
@limits.limited("20 per 15 minutes")
def accept_invitation(token: str) -> Response:
    """Somebody signed in joins by one press; somebody new makes an account here."""
    viewer = current.viewer()
    invitation = invitation_queries.peek_invitation(token)
    form = RegisterForm()
    if request.method == "POST" and not viewer.is_guest:
        with form.refusals():
            community = invitation_actions.accept_invitation(viewer, token)
            return go_to(url_for(".show_community", slug=community.slug) if community else url_for("home.show_home"))
    elif form.validate_on_submit():
        with form.refusals():
            person = invitation_actions.register_by_invitation(
                token,
                name=form.name.data or "",
                password=form.password.data or "",
                kind=PersonKind(form.kind.data),
                role_title=form.role_title.data or "",
                consent=form.consent(),
            )
            browser = request.user_agent.string
            current.begin(person, start_session(person, address=request.remote_addr or "", browser=browser))
            flash("Welcome. Your account is ready.", "success")
            return go_to(url_for("home.show_home"))
    if invitation is None:
        return make_response(render_template("communities/no_invitation.html"), 404)
    return form.page("communities/accept_invitation.html", invitation=invitation)
