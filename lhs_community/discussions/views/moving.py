"""Moving, merging and splitting threads, what was done, and undoing it."""

from __future__ import annotations

from flask import Response, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.communities.queries.communities import communities_by_id, get_community
from lhs_community.communities.queries.members import count_members
from lhs_community.discussions import forms, policy
from lhs_community.discussions.actions import moving as moving_actions, undoing as undoing_actions
from lhs_community.discussions.models.threads import KIND_LABELS, Thread, ThreadKind
from lhs_community.discussions.queries import changes as change_queries, posts as post_queries, threads as queries
from lhs_community.discussions.views.shared import blueprint, number, tools
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public

POSTS_TO_CHOOSE = 100


def _to_convene(thread_id: int) -> tuple[Viewer, Thread]:
    viewer = current.viewer()
    thread = queries.get_thread(viewer, thread_id)
    policy.require_convene(viewer, thread)
    return viewer, thread


def _go(thread: Thread) -> Response:
    return go_to(url_for(".show_thread", thread_id=thread.id, page=1))


@blueprint.route("/threads/<int:thread_id>/move", methods=["GET", "POST"])
@submitted_once
def move_thread(thread_id: int) -> Response:
    viewer, thread = _to_convene(thread_id)
    places = _other_places(viewer, thread)
    form = forms.MoveForm()
    form.community.choices = [(place.slug, place.name) for place in places]
    if form.validate_on_submit():
        with form.refusals():
            to = get_community(viewer, form.community.data)
            change = moving_actions.move_thread(viewer, thread, to, is_confirmed=bool(form.is_confirmed.data))
            _offer_undo("Moved.", change.id)
            return _go(thread)
    return form.page("discussions/move_thread.html", thread=thread, places=places, **_about(viewer, thread, places))


def _other_places(viewer: Viewer, thread: Thread) -> list[Community]:
    found = communities_by_id(viewer, viewer.convenes - {thread.community_id}).values()
    return sorted(found, key=lambda place: place.name)


def _about(viewer: Viewer, thread: Thread, places: list[Community]) -> dict[str, object]:
    return {
        "community": thread.community,
        "members": count_members(viewer, [place.id for place in places]),
        "wider": [place for place in places if policy.shows_to_more(thread.community, place)],
    }


def _offer_undo(words: str, change_id: int) -> None:
    flash(f"{words} To take it back: “What was done to this thread”, below on the right.", "success")


@blueprint.route("/threads/<int:thread_id>/merge", methods=["GET", "POST"])
@submitted_once
def merge_thread(thread_id: int) -> Response:
    viewer, thread = _to_convene(thread_id)
    offered = [
        row.thread
        for row in queries.list_threads(viewer, queries.Filter(community_id=thread.community_id), limit=15).rows
        if row.thread.id != thread.id
    ]
    form = forms.MergeForm()
    form.into.choices = [(str(one.id), one.title) for one in offered]
    into = None
    if form.validate_on_submit():
        with form.refusals():
            into = queries.get_thread(viewer, form.chosen_id())
            moving_actions.merge_thread(viewer, thread, into, is_confirmed=bool(form.is_confirmed.data))
            _offer_undo("Merged.", into.id)
            return _go(into)
    places = [into.community] if into else []
    return form.page("discussions/merge_thread.html", thread=thread, into=into, **_about(viewer, thread, places))


@blueprint.route("/threads/<int:thread_id>/split", methods=["GET", "POST"])
@submitted_once
def split_thread(thread_id: int) -> Response:
    """`?after=100`: the posts from there on, to choose from."""
    viewer, thread = _to_convene(thread_id)
    after = number("after")
    rows = post_queries.list_posts(viewer, thread, after=after, limit=POSTS_TO_CHOOSE + 1)
    shown = [row for row in rows[:POSTS_TO_CHOOSE] if not row.post.is_first]
    form = forms.SplitForm(title=request.args.get("title", ""))
    form.posts.choices = [(row.post.id, str(row.post.number)) for row in shown]
    form.kind.choices = [(kind.value, label) for kind, label in KIND_LABELS.items() if kind not in _NOT_BY_SPLIT]
    if form.validate_on_submit():
        with form.refusals():
            chosen = [row.post for row in shown if row.post.id in (form.posts.data or ())]
            change = moving_actions.split_thread(
                viewer, thread, chosen, form.title.data or "", ThreadKind(form.kind.data), consent=form.consent()
            )
            assert change.other is not None
            _offer_undo("A thread of its own.", change.id)
            return _go(change.other)
    more = rows[POSTS_TO_CHOOSE - 1].post.number if len(rows) > POSTS_TO_CHOOSE else None
    return form.page(
        "discussions/split_thread.html", thread=thread, rows=shown, more=more, community=thread.community, **tools()
    )


_NOT_BY_SPLIT = (ThreadKind.NOTICE, ThreadKind.DATA_QUESTION)


@blueprint.get("/threads/<int:thread_id>/changes")
@public
def list_changes(thread_id: int) -> str:
    viewer = current.viewer()
    thread = queries.get_thread(viewer, thread_id)
    return render_template(
        "discussions/list_changes.html",
        thread=thread,
        community=thread.community,
        changes=change_queries.list_changes(viewer, thread),
    )


@blueprint.route("/threads/changes/<int:change_id>/undo", methods=["GET", "POST"])
@submitted_once
def undo_change(change_id: int) -> Response:
    viewer = current.viewer()
    change = change_queries.get_change(viewer, change_id)
    policy.require_undo(viewer, change)
    before, after = change_queries.readers_before_and_after(viewer, change)
    form = forms.ConfirmForm()
    if form.validate_on_submit():
        with form.refusals():
            thread = undoing_actions.undo_change(viewer, change, is_confirmed=bool(form.is_confirmed.data))
            flash("Undone. What was written meanwhile is still there.", "success")
            return _go(thread)
    return form.page(
        "discussions/undo_change.html",
        change=change,
        thread=change.thread,
        community=before,
        after=after,
        members=count_members(viewer, [after.id]),
        is_wider=policy.shows_to_more(before, after),
    )
