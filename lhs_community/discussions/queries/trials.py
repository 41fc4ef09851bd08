"""Whether answers worked for those who tried them, and who has the same question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.discussions import policy
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import Thread
from lhs_community.discussions.models.trials import MeToo, Trial
from lhs_community.foundation.database import db

MOST_OF_A_PAGE = 400


@dataclass(frozen=True)
class Trials:
    """What was said of one answer, newest first."""

    worked: Sequence[Trial]
    failed: Sequence[Trial]
    mine: Trial | None


def trials_of(viewer: Viewer, thread: Thread, posts: Sequence[Post]) -> Mapping[int, Trials]:
    """Post id -> what was said of it, for those of `posts` that somebody tried."""
    policy.require_read(viewer, thread)
    ids = [post.id for post in posts if policy.may_read_post(viewer, thread, post)]
    if not thread.is_question or not ids:
        return {}
    rows = db.session.scalars(
        select(Trial)
        .where(Trial.post_id.in_(ids))
        .options(joinedload(Trial.person))
        .order_by(Trial.id.desc())
        .limit(MOST_OF_A_PAGE)
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


def list_worked_elsewhere(viewer: Viewer, thread: Thread, limit: int = 5) -> Sequence[Post]:
    """Answers that worked for somebody who tried them, though whoever asked has not marked them; best first."""
    if not thread.is_question:
        return []
    worked = func.count().filter(Trial.has_worked.is_(True))
    failed = func.count().filter(Trial.has_worked.is_(False))
    ids = db.session.scalars(
        select(Trial.post_id)
        .join(Post, Post.id == Trial.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.thread_id == thread.id, Post.is_accepted.is_(False), policy.post_readable_by(viewer))
        .group_by(Trial.post_id)
        .having(worked > failed)
        .order_by((worked - failed).desc(), Trial.post_id)
        .limit(limit)
    ).all()
    if not ids:
        return []
    posts = {
        post.id: post
        for post in db.session.scalars(select(Post).where(Post.id.in_(ids)).options(joinedload(Post.author)))
    }
    return [posts[id_] for id_ in ids]


def has_said_me_too(viewer: Viewer, thread: Thread) -> bool:
    if viewer.is_guest or not thread.me_too_count:
        return False
    found = select(MeToo.id).where(MeToo.thread_id == thread.id, MeToo.person_id == viewer.id)
    return db.session.scalar(found) is not None
