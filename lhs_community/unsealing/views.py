"""Pages to ask for a name, to decide, and to open it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.accounts.viewer import Viewer
from lhs_community.discussions.queries.posts import get_post
from lhs_community.foundation import limits
from lhs_community.foundation.errors import Invalid, Refused
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to
from lhs_community.unsealing import actions, policy, queries
from lhs_community.unsealing.forms import AskForm, DecideForm
from lhs_community.unsealing.models import GROUND_LABELS, STATE_LABELS, Ground, UnsealingRequest

blueprint = Blueprint("unsealing", __name__)


@blueprint.route("/posts/<int:post_id>/unseal", methods=["GET", "POST"])
@limits.limited("20 per hour")
@submitted_once
def ask_to_unseal(post_id: int) -> Response:
    viewer = current.viewer()
    post = get_post(viewer, post_id)
    policy.require_ask(viewer, post)
    form = AskForm()
    if form.validate_on_submit():
        with form.refusals():
            made = actions.ask_to_unseal(
                viewer,
                post,
                Ground(form.ground.data),
                form.reason.data or "",
                shows_post=bool(form.shows_post.data),
                consent=form.consent(),
            )
            flash("The information-governance lead is told. You hear of the decision within a week.", "success")
            return go_to(url_for(".show_request", unsealing_id=made.id))
    waits = queries.has_open_request(viewer, post)
    return form.page(
        "unsealing/ask_to_unseal.html", post=post, thread=post.thread, community=post.thread.community, waits=waits
    )


@blueprint.get("/unsealing")
def list_requests() -> str:
    viewer = current.viewer()
    if not (viewer.is_ig_lead or viewer.convenes):
        raise Refused("This page is for convenors and information-governance leads.")
    requests = queries.list_requests(viewer)
    return render_template("unsealing/list_requests.html", requests=requests, **_words(viewer))


def _words(viewer: Viewer) -> dict[str, object]:
    return {
        "rules": policy,
        "grounds": GROUND_LABELS,
        "states": STATE_LABELS,
        "may_name": lambda found: queries.may_read_community(viewer, found),
    }


@blueprint.get("/unsealing/<int:unsealing_id>")
def show_request(unsealing_id: int) -> Response:
    viewer = current.viewer()
    return _page(viewer, queries.get_request(viewer, unsealing_id), DecideForm(formdata=None))


def _page(viewer: Viewer, found: UnsealingRequest, form: DecideForm) -> Response:
    page = form.page(
        "unsealing/show_request.html", found=found, person=queries.find_name(viewer, found), **_words(viewer)
    )
    page.headers["Cache-Control"] = "no-store"
    return page


@blueprint.post("/unsealing/<int:unsealing_id>/decide")
@submitted_once
def decide(unsealing_id: int) -> Response:
    """`do` is approve or decline."""
    viewer = current.viewer()
    found = queries.get_request(viewer, unsealing_id)
    wish = request.form.get("do", "")
    if wish not in ("approve", "decline"):
        raise Invalid("Choose whether to unseal the name or to decline.")
    form = DecideForm()
    if form.validate_on_submit():
        with form.refusals():
            is_approved = wish == "approve"
            actions.decide(viewer, found, is_approved=is_approved, note=form.note.data or "", consent=form.consent())
            flash(
                "Unsealed. The author is being told." if is_approved else "Declined. The name stays sealed.", "success"
            )
            return go_to(url_for(".show_request", unsealing_id=unsealing_id))
    return _page(viewer, found, form)


@blueprint.post("/unsealing/<int:unsealing_id>/open")
@limits.limited("60 per hour")
def open_name(unsealing_id: int) -> Response:
    viewer = current.viewer()
    actions.open_name(viewer, queries.get_request(viewer, unsealing_id))
    return go_to(url_for(".show_request", unsealing_id=unsealing_id))
