"""Who looks after a question, and until when."""

from __future__ import annotations

from flask import Response, flash, url_for

from lhs_community.accounts import current
from lhs_community.accounts.queries import people_by_handle
from lhs_community.discussions import forms, policy
from lhs_community.discussions.actions import care as care_actions
from lhs_community.discussions.queries import care as care_queries, threads as queries
from lhs_community.discussions.views.shared import blueprint
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to


@blueprint.route("/threads/<int:thread_id>/assign", methods=["GET", "POST"])
@submitted_once
def assign_question(thread_id: int) -> Response:
    viewer = current.viewer()
    thread = queries.get_thread(viewer, thread_id)
    policy.require_assign(viewer, thread)
    form = forms.AssignForm()
    if form.validate_on_submit():
        with form.refusals():
            found = people_by_handle([(form.who.data or "").strip().lstrip("@").lower()])
            care_actions.assign_question(viewer, thread, found[0] if found else None)
            flash("Asked. They find it on their start page.", "success")
            return go_to(url_for(".show_thread", thread_id=thread_id, page=1))
    return form.page(
        "discussions/assign_question.html",
        thread=thread,
        community=thread.community,
        people=care_queries.list_who_could_own(viewer, thread),
    )


@blueprint.post("/threads/<int:thread_id>/hand-back")
def hand_back_question(thread_id: int) -> Response:
    viewer = current.viewer()
    care_actions.hand_back_question(viewer, queries.get_thread(viewer, thread_id))
    flash("Handed back. Another convenor looks after it now.", "success")
    return go_to(url_for(".show_thread", thread_id=thread_id, page=1))


@blueprint.route("/threads/<int:thread_id>/postpone", methods=["GET", "POST"])
@submitted_once
def postpone_question(thread_id: int) -> Response:
    viewer = current.viewer()
    thread = queries.get_thread(viewer, thread_id)
    policy.require_postpone(viewer, thread)
    form = forms.PostponeForm()
    if form.validate_on_submit():
        with form.refusals():
            care_actions.postpone_question(
                viewer, thread, int(form.days.data), form.reason.data or "", consent=form.consent()
            )
            flash("The new time stands on the thread.", "success")
            return go_to(url_for(".show_thread", thread_id=thread_id, page=1))
    return form.page("discussions/postpone_question.html", thread=thread, community=thread.community)
