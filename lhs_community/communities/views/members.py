"""Joining, leaving, and the page of members."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from lhs_community.accounts import current
from lhs_community.communities import policy
from lhs_community.communities.actions import invitations as invitation_actions, members as member_actions
from lhs_community.communities.actions.invitations import Guest
from lhs_community.communities.forms import InviteForm
from lhs_community.communities.models import CommunityRole
from lhs_community.communities.queries import (
    members as member_queries,
    requests as request_queries,
    welcomes as welcome_queries,
)
from lhs_community.communities.queries.communities import get_community
from lhs_community.communities.views.shared import blueprint, terms
from lhs_community.foundation import limits
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to


@blueprint.post("/c/<slug>/join")
def join_community(slug: str) -> Response:
    community = get_community(current.viewer(), slug)
    member_actions.join_community(current.viewer(), community)
    flash(f"You are a member of {community.name}.", "success")
    return go_to(url_for(".show_community", slug=slug))


@blueprint.post("/c/<slug>/leave")
def leave_community(slug: str) -> Response:
    member_actions.leave_community(current.viewer(), get_community(current.viewer(), slug))
    flash("You have left the community.", "success")
    return go_to(url_for(".list_communities"))


@blueprint.route("/c/<slug>/members", methods=["GET", "POST"])
@limits.limited("60 per hour")
@submitted_once
def show_members(slug: str) -> Response:
    """The members; for convenors also requests, newcomers and the form to invite one person."""
    viewer = current.viewer()
    community = get_community(viewer, slug)
    form = InviteForm()
    if form.validate_on_submit():
        with form.refusals():
            guest = Guest(
                form.email.data or "",
                note=form.note.data or "",
                role=CommunityRole(form.role.data),
                is_external=bool(form.is_external.data),
            )
            invitation_actions.invite(viewer, community, guest, terms(), form.consent())
            flash("The invitation is on its way.", "success")
            return go_to(url_for(".show_members", slug=slug))
    return form.page(
        "communities/show_members.html",
        community=community,
        convenes=policy.may_convene(viewer, community),
        members=member_queries.list_members(viewer, community),
        requests=request_queries.list_join_requests(viewer, [community.id]),
        newcomers=welcome_queries.list_unwelcomed(viewer, [community.id]),
    )


@blueprint.post("/c/<slug>/members/<int:person_id>")
def change_member(slug: str, person_id: int) -> Response:
    """`do` is one of member, convenor, remove."""
    viewer = current.viewer()
    community = get_community(viewer, slug)
    membership = member_queries.find_membership(viewer, community, person_id)
    if membership is None:
        raise NotThere
    wish = request.form.get("do", "")
    if wish == "remove":
        member_actions.remove_member(viewer, community, person_id)
    elif wish in ("member", "convenor"):
        member_actions.change_role(viewer, community, membership, CommunityRole(wish))
    else:
        raise Invalid("Choose what to do with this membership.")
    flash("The membership is changed.", "success")
    return go_to(url_for(".show_members", slug=slug))
