"""What stands on the page of a thread: posts, reactions, summaries, earlier versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.discussions import policy
from lhs_community.discussions.models.posts import Post, PostRevision, Reaction
from lhs_community.discussions.models.threads import Thread, ThreadState
from lhs_community.discussions.queries.tags import WITH_TAGS
from lhs_community.files.queries import Shown, attachments_of
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.reactions import ReactionKind, Reactions
from lhs_community.foundation.refs import Ref

PAGE_OF_POSTS = 50


def get_post(viewer: Viewer, post_id: int) -> Post:
    """With its thread, ready for the policy's questions."""
    post = db.session.scalars(
        select(Post)
        .join(Post.thread)
        .where(Post.id == post_id, policy.post_readable_by(viewer))
        .options(
            contains_eager(Post.thread).joinedload(Thread.community).joinedload(Community.parent),
            contains_eager(Post.thread).options(WITH_TAGS),
            joinedload(Post.author),
        )
    ).first()
    if post is None:
        raise NotThere
    return post


def get_numbered_post(viewer: Viewer, thread: Thread, number: int) -> Post:
    post_id = db.session.scalar(select(Post.id).where(Post.thread_id == thread.id, Post.number == number))
    if post_id is None:
        raise NotThere
    return get_post(viewer, post_id)


@dataclass(frozen=True)
class PostRow:
    post: Post
    reactions: Reactions
    files: Sequence[Shown] = ()

    @property
    def ref(self) -> Ref:
        return Ref("post", self.post.id)


def list_posts(
    viewer: Viewer, thread: Thread, *, after: int = 0, upto: int | None = None, limit: int = PAGE_OF_POSTS
) -> Sequence[PostRow]:
    """In order, those numbered `after` + 1 to `upto`. Hidden ones are there too: the page shows their words only where
    policy.may_read_post says so. Numbers whose posts went to another thread are not (see queries.changes.list_marks).
    """
    policy.require_read(viewer, thread)
    wanted = select(Post).where(Post.thread_id == thread.id, Post.number > after)
    if upto is not None:
        wanted = wanted.where(Post.number <= upto)
    posts = db.session.scalars(wanted.options(joinedload(Post.author)).order_by(Post.number).limit(limit)).all()
    reactions = _reactions(viewer, [post.id for post in posts])
    files = attachments_of(viewer, [Ref("post", post.id) for post in posts])
    return [
        PostRow(post, reactions.get(post.id, Reactions()), files.get(Ref("post", post.id), ()))
        for post in posts
    ]


def _reactions(viewer: Viewer, post_ids: Sequence[int]) -> dict[int, Reactions]:
    query = (
        select(
            Reaction.post_id,
            Reaction.kind,
            func.count(),
            func.count().filter(Reaction.person_id == viewer.id),
        )
        .where(Reaction.post_id.in_(post_ids))
        .group_by(Reaction.post_id, Reaction.kind)
    )
    counts: dict[int, dict[ReactionKind, int]] = {}
    mine: dict[int, set[ReactionKind]] = {}
    for post_id, kind, count, own in db.session.execute(query):
        counts.setdefault(post_id, {})[kind] = count
        if own:
            mine.setdefault(post_id, set()).add(kind)
    return {post_id: Reactions(found, frozenset(mine.get(post_id, ()))) for post_id, found in counts.items()}


def list_reactors(viewer: Viewer, post: Post, limit: int = 300) -> Mapping[ReactionKind, Sequence[Person]]:
    """Who left what on a post; for people who are signed in."""
    policy.require_read_post(viewer, post.thread, post)
    if viewer.is_guest:
        return {}
    rows = db.session.execute(
        select(Reaction.kind, Person)
        .join(Person, Person.id == Reaction.person_id)
        .where(Reaction.post_id == post.id)
        .order_by(Person.name)
        .limit(limit)
    )
    found: dict[ReactionKind, list[Person]] = {}
    for kind, person in rows:
        found.setdefault(kind, []).append(person)
    return found


def list_accepted(viewer: Viewer, thread: Thread, limit: int = 10) -> Sequence[Post]:
    """What worked. A thread that is open has nothing that did, so nothing is asked for."""
    if thread.state is ThreadState.OPEN:
        return []
    return db.session.scalars(
        select(Post)
        .join(Post.thread)
        .where(Post.thread_id == thread.id, Post.is_accepted.is_(True), policy.post_readable_by(viewer))
        .options(joinedload(Post.author))
        .order_by(Post.number)
        .limit(limit)
    ).all()


def list_revisions(viewer: Viewer, thread: Thread, post: Post, limit: int = 100) -> Sequence[PostRevision]:
    """What the post said before, newest first."""
    policy.require_read_post(viewer, thread, post)
    return db.session.scalars(
        select(PostRevision).where(PostRevision.post_id == post.id).order_by(PostRevision.id.desc()).limit(limit)
    ).all()
