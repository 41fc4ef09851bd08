"""Posts without a name: who wrote them is sealed, and only the author's own requests find them again.

Others see an alias that is the same throughout a thread. `author_mark` is "<thread>.<mark>": a keyed hash of thread and
person, so the database alone tells neither who wrote a post nor who wrote in two threads.
"""

from __future__ import annotations

from sqlalchemy import func, select

from lhs_community.accounts import anonymous
from lhs_community.accounts.viewer import Viewer
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.sealing import SealedAuthor
from lhs_community.discussions.models.threads import Thread
from lhs_community.foundation import sealed
from lhs_community.foundation.database import db


def marks_of(thread_id: int | str, person_id: int) -> tuple[str, ...]:
    """The marks this person's posts in that thread can bear; the first is for new ones."""
    return tuple(f"{thread_id}.{mark}" for mark in sealed.marks(f"{thread_id}:{person_id}"))


def is_by(viewer: Viewer, author_mark: str | None) -> bool:
    if author_mark is None or viewer.id is None:
        return False
    # A post that was moved keeps the mark of the thread it was written in.
    return author_mark in marks_of(author_mark.partition(".")[0], viewer.id)


def seal(actor: Viewer, thread: Thread, post: Post) -> None:
    """Sign `post`, which is new, with the actor's alias in this thread. The caller holds the thread's lock."""
    marks = marks_of(thread.id, actor.person_id)
    in_thread = select(Post.alias, Post.author_mark).where(Post.thread_id == thread.id, Post.author_mark.is_not(None))
    signed = db.session.execute(in_thread.distinct().order_by(Post.alias)).all()
    # The marks of posts that came from another thread are that thread's: each is asked.
    known = next((alias for alias, mark in signed if is_by(actor, mark)), None)
    last = db.session.scalar(select(func.max(Post.alias)).where(Post.thread_id == thread.id))
    post.alias, post.author_mark = known or (last or 0) + 1, marks[0]
    db.session.add(SealedAuthor(post_id=post.id, person=sealed.seal(str(actor.person_id))))
    db.session.flush()


def seen_as(actor: Viewer, thing: Post | Thread) -> Viewer:
    """Who is to stand for it when the actor changes something of their own: the mask, if they wore it there."""
    return anonymous.masked(actor) if is_by(actor, thing.author_mark) else actor


def problem() -> str:
    """For the health page: a lost key would be missed only when it is needed."""
    newest = db.session.scalar(select(SealedAuthor.person).order_by(SealedAuthor.post_id.desc()).limit(1))
    try:
        return "" if newest is None or sealed.opened(newest) else "the newest seal is empty"
    except sealed.KeyLost:
        return "The key to the posts without a name is missing: set LHS_SEALING_KEY, or LHS_SEALING_KEYS_BEFORE."


def author_id(post: Post) -> int:
    """Whom the seal names. Raises KeyLost. For unsealing, and to keep a person's alias one; never to show."""
    return int(sealed.opened(db.session.get_one(SealedAuthor, post.id).person))
