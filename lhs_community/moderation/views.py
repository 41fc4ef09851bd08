"""Pages to report something, and the convenors' queue of reports."""

from __future__ import annotations

from flask import Blueprint, Response, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.communities.policy import require_convene
from lhs_community.communities.queries.communities import get_community
from lhs_community.foundation import limits, subjects
from lhs_community.foundation.errors import Invalid, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to
from lhs_community.moderation import actions, policy, queries
from lhs_community.moderation.forms import FlagForm
from lhs_community.moderation.models import FlagReason

blueprint = Blueprint("moderation", __name__)


@blueprint.route("/report/<kind>/<int:subject_id>", methods=["GET", "POST"])
@limits.limited("20 per hour")
@submitted_once
def flag(kind: str, subject_id: int) -> Response:
    viewer = current.viewer()
    card = subjects.require_card(viewer, Ref(kind, subject_id))
    policy.require_flag(viewer, card)
    form = FlagForm()
    if form.validate_on_submit():
        with form.refusals():
            reason = FlagReason(form.reason.data)
            actions.flag(viewer, card.ref, reason, form.note.data or "", consent=form.consent())
            who = "The convenors" if card.community_id else "An administrator"
            flash(f"Thank you. {who} will look at it and tell you what came of it.", "success")
            return go_to(url_for("home.show_home") if reason is FlagReason.IDENTIFIES else card.url)
    return form.page("moderation/flag.html", card=card)


@blueprint.get("/reports")
@blueprint.get("/c/<slug>/reports")
def list_reported(slug: str = "") -> str:
    """Of one community, or of all that the viewer convenes."""
    viewer = current.viewer()
    community = get_community(viewer, slug) if slug else None
    if community:
        require_convene(viewer, community)
    elif not viewer.convenes and not viewer.is_administrator:
        raise Refused("This page is for convenors. You convene no community.")
    wanted = [community.id] if community else viewer.convenes
    return render_template(
        "moderation/list_reported.html",
        community=community,
        reported=queries.list_reported(viewer, wanted, and_direct=viewer.is_administrator and not community),
    )


@blueprint.post("/reports/<int:flag_id>/settle")
def settle(flag_id: int) -> Response:
    """`do` is hide or leave."""
    viewer = current.viewer()
    wish = request.form.get("do", "")
    if wish not in ("hide", "leave"):
        raise Invalid("Choose whether to hide it or to leave it.")
    actions.settle(viewer, queries.get_flag(viewer, flag_id), hide=wish == "hide")
    flash("Hidden from all but convenors." if wish == "hide" else "Left as it is, for all to read.", "success")
    return go_to(url_for(".list_reported"))
