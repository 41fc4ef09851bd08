"""What the viewer has read of threads: exact to the post, one statement for a whole list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, literal, select

from lhs_community.accounts.viewer import Viewer
from lhs_community.discussions import policy
from lhs_community.discussions.models.changes import PostAddress
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.reading import ReadMark, ReadRange
from lhs_community.discussions.models.threads import Thread
from lhs_community.discussions.reading import Ranges, first_outside, holds, joined, total
from lhs_community.foundation.database import db


@dataclass(frozen=True)
class Reading:
    """Of one thread. Own posts count as read; hidden ones are nobody's news, nor are the numbers of posts that went to
    another thread (`hidden` holds both). `is_opened`: once at least.
    """

    post_count: int
    is_opened: bool = False
    read: Ranges = ()
    hidden: frozenset[int] = frozenset()

    @property
    def unread(self) -> int:
        return self.post_count - total(self.read) - sum(not holds(self.read, number) for number in self.hidden)

    @property
    def first_unread(self) -> int | None:
        return first_outside(self.read, self.post_count, self.hidden)

    def is_unread(self, number: int) -> bool:
        return number not in self.hidden and not holds(self.read, number)

    def begins_unread(self, number: int) -> bool:
        """Is it new, and what stands before it not?"""
        return self.is_unread(number) and not (number > 1 and self.is_unread(number - 1))


def readings(viewer: Viewer, threads: Iterable[Thread]) -> Mapping[int, Reading]:
    """By thread id; for a guest everything is as if never opened."""
    counts = {thread.id: thread.post_count for thread in threads}
    if viewer.is_guest or not counts:
        return {id_: Reading(count) for id_, count in counts.items()}
    marked = (
        select(ReadMark.thread_id, ReadRange.first_number, ReadRange.last_number, literal(1))
        .outerjoin(ReadRange, ReadRange.mark_id == ReadMark.id)
        .where(ReadMark.person_id == viewer.id, ReadMark.thread_id.in_(counts))
    )
    hidden = select(Post.thread_id, Post.number, Post.number, literal(0)).where(
        Post.thread_id.in_(counts), Post.is_hidden.is_(True)
    )
    gone = select(PostAddress.thread_id, PostAddress.number, PostAddress.number, literal(0)).where(
        PostAddress.thread_id.in_(counts)
    )
    read: dict[int, list[tuple[int, int]]] = {}
    unseen: dict[int, set[int]] = {}
    for thread_id, first, last, is_mark in db.session.execute(marked.union_all(hidden, gone)):
        if not is_mark:
            unseen.setdefault(thread_id, set()).add(first)
        else:
            ranges = read.setdefault(thread_id, [])
            if first is not None:
                ranges.append((first, last))
    return {
        id_: Reading(count, id_ in read, joined(read.get(id_, ())), frozenset(unseen.get(id_, ())))
        for id_, count in counts.items()
    }


def get_reading(viewer: Viewer, thread: Thread) -> Reading:
    policy.require_read(viewer, thread)
    return readings(viewer, [thread])[thread.id]


def read_count(viewer: Viewer) -> ScalarSelect[int]:
    """In SQL: how many posts of the Thread of the outer query were read; null where it was never opened."""
    return (
        select(ReadMark.read_count)
        .where(ReadMark.person_id == viewer.id, ReadMark.thread_id == Thread.id)
        .correlate(Thread)
        .scalar_subquery()
    )


def has_unread(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of `unread > 0`, on Thread; false where it was never opened."""
    hidden = _count_unread(viewer, Post, Post.is_hidden.is_(True))
    gone = _count_unread(viewer, PostAddress)
    read = read_count(viewer)
    return and_(Thread.post_count > read, Thread.post_count > read + hidden + gone)


def _count_unread(
    viewer: Viewer, numbered: type[Post] | type[PostAddress], *conditions: ColumnElement[bool]
) -> ScalarSelect[int]:
    """In SQL: how many of these numbers of the Thread of the outer query are in no range of the viewer's."""
    is_read = exists().where(
        ReadMark.person_id == viewer.id,
        ReadMark.thread_id == numbered.thread_id,
        ReadRange.mark_id == ReadMark.id,
        numbered.number.between(ReadRange.first_number, ReadRange.last_number),
    )
    return (
        select(func.count())
        .select_from(numbered)
        .where(numbered.thread_id == Thread.id, ~is_read, *conditions)
        .correlate(Thread)
        .scalar_subquery()
    )
