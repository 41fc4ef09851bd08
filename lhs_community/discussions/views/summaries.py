"""Summaries: written, drafted, handed over, and how they changed."""

from __future__ import annotations

from flask import Response, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.accounts.viewer import Viewer
from lhs_community.discussions import forms, policy
from lhs_community.discussions.actions import summaries as actions
from lhs_community.discussions.models.summaries import HEADING_LABELS, SummaryDraft
from lhs_community.discussions.models.threads import Thread
from lhs_community.discussions.queries import posts as post_queries, summaries as queries
from lhs_community.discussions.queries.threads import get_thread
from lhs_community.discussions.views.shared import blueprint, tools
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public


@blueprint.route("/threads/<int:thread_id>/summarise", methods=["GET", "POST"])
@submitted_once
def summarise(thread_id: int) -> Response:
    """`?begin=rules`: from a first draft, made of the posts. Of two buttons one publishes, the other keeps a draft."""
    viewer = current.viewer()
    thread = get_thread(viewer, thread_id)
    policy.require_summarise(viewer, thread)
    draft = queries.find_draft(viewer, thread)
    form = _form(viewer, thread, draft)
    if form.validate_on_submit():
        with form.refusals():
            if request.form.get("do") == "draft":
                by_rules, seen = form.is_by_rules.data == "y", form.seen_version()
                actions.save_draft(
                    viewer, thread, form.texts(), seen=seen, is_by_rules=by_rules, consent=form.consent()
                )
                flash("Your draft is kept. Only whoever looks after the summary and the convenors see it.", "success")
                return go_to(url_for(".show_thread", thread_id=thread_id, page=1))
            actions.summarise(viewer, thread, form.texts(), consent=form.consent())
            return go_to(f"{url_for('.show_thread', thread_id=thread_id, page=1)}#summary")
    is_overtaken = draft is not None and form.is_submitted() and form.seen_version() != draft.version
    if draft:
        form.seen.data = str(draft.version)
    return form.page(
        "discussions/summarise.html",
        thread=thread,
        community=thread.community,
        draft=draft,
        overtaken=draft if is_overtaken else None,
        headings=HEADING_LABELS,
        rows=post_queries.list_posts(viewer, thread, limit=200),
        **tools(),
    )


def _form(viewer: Viewer, thread: Thread, draft: SummaryDraft | None) -> forms.SummaryForm:
    """Filled in with the draft, else with what stands; or by rules, where that is asked for."""
    version = str(draft.version) if draft else "0"
    if request.method == "GET" and request.args.get("begin") == "rules":
        first = queries.make_first_draft(viewer, thread)
        return forms.SummaryForm(data={**first, "seen": version, "is_by_rules": "y"})
    standing = queries.list_summaries(viewer, thread, limit=1)
    texts = draft.texts if draft else standing[0].texts if standing else {}
    by_rules = "y" if draft and draft.is_by_rules else ""
    return forms.SummaryForm(data={**texts, "seen": version, "is_by_rules": by_rules})


@blueprint.post("/threads/<int:thread_id>/summarise/discard")
def discard_draft(thread_id: int) -> Response:
    viewer = current.viewer()
    actions.discard_draft(viewer, get_thread(viewer, thread_id))
    flash("The draft is gone. What was published stands as it was.", "success")
    return go_to(url_for(".show_thread", thread_id=thread_id, page=1))


@blueprint.route("/threads/<int:thread_id>/summarise/owner", methods=["GET", "POST"])
@submitted_once
def hand_over_summary(thread_id: int) -> Response:
    viewer = current.viewer()
    thread = get_thread(viewer, thread_id)
    people = queries.list_summarisers(viewer, thread)
    form = forms.HandOverForm(person_id=thread.summary_owner_id)
    form.person_id.choices = [(one.id, one.name) for one in people]
    if form.validate_on_submit():
        with form.refusals():
            actions.hand_over_summary(viewer, thread, form.person_id.data)
            return go_to(url_for(".show_thread", thread_id=thread_id, page=1))
    return form.page("discussions/hand_over_summary.html", thread=thread, community=thread.community)


@blueprint.get("/threads/<int:thread_id>/summaries")
@public
def list_summaries(thread_id: int) -> str:
    viewer = current.viewer()
    thread = get_thread(viewer, thread_id)
    return render_template(
        "discussions/list_summaries.html",
        thread=thread,
        community=thread.community,
        summaries=queries.list_summaries(viewer, thread),
    )


@blueprint.get("/threads/<int:thread_id>/summaries/<int:summary_id>")
@public
def show_summary(thread_id: int, summary_id: int) -> str:
    """A version, and what it changed."""
    viewer = current.viewer()
    thread = get_thread(viewer, thread_id)
    changed = queries.get_changed_summary(viewer, thread, summary_id)
    return render_template("discussions/show_summary.html", thread=thread, community=thread.community, changed=changed)
