"""Pages of communities, their members and invitations; a person's page; follow buttons."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, make_response, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.accounts.actions import start_session
from lhs_community.accounts.forms import RegisterForm
from lhs_community.accounts.models import PersonKind
from lhs_community.communities import actions, policy, queries
from lhs_community.communities.forms import CommunityForm, InviteForm, JoinRequestForm, NewCommunityForm
from lhs_community.communities.models import CommunityKind, CommunityRole, FollowLevel, Visibility
from lhs_community.foundation import limits
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import absolute_url, go_to, public, safe_next

blueprint = Blueprint("communities", __name__)


@blueprint.get("/communities")
@public
def list_communities() -> str:
    viewer = current.viewer()
    found = queries.list_communities(viewer)
    return render_template(
        "communities/list_communities.html",
        communities=found,
        counts=queries.count_members(viewer, [community.id for community in found]),
        may_start=policy.may_start_community(viewer, None),
    )


@blueprint.get("/c/<slug>")
@public
def show_community(slug: str) -> str:
    viewer = current.viewer()
    community = queries.get_community(viewer, slug)
    return render_template(
        "communities/show_community.html",
        community=community,
        children=queries.list_children(viewer, community),
        members=queries.list_members(viewer, community, limit=500),
        rules=policy,
        has_asked=queries.has_asked_to_join(viewer, community),
        following=queries.follow_state(viewer, Ref("community", community.id)),
    )


@blueprint.route("/communities/new", methods=["GET", "POST"])
@submitted_once
def start_community() -> Response:
    viewer = current.viewer()
    parent = queries.get_community(viewer, request.args["below"]) if request.args.get("below") else None
    policy.require_start_community(viewer, parent)
    form = NewCommunityForm(visibility="open", kind="team")
    if form.validate_on_submit():
        with form.refusals():
            community = actions.start_community(
                viewer,
                name=form.name.data or "",
                kind=CommunityKind(form.kind.data),
                visibility=Visibility(form.visibility.data),
                purpose=form.purpose.data or "",
                charter=form.charter.data or "",
                parent=parent,
                consent=form.consent(),
            )
            return go_to(url_for(".show_community", slug=community.slug))
    return form.page("communities/start_community.html", parent=parent)


@blueprint.route("/c/<slug>/settings", methods=["GET", "POST"])
@submitted_once
def change_community(slug: str) -> Response:
    viewer = current.viewer()
    community = queries.get_community(viewer, slug)
    policy.require_convene(viewer, community)
    form = CommunityForm(
        name=community.name, purpose=community.purpose, charter=community.charter, visibility=community.visibility.value
    )
    if form.validate_on_submit():
        with form.refusals():
            actions.change_community(
                viewer,
                community,
                name=form.name.data or "",
                purpose=form.purpose.data or "",
                charter=form.charter.data or "",
                visibility=Visibility(form.visibility.data),
                consent=form.consent(),
            )
            flash("The community is changed.", "success")
            return go_to(url_for(".show_community", slug=community.slug))
    return form.page("communities/change_community.html", community=community)


@blueprint.post("/c/<slug>/join")
def join_community(slug: str) -> Response:
    community = queries.get_community(current.viewer(), slug)
    actions.join_community(current.viewer(), community)
    flash(f"You are a member of {community.name}.", "success")
    return go_to(url_for(".show_community", slug=slug))


@blueprint.route("/c/<slug>/ask-to-join", methods=["GET", "POST"])
@submitted_once
def ask_to_join(slug: str) -> Response:
    community = queries.get_community(current.viewer(), slug)
    form = JoinRequestForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.ask_to_join(current.viewer(), community, form.reason.data or "", form.consent())
            flash("The convenors have your request.", "success")
            return go_to(url_for(".show_community", slug=slug))
    return form.page("communities/ask_to_join.html", community=community)


@blueprint.post("/c/<slug>/leave")
def leave_community(slug: str) -> Response:
    actions.leave_community(current.viewer(), queries.get_community(current.viewer(), slug))
    flash("You have left the community.", "success")
    return go_to(url_for(".list_communities"))


@blueprint.route("/c/<slug>/members", methods=["GET", "POST"])
@limits.limited("60 per hour")
@submitted_once
def show_members(slug: str) -> Response:
    """The members; for convenors also requests, invitations and the form to invite."""
    viewer = current.viewer()
    community = queries.get_community(viewer, slug)
    convenes = policy.may_convene(viewer, community)
    form = InviteForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.invite(
                viewer,
                community,
                email=form.email.data or "",
                role=CommunityRole(form.role.data),
                is_external=bool(form.is_external.data),
                days=current_app.config["INVITATION_DAYS"],
                link=absolute_url("communities.accept_invitation", token="TOKEN"),
            )
            flash("The invitation is on its way.", "success")
            return go_to(url_for(".show_members", slug=slug))
    return form.page(
        "communities/show_members.html",
        community=community,
        convenes=convenes,
        members=queries.list_members(viewer, community),
        invitations=queries.list_invitations(viewer, community) if convenes else [],
        requests=queries.list_join_requests(viewer, community) if convenes else [],
    )


@blueprint.post("/c/<slug>/members/<int:person_id>")
def change_member(slug: str, person_id: int) -> Response:
    """`do` is one of member, convenor, remove."""
    viewer = current.viewer()
    community = queries.get_community(viewer, slug)
    membership = queries.find_membership(viewer, community, person_id)
    if membership is None:
        raise NotThere
    wish = request.form.get("do", "")
    if wish == "remove":
        actions.remove_member(viewer, community, person_id)
    elif wish in ("member", "convenor"):
        actions.change_role(viewer, community, membership, CommunityRole(wish))
    else:
        raise Invalid("Choose what to do with this membership.")
    flash("The membership is changed.", "success")
    return go_to(url_for(".show_members", slug=slug))


@blueprint.post("/c/<slug>/requests/<int:request_id>")
def answer_join_request(slug: str, request_id: int) -> Response:
    viewer = current.viewer()
    community = queries.get_community(viewer, slug)
    found = next((one for one in queries.list_join_requests(viewer, community) if one.id == request_id), None)
    if found is None:
        raise NotThere
    actions.answer_join_request(viewer, community, found, is_welcome=request.form.get("do") == "welcome")
    flash("The request is answered.", "success")
    return go_to(url_for(".show_members", slug=slug))


@blueprint.post("/c/<slug>/invitations/<int:invitation_id>/withdraw")
def withdraw_invitation(slug: str, invitation_id: int) -> Response:
    actions.withdraw_invitation(current.viewer(), queries.get_community(current.viewer(), slug), invitation_id)
    flash("The invitation is withdrawn.", "success")
    return go_to(url_for(".show_members", slug=slug))


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@public
@limits.limited("20 per 15 minutes")
def accept_invitation(token: str) -> Response:
    """Somebody signed in joins by one press; somebody new makes an account here."""
    viewer = current.viewer()
    invitation = queries.peek_invitation(token)
    form = RegisterForm()
    if request.method == "POST" and not viewer.is_guest:
        with form.refusals():
            community = actions.accept_invitation(viewer, token)
            return go_to(url_for(".show_community", slug=community.slug) if community else url_for("home.show_home"))
    elif form.validate_on_submit():
        with form.refusals():
            person = actions.register_by_invitation(
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


@blueprint.get("/people/<handle>")
def show_person(handle: str) -> str:
    viewer = current.viewer()
    person = queries.get_person(viewer, handle)
    return render_template(
        "communities/show_person.html", person=person, memberships=queries.list_communities_of(viewer, person.id)
    )


@blueprint.post("/follow/<kind>/<int:subject_id>")
def set_following(kind: str, subject_id: int) -> Response:
    """`level` is one of follow, mute, none; back to where the button stood."""
    level = request.form.get("level", "")
    if level not in ("follow", "mute", "none"):
        raise Invalid("Choose to follow, to mute, or neither.")
    actions.set_following(current.viewer(), Ref(kind, subject_id), None if level == "none" else FollowLevel(level))
    return go_to(safe_next(request.form.get("next"), url_for("home.show_home")))
