"""Saying what one has read, and what one wants to read again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.viewer import Viewer
from lhs_community.discussions import policy, reading
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import Thread
from lhs_community.discussions.reading import Ranges
from lhs_community.foundation.bus import unrecorded
from lhs_community.foundation.database import db


@unrecorded("what somebody has read is private")
def mark_read(actor: Viewer, thread: Thread, ranges: Ranges) -> None:
    """Exactly these posts; what was read before stays so."""
    require_signed_in(actor)
    policy.require_read(actor, thread)
    reading.add_read(actor.person_id, thread, ranges)


@unrecorded("what somebody has read is private")
def mark_all_read(actor: Viewer, threads: Sequence[Thread]) -> None:
    """All posts that are in these threads now."""
    for thread in threads:
        mark_read(actor, thread, ((1, thread.post_count),))


@unrecorded("what somebody has read is private")
def mark_unread(actor: Viewer, thread: Thread, number: int) -> None:
    """That post and all after it, but for one's own."""
    require_signed_in(actor)
    policy.require_read(actor, thread)
    own = db.session.scalars(
        select(Post.number).where(Post.thread_id == thread.id, Post.author_id == actor.person_id, Post.number >= number)
    ).all()
    reading.take_read(actor.person_id, thread, max(1, number), own)
