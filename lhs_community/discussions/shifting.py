"""Taking posts from one thread to another so that nothing is lost: rows go as they are, addresses and marks follow.

A number of a thread is never given twice. Posts that come are numbered on after the last one, so the addresses and the
read marks of those that were there stay true; numbers of posts that left stay empty and lead to where the posts are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain import actions as chain
from lhs_community.communities.models import Community, Following, FollowLevel
from lhs_community.discussions import owners
from lhs_community.discussions.keeping import count_me_too, ref_of, state_of_open
from lhs_community.discussions.models.changes import PostAddress
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.reading import ReadMark, ReadRange
from lhs_community.discussions.models.threads import Thread, ThreadState
from lhs_community.discussions.models.trials import MeToo
from lhs_community.discussions.reading import Ranges, holds, joined, total
from lhs_community.foundation import clock
from lhs_community.foundation.database import db


def lock(*threads: Thread) -> None:
    """In the order of their ids, so that two who merge crosswise do not wait for each other for ever."""
    for thread in sorted(threads, key=lambda one: one.id):
        db.session.refresh(thread, ["post_count", "merged_into_id", "community_id"], with_for_update=True)


def posts_of(thread: Thread) -> Sequence[Post]:
    return db.session.scalars(select(Post).where(Post.thread_id == thread.id).order_by(Post.number)).all()


def hand_over(posts: Sequence[Post], to: Thread) -> Mapping[int, int]:
    """To the end of another thread; old number -> new number."""
    numbers = {}
    for post in posts:
        to.post_count += 1
        numbers[post.number] = to.post_count
        _place(post, to, to.post_count)
    db.session.flush()
    return numbers


def give_back(posts: Sequence[Post], home: Thread) -> Mapping[int, int]:
    """To the numbers they had in `home`; number now -> number then."""
    rows = db.session.scalars(
        select(PostAddress).where(PostAddress.thread_id == home.id, PostAddress.post_id.in_([one.id for one in posts]))
    ).all()
    addresses = {row.post_id: row for row in rows}
    numbers = {}
    for post in posts:
        address = addresses[post.id]
        numbers[post.number] = address.number
        _place(post, home, address.number)
        db.session.delete(address)
    db.session.flush()
    return numbers


def _place(post: Post, thread: Thread, number: int) -> None:
    db.session.add(PostAddress(thread_id=post.thread_id, number=post.number, post_id=post.id))
    post.thread_id, post.number = thread.id, number
    db.session.expire(post, ["thread"])


def keep_aliases_apart(posts: Sequence[Post], there: Thread) -> dict[str, int]:
    """Posts without a name come to others: one alias must not stand for two people. Who wrote in both keeps being two,
    which says less than there was to know. Post id -> the alias before."""
    taken = db.session.scalar(select(func.max(Post.alias)).where(Post.thread_id == there.id)) or 0
    before = {str(post.id): post.alias for post in posts if post.alias is not None}
    fresh = {alias: taken + place for place, alias in enumerate(sorted(set(before.values())), 1)}
    for post in posts:
        if post.alias is not None:
            post.alias = fresh[post.alias]
    return before


def restore_aliases(posts: Sequence[Post], before: Mapping[str, int]) -> None:
    for post in posts:
        if post.alias is not None:
            post.alias = before.get(str(post.id), post.alias)


def settle(thread: Thread) -> None:
    """Work out anew what a thread keeps of its posts, after some came or went."""
    db.session.flush()
    posts = db.session.execute(
        select(Post.id, Post.author_id, Post.alias, Post.created_at, Post.number)
        .where(Post.thread_id == thread.id)
        .order_by(Post.number)
    ).all()
    latest = max(posts, key=lambda post: (post.created_at, post.number))
    asker = (thread.author_id, thread.alias)
    others = [post.created_at for post in posts if (post.author_id, post.alias) != asker]
    thread.moved_count = thread.post_count - len(posts)
    thread.last_post_id = posts[-1].id
    thread.last_post_at, thread.last_post_by_id = latest.created_at, latest.author_id
    thread.first_reply_at = min(others, default=None)
    if thread.state is not ThreadState.CLOSED:
        thread.state = state_of_open(thread) if thread.is_question else ThreadState.OPEN


def carry_marks(origin: Thread, to: Thread, numbers: Mapping[int, int]) -> None:
    """What somebody had read of posts that went from the one thread to the other, they have read there."""
    there, marks = _read(to), _marks(to)
    gained: dict[int, Ranges] = {}
    for person_id, ranges in _read(origin).items():
        carried = [(new, new) for old, new in numbers.items() if holds(ranges, old)]
        if carried:
            gained[person_id] = joined([*there.get(person_id, ()), *carried])
    fresh = {
        person_id: ReadMark(person_id=person_id, thread_id=to.id, read_count=0, read_at=clock.now())
        for person_id in gained
        if person_id not in marks
    }
    db.session.add_all(fresh.values())
    db.session.flush()
    marks |= fresh
    db.session.execute(delete(ReadRange).where(ReadRange.mark_id.in_([marks[person].id for person in gained])))
    for person_id, ranges in gained.items():
        mark = marks[person_id]
        mark.read_count = total(ranges)
        db.session.add_all(ReadRange(mark_id=mark.id, first_number=first, last_number=last) for first, last in ranges)
    db.session.flush()


def _marks(thread: Thread) -> dict[int, ReadMark]:
    found = db.session.scalars(select(ReadMark).where(ReadMark.thread_id == thread.id).with_for_update())
    return {mark.person_id: mark for mark in found}


def _read(thread: Thread) -> dict[int, Ranges]:
    rows = db.session.execute(
        select(ReadMark.person_id, ReadRange.first_number, ReadRange.last_number)
        .join(ReadRange, ReadRange.mark_id == ReadMark.id)
        .where(ReadMark.thread_id == thread.id)
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for person_id, first, last in rows:
        found.setdefault(person_id, []).append((first, last))
    return {person_id: joined(ranges) for person_id, ranges in found.items()}


def carry_followers(origin: Thread, to: Thread) -> list[int]:
    """Who follows the one follows the other, unless they have said something else of it; the people added."""
    there = set(db.session.scalars(select(Following.person_id).where(*_following(to))))
    found = db.session.execute(
        select(Following.person_id, Following.level).where(*_following(origin), Following.level != FollowLevel.MUTE)
    )
    fresh = {person_id: level for person_id, level in found if person_id not in there}
    ref = ref_of(to)
    db.session.add_all(
        Following(person_id=person_id, subject_kind=ref.kind, subject_id=ref.id, level=level)
        for person_id, level in fresh.items()
    )
    return sorted(fresh)


def drop_followers(thread: Thread, person_ids: Sequence[int]) -> None:
    db.session.execute(delete(Following).where(*_following(thread), Following.person_id.in_(person_ids)))


def _following(thread: Thread) -> tuple[Any, ...]:
    return Following.subject_kind == "thread", Following.subject_id == thread.id


def carry_me_too(origin: Thread, to: Thread) -> list[int]:
    """The people added. Whoever asked the other question has it as well."""
    if not to.is_question:
        return []
    theirs = set(db.session.scalars(select(MeToo.person_id).where(MeToo.thread_id == origin.id)))
    there = set(db.session.scalars(select(MeToo.person_id).where(MeToo.thread_id == to.id)))
    fresh = sorted(theirs - there - {to.author_id})
    db.session.add_all(MeToo(thread_id=to.id, person_id=person_id) for person_id in fresh)
    count_me_too(to)
    return fresh


def drop_me_too(thread: Thread, person_ids: Sequence[int]) -> None:
    db.session.execute(delete(MeToo).where(MeToo.thread_id == thread.id, MeToo.person_id.in_(person_ids)))
    count_me_too(thread)


def forward(origin: Thread, to: Thread) -> list[int]:
    """The merged thread, and those merged into it before, lead to `to`; those before."""
    earlier = list(db.session.scalars(select(Thread.id).where(Thread.merged_into_id == origin.id)))
    db.session.execute(update(Thread).where(Thread.id.in_([origin.id, *earlier])).values(merged_into_id=to.id))
    db.session.refresh(origin, ["merged_into_id"])
    return earlier


def latest_of(posts: Sequence[Post]) -> datetime:
    return max(post.created_at for post in posts)


def settle_in(actor: Viewer, thread: Thread, community: Community) -> None:
    """In a community: what it was pinned above, and often who looked after it, stays behind."""
    thread.community, thread.community_id, thread.is_pinned = community, community.id, False
    db.session.flush()
    owners.look_after(actor, thread)


def fold(actor: Viewer, thread: Thread, into: Thread) -> dict[str, Any]:
    """Everything of `thread` into the other one; what was added there, so that it can be taken out again."""
    first = into.post_count + 1
    posts = posts_of(thread)
    aliases = keep_aliases_apart(posts, into)
    numbers = hand_over(posts, into)
    carry_marks(thread, into, numbers)
    before = {
        "first": first,
        "posts": [post.id for post in posts],
        "aliases": aliases,
        "followers": carry_followers(thread, into),
        "me_too": carry_me_too(thread, into),
        "links": chain.carry_over(actor, ref_of(thread), ref_of(into)),
        "forwarded": forward(thread, into),
    }
    settle(into)
    owners.look_after(actor, into)
    return before
