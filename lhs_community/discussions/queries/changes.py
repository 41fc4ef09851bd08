"""What was done to whole threads, where their posts went, and what a viewer may know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community
from lhs_community.discussions import policy
from lhs_community.discussions.models.changes import ChangeKind, PostAddress, ThreadChange
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import Thread
from lhs_community.discussions.queries.posts import PostRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere

_WHOLE = (
    joinedload(ThreadChange.thread).joinedload(Thread.community),
    joinedload(ThreadChange.other).joinedload(Thread.community),
    joinedload(ThreadChange.from_community),
    joinedload(ThreadChange.to_community),
    joinedload(ThreadChange.changed_by),
    joinedload(ThreadChange.undone_by),
)


@dataclass(frozen=True)
class Told:
    """A change as one viewer may know it. `other`, `place_before` and `place_after` are None for what they may not
    read; `is_here` is False where it was done to the other thread (this one took it in, or came of it)."""

    change: ThreadChange
    is_here: bool
    other: Thread | None
    place_before: Community | None
    place_after: Community | None
    may_undo: bool


def list_changes(viewer: Viewer, thread: Thread, limit: int = 30) -> Sequence[Told]:
    """Newest first, with what was undone. Only the newest that still holds can be undone."""
    policy.require_read(viewer, thread)
    found = db.session.scalars(
        select(ThreadChange)
        .where(or_(ThreadChange.thread_id == thread.id, ThreadChange.other_id == thread.id))
        .options(*_WHOLE)
        .order_by(ThreadChange.id.desc())
        .limit(limit)
    ).all()
    newest = next((one.id for one in found if one.undone_at is None), None)
    return [_told(viewer, thread, one, is_newest=one.id == newest) for one in found]


def _told(viewer: Viewer, thread: Thread, change: ThreadChange, *, is_newest: bool) -> Told:
    is_here = change.thread_id == thread.id
    other = change.other if is_here else change.thread
    # What was merged into this thread is part of what its readers read, its title too.
    has_taken_in = change.kind is ChangeKind.MERGED and not is_here and change.undone_at is None
    return Told(
        change=change,
        is_here=is_here,
        other=other if other and (has_taken_in or policy.may_read(viewer, other)) else None,
        place_before=_readable(viewer, change.from_community),
        place_after=_readable(viewer, change.to_community),
        may_undo=is_newest and policy.may_undo(viewer, change),
    )


def _readable(viewer: Viewer, community: Community | None) -> Community | None:
    return community if community and communities.may_read(viewer, community) else None


def get_change(viewer: Viewer, change_id: int) -> ThreadChange:
    """For who may read the thread that stands now. Raises NotThere."""
    change = db.session.scalars(select(ThreadChange).where(ThreadChange.id == change_id).options(*_WHOLE)).first()
    threads = [one for one in (change.thread, change.other) if one] if change else []
    if change is None or not any(policy.may_read(viewer, thread) for thread in threads):
        raise NotThere
    return change


def find_later_change(viewer: Viewer, change: ThreadChange) -> ThreadChange | None:
    """One that was done since to a thread of `change`, and not undone."""
    policy.require_undo(viewer, change)
    ids = [one for one in (change.thread_id, change.other_id) if one is not None]
    return db.session.scalars(
        select(ThreadChange)
        .where(
            ThreadChange.id > change.id,
            ThreadChange.undone_at.is_(None),
            or_(ThreadChange.thread_id.in_(ids), ThreadChange.other_id.in_(ids)),
        )
        .limit(1)
    ).first()


def readers_before_and_after(viewer: Viewer, change: ThreadChange) -> tuple[Community, Community]:
    """Undoing `change` gives posts that the members of the first read to those of the second."""
    policy.require_undo(viewer, change)
    if change.kind is ChangeKind.MOVED:
        assert change.from_community is not None
        return change.thread.community, change.from_community
    assert change.other is not None
    return change.other.community, change.thread.community


def heir_id(viewer: Viewer, thread_id: int) -> int:
    """The thread that one was merged into, else itself: what a reply to it belongs to."""
    heir = find_heir(viewer, thread_id)
    return heir.id if heir else thread_id


def find_heir(viewer: Viewer, thread_id: int) -> Thread | None:
    """The thread that one was merged into, for who may read that."""
    heir_id = db.session.scalar(select(Thread.merged_into_id).where(Thread.id == thread_id))
    if heir_id is None:
        return None
    return db.session.scalars(
        select(Thread).where(Thread.id == heir_id, policy.readable_by(viewer)).options(joinedload(Thread.community))
    ).first()


def find_merged(viewer: Viewer, thread: Thread, merged_id: int) -> Thread | None:
    """The thread of that id, where it was merged into `thread`: to say so to who comes by its old address."""
    policy.require_read(viewer, thread)
    return db.session.scalars(select(Thread).where(Thread.id == merged_id, Thread.merged_into_id == thread.id)).first()


def find_moved_post(viewer: Viewer, thread_id: int, number: int) -> Post | None:
    """The post that once had this address, for who may read where it is now."""
    return db.session.scalars(
        select(Post)
        .join(PostAddress, PostAddress.post_id == Post.id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(PostAddress.thread_id == thread_id, PostAddress.number == number, policy.post_readable_by(viewer))
        .options(joinedload(Post.thread))
    ).first()


@dataclass(frozen=True)
class Mark:
    """A line between posts: here stand posts of another thread (`merged`), or `gone` posts went to `thread`, which
    is None for who may not read it. `number`: the first number concerned."""

    number: int
    thread: Thread | None
    merged: ThreadChange | None = None
    gone: int = 0


def list_marks(
    viewer: Viewer, thread: Thread, rows: Sequence[PostRow], changes: Sequence[Told], *, after: int, upto: int
) -> Mapping[int, list[Mark]]:
    """Post number -> the lines before it; 0 -> those after the last post of the page."""
    found: dict[int, list[Mark]] = {}
    for told in changes:
        change = told.change
        if change.kind is ChangeKind.MERGED and not told.is_here and change.undone_at is None:
            found.setdefault(int(change.before["first"]), []).append(Mark(0, change.thread, merged=change))
    numbers = [row.post.number for row in rows]
    for mark in _gaps(viewer, thread, after, upto):
        following = next((number for number in numbers if number > mark.number), 0)
        found.setdefault(following, []).append(mark)
    return found


def _gaps(viewer: Viewer, thread: Thread, after: int, upto: int) -> list[Mark]:
    if not thread.moved_count:
        return []
    rows = db.session.execute(
        select(PostAddress.number, Thread)
        .join(Post, Post.id == PostAddress.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(PostAddress.thread_id == thread.id, PostAddress.number > after, PostAddress.number <= upto)
        .options(joinedload(Thread.community))
        .order_by(PostAddress.number)
    )
    marks: list[Mark] = []
    last = 0
    for number, where in rows:
        shown = where if policy.may_read(viewer, where) else None
        is_same = bool(marks) and number == last + 1 and marks[-1].thread is shown
        if is_same:
            marks[-1] = Mark(marks[-1].number, shown, gone=marks[-1].gone + 1)
        else:
            marks.append(Mark(number, shown, gone=1))
        last = number
    return marks
