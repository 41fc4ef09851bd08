"""Pages of communities."""

from __future__ import annotations

from flask import Response, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.communities import policy
from lhs_community.communities.actions import communities as community_actions
from lhs_community.communities.actions.charters import Written
from lhs_community.communities.forms import CommunityForm, NewCommunityForm
from lhs_community.communities.models import CommunityKind, Visibility
from lhs_community.communities.queries import (
    charters as charter_queries,
    communities as community_queries,
    handovers as handover_queries,
    members as member_queries,
    requests as request_queries,
    welcomes as welcome_queries,
)
from lhs_community.communities.views.shared import blueprint
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public

MOST_SHOWN = 8


@blueprint.get("/communities")
@public
def list_communities() -> str:
    viewer = current.viewer()
    found = community_queries.list_communities(viewer)
    return render_template(
        "communities/list_communities.html",
        communities=found,
        counts=member_queries.count_members(viewer, [community.id for community in found]),
        may_start=policy.may_start_community(viewer, None),
    )


@blueprint.get("/c/<slug>")
@public
def show_community(slug: str) -> str:
    viewer = current.viewer()
    community = community_queries.get_community(viewer, slug)
    return render_template(
        "communities/show_community.html",
        community=community,
        children=community_queries.list_children(viewer, community),
        members=member_queries.list_members(viewer, community, limit=MOST_SHOWN),
        member_count=member_queries.count_members(viewer, [community.id]).get(community.id, 0),
        rules=policy,
        charter=charter_queries.find_charter(viewer, community),
        is_due=charter_queries.is_due(community),
        my_request=request_queries.find_my_request(viewer, community),
        requests=request_queries.list_join_requests(viewer, [community.id]),
        newcomers=welcome_queries.list_unwelcomed(viewer, [community.id]),
        welcome=welcome_queries.my_welcome(viewer, community),
        offer=handover_queries.find_offer(viewer, community),
    )


@blueprint.route("/communities/new", methods=["GET", "POST"])
@submitted_once
def start_community() -> Response:
    viewer = current.viewer()
    parent = community_queries.get_community(viewer, request.args["below"]) if request.args.get("below") else None
    policy.require_start_community(viewer, parent)
    form = NewCommunityForm(visibility="open", kind="team")
    if form.validate_on_submit():
        with form.refusals():
            community = community_actions.start_community(
                viewer,
                name=form.name.data or "",
                kind=CommunityKind(form.kind.data),
                visibility=Visibility(form.visibility.data),
                purpose=form.purpose.data or "",
                charter=Written(work=form.work.data or ""),
                allows_anonymous=bool(form.allows_anonymous.data),
                parent=parent,
                consent=form.consent(),
            )
            return go_to(url_for(".show_community", slug=community.slug))
    return form.page("communities/start_community.html", parent=parent)


@blueprint.route("/c/<slug>/settings", methods=["GET", "POST"])
@submitted_once
def change_community(slug: str) -> Response:
    viewer = current.viewer()
    community = community_queries.get_community(viewer, slug)
    policy.require_convene(viewer, community)
    form = CommunityForm(
        name=community.name,
        visibility=community.visibility.value,
        join_question=community.join_question,
        welcomer=str(community.welcomer_id or ""),
        allows_anonymous=community.allows_anonymous,
        members_start_rooms=community.members_start_rooms,
    )
    form.offer_people(member_queries.member_choices(viewer, community))
    if form.validate_on_submit():
        with form.refusals():
            community_actions.change_community(
                viewer,
                community,
                name=form.name.data or "",
                visibility=Visibility(form.visibility.data),
                join_question=form.join_question.data or "",
                welcomer_id=form.chosen_welcomer(),
                allows_anonymous=bool(form.allows_anonymous.data),
                members_start_rooms=bool(form.members_start_rooms.data),
                consent=form.consent(),
            )
            flash("The community is changed.", "success")
            return go_to(url_for(".show_community", slug=community.slug))
    return form.page("communities/change_community.html", community=community)
