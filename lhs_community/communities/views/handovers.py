"""One page for the next convenor, and the act of handing over."""

from __future__ import annotations

from flask import Response, flash, render_template, url_for

from lhs_community.accounts import current
from lhs_community.communities import policy
from lhs_community.communities.actions import handovers as handover_actions
from lhs_community.communities.forms import HandoverForm
from lhs_community.communities.queries import handovers as handover_queries
from lhs_community.communities.queries.communities import get_community
from lhs_community.communities.queries.members import member_choices
from lhs_community.communities.views.shared import blueprint, choice
from lhs_community.foundation import limits
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to


@blueprint.get("/c/<slug>/handover")
def show_handover(slug: str) -> str:
    """Fit to print: all that the next convenor should know."""
    viewer = current.viewer()
    community = get_community(viewer, slug)
    return render_template(
        "communities/show_handover.html",
        community=community,
        pack=handover_queries.get_pack(viewer, community),
        convenes=policy.may_convene(viewer, community),
    )


@blueprint.route("/c/<slug>/handover/offer", methods=["GET", "POST"])
@limits.limited("20 per hour")
@submitted_once
def offer_handover(slug: str) -> Response:
    viewer = current.viewer()
    community = get_community(viewer, slug)
    policy.require_convene(viewer, community)
    form = HandoverForm()
    form.offer_people([one for one in member_choices(viewer, community) if one[0] != str(viewer.id)])
    if form.validate_on_submit():
        with form.refusals():
            handover_actions.offer_handover(
                viewer,
                community,
                int(form.person.data),
                form.note.data or "",
                steps_down=bool(form.steps_down.data),
                consent=form.consent(),
            )
            flash("They have your request. Nothing changes until they accept.", "success")
            return go_to(url_for(".show_handover", slug=slug))
    return form.page("communities/offer_handover.html", community=community)


@blueprint.post("/c/<slug>/handover/<int:handover_id>")
def answer_handover(slug: str, handover_id: int) -> Response:
    """`do` is one of accept, decline, withdraw."""
    viewer = current.viewer()
    community = get_community(viewer, slug)
    handover = handover_queries.get_offer(viewer, community, handover_id)
    wish = choice("accept", "decline", "withdraw")
    if wish == "withdraw":
        handover_actions.withdraw_handover(viewer, community, handover)
        flash("The offer is withdrawn.", "success")
    else:
        handover_actions.answer_handover(viewer, community, handover, is_accepted=wish == "accept")
        flash("You are a convenor now." if wish == "accept" else "Your answer is given.", "success")
    return go_to(url_for(".show_community", slug=slug))
