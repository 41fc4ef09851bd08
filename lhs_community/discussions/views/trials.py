"""Saying whether an answer worked, and that one has the same question."""

from __future__ import annotations

from flask import Response, flash, url_for

from lhs_community.accounts import current
from lhs_community.discussions import forms, policy
from lhs_community.discussions.actions import answers as answer_actions
from lhs_community.discussions.queries import posts as post_queries, threads as queries, trials as trial_queries
from lhs_community.discussions.views.shared import blueprint, choice, post_url, tools
from lhs_community.foundation import limits
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to


@blueprint.route("/posts/<int:post_id>/tried", methods=["GET", "POST"])
@limits.limited("60 per hour")
@submitted_once
def try_answer(post_id: int) -> Response:
    viewer = current.viewer()
    post = post_queries.get_post(viewer, post_id)
    thread = post.thread
    policy.require_try(viewer, thread, post)
    mine = trial_queries.find_my_trial(viewer, post)
    said = {"has_worked": "yes" if mine.has_worked else "no", "setting": mine.setting} if mine else None
    form = forms.TrialForm(data=said)
    if form.validate_on_submit():
        with form.refusals():
            answer_actions.try_answer(
                viewer,
                thread,
                post,
                form.setting.data or "",
                has_worked=form.has_worked.data == "yes",
                consent=form.consent(),
            )
            return go_to(post_url(thread, post.number))
    return form.page(
        "discussions/try_answer.html", post=post, thread=thread, community=thread.community, mine=mine, **tools()
    )


@blueprint.post("/posts/<int:post_id>/untried")
def withdraw_trial(post_id: int) -> Response:
    viewer = current.viewer()
    post = post_queries.get_post(viewer, post_id)
    answer_actions.withdraw_trial(viewer, post.thread, post)
    flash("What you said of this answer is taken back.", "success")
    return go_to(post_url(post.thread, post.number))


@blueprint.post("/threads/<int:thread_id>/me-too")
@limits.limited("60 per minute")
def say_me_too(thread_id: int) -> Response:
    """`do` is add or remove."""
    viewer = current.viewer()
    is_on = choice("add", "remove") == "add"
    answer_actions.say_me_too(viewer, queries.get_thread(viewer, thread_id), is_on=is_on)
    flash("Counted. You follow this question now." if is_on else "No longer counted.", "success")
    return go_to(url_for(".show_thread", thread_id=thread_id, page=1))
