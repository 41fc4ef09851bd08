"""What convenors do with a thread, and their queue."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, current_app, flash, render_template, url_for

from lhs_community.accounts import current
from lhs_community.communities import policy as community_policy
from lhs_community.communities.queries.communities import get_community
from lhs_community.discussions import forms, policy
from lhs_community.discussions.actions import convening as convening_actions, hiding as hiding_actions
from lhs_community.discussions.queries import care as care_queries, threads as queries
from lhs_community.discussions.views.shared import blueprint, choice
from lhs_community.foundation import clock
from lhs_community.foundation.errors import Refused
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to


@blueprint.post("/threads/<int:thread_id>/pin")
def pin_thread(thread_id: int) -> Response:
    """`do` is pin or unpin."""
    viewer = current.viewer()
    is_pinned = choice("pin", "unpin") == "pin"
    convening_actions.pin_thread(viewer, queries.get_thread(viewer, thread_id), is_pinned=is_pinned)
    flash("Pinned to the top of the community." if is_pinned else "No longer pinned.", "success")
    return go_to(url_for(".show_thread", thread_id=thread_id))


@blueprint.post("/threads/<int:thread_id>/hide")
def hide_thread(thread_id: int) -> Response:
    """`do` is hide or restore."""
    viewer = current.viewer()
    is_hidden = choice("hide", "restore") == "hide"
    hiding_actions.hide_thread(viewer, queries.get_thread(viewer, thread_id), is_hidden=is_hidden)
    flash("Only convenors see this thread now." if is_hidden else "Its readers see it again.", "success")
    return go_to(url_for(".show_thread", thread_id=thread_id))


@blueprint.route("/threads/<int:thread_id>/close", methods=["GET", "POST"])
@submitted_once
def close_thread(thread_id: int) -> Response:
    viewer = current.viewer()
    thread = queries.get_thread(viewer, thread_id)
    policy.require_convene(viewer, thread)
    form = forms.CloseForm(body=thread.outcome)
    if form.validate_on_submit():
        with form.refusals():
            convening_actions.close_thread(viewer, thread, form.body.data or "", consent=form.consent())
            return go_to(url_for(".show_thread", thread_id=thread_id, page=1))
    return form.page("discussions/close_thread.html", thread=thread, community=thread.community)


@blueprint.post("/threads/<int:thread_id>/reopen")
def reopen_thread(thread_id: int) -> Response:
    viewer = current.viewer()
    convening_actions.reopen_thread(viewer, queries.get_thread(viewer, thread_id))
    flash("Open for replies again.", "success")
    return go_to(url_for(".show_thread", thread_id=thread_id))


@blueprint.get("/queue")
@blueprint.get("/c/<slug>/queue")
def show_queue(slug: str = "") -> str:
    """What waits for a convenor, in one community or in all they convene."""
    viewer = current.viewer()
    community = get_community(viewer, slug) if slug else None
    if community:
        community_policy.require_convene(viewer, community)
    elif not viewer.convenes:
        raise Refused("This page is for convenors. You convene no community.")
    ids = [community.id] if community else list(viewer.convenes)
    quiet_days = current_app.config["STALLED_AFTER_DAYS"]
    stalled = care_queries.list_stalled(viewer, ids, timedelta(days=quiet_days))
    return render_template(
        "discussions/show_queue.html",
        community=community,
        unanswered=queries.list_unanswered(viewer, ids),
        unsettled=queries.list_unsettled(viewer, ids),
        stalled=[row for row in stalled if not row.thread.is_question],
        quiet_days=quiet_days,
        now=clock.now(),
        hours=current_app.config["ANSWER_WITHIN_HOURS"],
    )
