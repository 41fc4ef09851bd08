"""The list of threads, the page of one, and answering on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.queries.communities import list_communities, list_postable
from lhs_community.discussions import forms, policy
from lhs_community.discussions.actions import posts as post_actions
from lhs_community.discussions.models.threads import KIND_LABELS, Thread
from lhs_community.discussions.queries import (
    changes as change_queries,
    posts as post_queries,
    summaries as summary_queries,
    tags,
    threads as queries,
    trials as trial_queries,
)
from lhs_community.discussions.queries.posts import PAGE_OF_POSTS, PostRow
from lhs_community.discussions.queries.quoting import quote_of
from lhs_community.discussions.queries.reading import get_reading
from lhs_community.discussions.queries.sealing import may_go_unnamed
from lhs_community.discussions.views.shared import blueprint, filter_of, links_of, number, page_of, post_url, tools
from lhs_community.files.forms import takes_files
from lhs_community.foundation import limits
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public


@blueprint.get("/threads")
@public
def list_threads() -> str:
    viewer = current.viewer()
    wanted, chosen = filter_of(viewer, request.args)
    before, after = (request.args.get(name, "") for name in ("before", "after"))
    page = queries.list_threads(viewer, wanted, before=before, after=after)
    kept = {key: value for key, value in request.args.items() if key not in ("before", "after") and value}
    return render_template(
        "discussions/list_threads.html",
        page=page,
        wanted=wanted,
        chosen=chosen,
        kept=kept,
        kinds=KIND_LABELS,
        scopes=queries.SCOPES[:1] if viewer.is_guest else queries.SCOPES,
        communities=list_communities(viewer),
        tags=tags.list_tags(viewer),
        may_ask=bool(list_postable(viewer, limit=1)),
    )


@blueprint.get("/threads/<int:thread_id>")
@public
def show_thread(thread_id: int) -> Response:
    """`?fragment=replies&after=12`: only what was posted since, for the open page. `?merged=7`: who followed the
    address of a thread that was merged into this one is told so. `?quote=3`: the reply begins with that post."""
    viewer = current.viewer()
    is_fragment = request.args.get("fragment") == "replies"
    thread = queries.find_thread(viewer, thread_id)
    if thread is None:
        return _heir_of(viewer, thread_id, is_fragment=is_fragment)
    if is_fragment:
        rows = post_queries.list_posts(viewer, thread, after=number("after"))
        trials = trial_queries.trials_of(viewer, thread)
        links = links_of(viewer, thread, [row.post for row in rows])
        return Response(
            render_template("discussions/_posts.html", thread=thread, rows=rows, trials=trials, links=links, **tools())
        )
    is_quoting = "quote" in request.args and policy.may_reply(viewer, thread)
    quoted = quote_of(viewer, thread, number("quote")) if is_quoting else ""
    return _thread_page(viewer, thread, forms.ReplyForm(formdata=None, body=quoted))


def _heir_of(viewer: Viewer, thread_id: int, *, is_fragment: bool) -> Response:
    """The way on from a thread that was merged into another."""
    heir = change_queries.find_heir(viewer, thread_id)
    if heir is None:
        raise NotThere
    if is_fragment:
        return Response(render_template("discussions/_merged_away.html", heir=heir, after=number("after")))
    return make_response(redirect(url_for(".show_thread", thread_id=heir.id, merged=thread_id)))


def _thread_page(viewer: Viewer, thread: Thread, form: forms.ReplyForm) -> Response:
    if not may_go_unnamed(viewer, thread.community) and not form.errors.get("is_anonymous"):
        del form.is_anonymous
    reading = get_reading(viewer, thread)
    first_unread = reading.first_unread if reading.is_opened else None
    pages = page_of(thread.post_count)
    # A form that came back stands under the last page, where it was sent from.
    opening = pages if form.is_submitted() or "quote" in request.args else page_of(first_unread or 1)
    page = min(number("page") or opening, pages)
    summaries = summary_queries.list_summaries(viewer, thread)
    after, upto = (page - 1) * PAGE_OF_POSTS, page * PAGE_OF_POSTS
    rows = post_queries.list_posts(viewer, thread, after=after, upto=upto)
    return form.page(
        "discussions/show_thread.html",
        thread=thread,
        community=thread.community,
        pages=pages,
        page=page,
        rows=rows,
        first_unread=first_unread,
        summary=summaries[0] if summaries else None,
        earlier_summaries=len(summaries) - 1,
        draft=summary_queries.find_draft(viewer, thread),
        reading=reading,
        **_beside(viewer, thread, rows, after, upto),
        **tools(),
    )


def _beside(viewer: Viewer, thread: Thread, rows: Sequence[PostRow], after: int, upto: int) -> dict[str, Any]:
    """What is told of the answers, and of what was done to the thread as a whole."""
    changes = change_queries.list_changes(viewer, thread)
    trials = trial_queries.trials_of(viewer, thread)
    return {
        "accepted": post_queries.list_accepted(viewer, thread),
        "worked_elsewhere": trial_queries.list_worked_elsewhere(viewer, thread, trials),
        "links": links_of(viewer, thread, [row.post for row in rows]),
        "trials": trials,
        "has_said_me_too": trial_queries.has_said_me_too(viewer, thread),
        "changes": changes,
        "marks": change_queries.list_marks(viewer, thread, rows, changes, after=after, upto=upto),
        "merged": change_queries.find_merged(viewer, thread, number("merged")) if "merged" in request.args else None,
    }


@blueprint.get("/threads/<int:thread_id>/posts/<int:number>/quote")
def show_quote(thread_id: int, number: int) -> Response:
    """A post as Markdown, for the open page to put into the reply."""
    viewer = current.viewer()
    return Response(quote_of(viewer, queries.get_thread(viewer, thread_id), number), mimetype="text/plain")


@blueprint.get("/threads/<int:thread_id>/posts/<int:number>")
@public
def show_post(thread_id: int, number: int) -> Any:
    """The permanent address of a post, whatever page it is on."""
    viewer = current.viewer()
    if moved := change_queries.find_moved_post(viewer, thread_id, number):
        return redirect(post_url(moved.thread, moved.number))
    thread = queries.get_thread(viewer, thread_id)
    return redirect(post_url(thread, post_queries.get_numbered_post(viewer, thread, number).number))


@blueprint.post("/threads/<int:thread_id>/reply")
@limits.limited("120 per hour")
@submitted_once
@takes_files
def reply(thread_id: int) -> Response:
    viewer = current.viewer()
    # What somebody wrote while a convenor merged the thread goes where its posts went.
    thread = queries.get_thread(viewer, change_queries.heir_id(viewer, thread_id))
    form = forms.ReplyForm()
    if form.validate_on_submit():
        try:
            with form.refusals():
                post = post_actions.reply(
                    viewer,
                    thread,
                    form.body.data or "",
                    is_anonymous="is_anonymous" in form and bool(form.is_anonymous.data),
                    chosen=form.chosen(),
                    consent=form.consent(),
                )
                return go_to(post_url(thread, post.number))
        except Refused as refusal:  # closed while somebody was writing: what was typed comes back
            form.take(Invalid(refusal.message))
    return _thread_page(viewer, thread, form)
