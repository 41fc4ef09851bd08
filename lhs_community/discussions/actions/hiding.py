"""Hiding a thread or a post: by a convenor, or at once by a report that it identifies somebody."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.discussions import events, policy
from lhs_community.discussions.keeping import about
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import Thread
from lhs_community.discussions.queries import posts as post_queries, threads as thread_queries
from lhs_community.foundation.bus import record
from lhs_community.foundation.errors import Invalid, NotThere


def hide_thread(actor: Viewer, thread: Thread, *, is_hidden: bool) -> None:
    """From everybody but the convenors, or back for all who may read the community."""
    policy.require_convene(actor, thread)
    _set_thread(actor, thread, is_hidden)


def hide_post(actor: Viewer, thread: Thread, post: Post, *, is_hidden: bool) -> None:
    policy.require_convene(actor, thread)
    if post.thread_id != thread.id:
        raise NotThere
    if post.is_first:
        raise Invalid("Hide the whole thread instead: without its first post nobody could follow it.")
    _set_post(actor, post, is_hidden)


def set_thread_hidden(actor: Viewer, thread_id: int, is_hidden: bool, at_once: bool) -> None:
    """For reports on a thread; see Subject.set_hidden."""
    thread = thread_queries.get_thread(actor, thread_id)
    if not at_once:
        policy.require_convene(actor, thread)
    _set_thread(actor, thread, is_hidden)


def set_post_hidden(actor: Viewer, post_id: int, is_hidden: bool, at_once: bool) -> None:
    """For reports on a post; with a first post goes its thread."""
    post = post_queries.get_post(actor, post_id)
    if not at_once:
        policy.require_convene(actor, post.thread)
    if post.is_first:
        _set_thread(actor, post.thread, is_hidden)
    else:
        _set_post(actor, post, is_hidden)


def _set_thread(actor: Viewer, thread: Thread, is_hidden: bool) -> None:
    if thread.is_hidden == is_hidden:
        return
    thread.is_hidden = is_hidden
    record(events.ThreadHidden(**about(actor, thread), is_hidden=is_hidden))


def _set_post(actor: Viewer, post: Post, is_hidden: bool) -> None:
    if post.is_hidden == is_hidden:
        return
    post.is_hidden = is_hidden
    record(events.PostHidden(**about(actor, post.thread), post_id=post.id, is_hidden=is_hidden))
