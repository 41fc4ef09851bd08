"""Saying what worked."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.discussions import events, policy, sealing
from lhs_community.discussions.keeping import (
    about,
    state_of_open,
)
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import Thread, ThreadState
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere


def accept_answer(actor: Viewer, thread: Thread, post: Post) -> None:
    """This is what worked. Several of a thread's posts may be."""
    policy.require_accept(actor, thread)
    _require_answer(actor, thread, post)
    if post.is_accepted:
        return
    shown = sealing.seen_as(actor, thread)
    post.is_accepted, post.accepted_by_id = True, shown.id
    thread.state = ThreadState.ANSWERED
    record(events.AnswerAccepted(**about(shown, thread), post_id=post.id, person_ids=(post.author_id,)))


def unaccept_answer(actor: Viewer, thread: Thread, post: Post) -> None:
    policy.require_accept(actor, thread)
    _require_answer(actor, thread, post)
    if not post.is_accepted:
        return
    post.is_accepted, post.accepted_by_id = False, None
    db.session.flush()
    thread.state = state_of_open(thread)
    record(events.AnswerUnaccepted(**about(sealing.seen_as(actor, thread), thread), post_id=post.id))


def _require_answer(actor: Viewer, thread: Thread, post: Post) -> None:
    if post.thread_id != thread.id:
        raise NotThere
    policy.require_read_post(actor, thread, post)
    if post.is_first:
        raise Invalid("The question itself cannot be its answer.")
