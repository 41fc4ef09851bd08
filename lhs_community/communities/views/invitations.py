"""Inviting, and coming in by an invitation."""

from __future__ import annotations

from flask import Response, flash, make_response, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.accounts.actions import start_session
from lhs_community.accounts.forms import RegisterForm
from lhs_community.accounts.models import PersonKind
from lhs_community.communities import policy
from lhs_community.communities.actions import invitations as invitation_actions
from lhs_community.communities.forms import InviteManyForm, PressForm
from lhs_community.communities.queries import invitations as invitation_queries
from lhs_community.communities.queries.communities import get_community
from lhs_community.communities.queries.invitation_lists import check_lines, get_list
from lhs_community.communities.views.shared import blueprint, terms
from lhs_community.foundation import limits
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public


@blueprint.get("/c/<slug>/invitations")
def list_invitations(slug: str) -> str:
    """`show=expired`: those whose time is over; `before`: older ones than that."""
    viewer = current.viewer()
    community = get_community(viewer, slug)
    before = request.args.get("before", "")
    expired = request.args.get("show") == "expired"
    page = invitation_queries.page_invitations(
        viewer,
        community,
        expired=expired,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None,
    )
    return render_template("communities/list_invitations.html", community=community, page=page, expired=expired)


@blueprint.route("/c/<slug>/invitations/list", methods=["GET", "POST"])
@limits.limited("30 per hour")
@submitted_once
def invite_many(slug: str) -> Response:
    """A list is checked and shown; it is sent from the next page."""
    viewer = current.viewer()
    community = get_community(viewer, slug)
    policy.require_convene(viewer, community)
    form = InviteManyForm()
    if form.validate_on_submit():
        with form.refusals():
            form.take_file()
            kept = invitation_actions.check_list(
                viewer,
                community,
                form.typed.data or "",
                form.note.data or "",
                is_external=bool(form.is_external.data),
                consent=form.consent(),
            )
            return go_to(url_for(".send_list", slug=slug, list_id=kept.id))
    return form.page("communities/invite_many.html", community=community)


@blueprint.route("/c/<slug>/invitations/list/<int:list_id>", methods=["GET", "POST"])
@limits.limited("30 per hour")
@submitted_once
def send_list(slug: str, list_id: int) -> Response:
    """Who would be invited, and every problem by row and cell; then the button that sends."""
    viewer = current.viewer()
    community = get_community(viewer, slug)
    kept = get_list(viewer, community, list_id)
    form = PressForm()
    if form.validate_on_submit():
        with form.refusals():
            count = invitation_actions.send_list(viewer, community, kept, terms())
            flash(f"{count:,} {'invitation is' if count == 1 else 'invitations are'} on the way.", "success")
            return go_to(url_for(".list_invitations", slug=slug))
    checked = check_lines(viewer, community, kept)
    return form.page("communities/send_list.html", community=community, kept=kept, checked=checked)


@blueprint.post("/c/<slug>/invitations/<int:invitation_id>/resend")
@limits.limited("60 per hour")
def resend_invitation(slug: str, invitation_id: int) -> Response:
    viewer = current.viewer()
    community = get_community(viewer, slug)
    invitation = invitation_queries.get_invitation(viewer, community, invitation_id)
    invitation_actions.resend_invitation(viewer, community, invitation, terms())
    flash(f"A new link is on its way to {invitation.email}. The old one no longer works.", "success")
    return go_to(url_for(".list_invitations", slug=slug))


@blueprint.post("/c/<slug>/invitations/<int:invitation_id>/withdraw")
def withdraw_invitation(slug: str, invitation_id: int) -> Response:
    invitation_actions.withdraw_invitation(current.viewer(), get_community(current.viewer(), slug), invitation_id)
    flash("The invitation is withdrawn.", "success")
    return go_to(url_for(".list_invitations", slug=slug))


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
