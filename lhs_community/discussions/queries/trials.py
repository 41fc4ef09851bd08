"""Whether answers worked for those who tried them, and who has the same question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.discussions import policy
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import Thread
from lhs_community.discussions.models.trials import MeToo, Trial
from lhs_community.foundation.database import db

MOST_OF_A_THREAD = 1000


@dataclass(frozen=True)
class Trials:
    """What was said of one answer, newest first."""

    worked: Sequence[Trial]
    failed: Sequence[Trial]
    mine: Trial | None


def trials_of(viewer: Viewer, thread: Thread) -> Mapping[int, Trials]:
    """Post id -> what was said of it, for the answers of a thread that somebody tried."""
    policy.require_read(viewer, thread)
    if not thread.is_question:
        return {}
    rows = db.session.scalars(
        select(Trial)
        .join(Post, Post.id == Trial.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.thread_id == thread.id, policy.post_readable_by(viewer))
        .options(joinedload(Trial.person))
        .order_by(Trial.id.desc())
        .limit(MOST_OF_A_THREAD)
    ).all()
    found: dict[int, list[Trial]] = {}
    for row in rows:
        found.setdefault(row.post_id, []).append(row)
    return {
        post_id: Trials(
            worked=[one for one in said if one.has_worked],
            failed=[one for one in said if not one.has_worked],
            mine=next((one for one in said if one.person_id == viewer.id), None),
        )
        for post_id, said in found.items()
    }


def find_my_trial(viewer: Viewer, post: Post) -> Trial | None:
    return db.session.scalars(select(Trial).where(Trial.post_id == post.id, Trial.person_id == viewer.id)).first()


def list_worked_elsewhere(
    viewer: Viewer, thread: Thread, trials: Mapping[int, Trials], limit: int = 5
) -> Sequence[Post]:
    """Answers that worked for more of those who tried them than not, though whoever asked has not marked them; best
    first. `trials`: those of the thread."""
    more = {post_id: len(said.worked) - len(said.failed) for post_id, said in trials.items()}
    ids = [post_id for post_id, surplus in more.items() if surplus > 0]
    if not ids:
        return []
    posts = db.session.scalars(
        select(Post)
        .join(Post.thread)
        .where(Post.id.in_(ids), Post.is_accepted.is_(False), policy.post_readable_by(viewer))
        .options(joinedload(Post.author))
    )
    return sorted(posts, key=lambda post: (-more[post.id], post.number))[:limit]


def has_said_me_too(viewer: Viewer, thread: Thread) -> bool:
    if viewer.is_guest or not thread.me_too_count:
        return False
    found = select(MeToo.id).where(MeToo.thread_id == thread.id, MeToo.person_id == viewer.id)
    return db.session.scalar(found) is not None
