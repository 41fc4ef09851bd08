"""Threads: one of them, lists, and the convenor's queue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, Tuple, and_, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import FollowLevel
from lhs_community.communities.queries.communities import WHOLE, remember_community
from lhs_community.communities.queries.following import follows
from lhs_community.discussions import policy
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import QUESTION_KINDS, Thread, ThreadKind, ThreadState
from lhs_community.discussions.queries.reading import Reading, has_unread, read_count, readings
from lhs_community.discussions.queries.sealing import list_own_sealed
from lhs_community.discussions.queries.tags import WITH_TAGS, bears, follows_topic
from lhs_community.foundation import clock
from lhs_community.foundation.database import UtcDateTime, db
from lhs_community.foundation.errors import Invalid, NotThere

PAGE_OF_THREADS = 30
# A thread never opened is news for so long; then it is simply old.
FRESH = timedelta(days=60)
SCOPES = ("all", "unread", "unanswered", "mine", "followed")


@dataclass(frozen=True)
class Filter:
    """What a list of threads is narrowed to. `scope` is one of SCOPES."""

    scope: str = "all"
    kind: ThreadKind | None = None
    tag: str = ""
    community_id: int | None = None


@dataclass(frozen=True)
class Row:
    """A thread in a list, and what the viewer has read of it."""

    thread: Thread
    reading: Reading

    @property
    def unread(self) -> int:
        return self.reading.unread

    @property
    def unread_words(self) -> str:
        """Beside the title; nothing where all is read."""
        if not self.unread:
            return ""
        return f"{self.unread} new" if self.reading.is_opened else "New"


@dataclass(frozen=True)
class Page:
    rows: Sequence[Row]
    older: str = ""
    newer: str = ""


# What a row of a list shows.
_FOR_ROWS: tuple[ORMOption, ...] = (
    joinedload(Thread.community),
    joinedload(Thread.author),
    joinedload(Thread.last_post_by),
    WITH_TAGS,
    joinedload(Thread.owner),
)


def find_thread(viewer: Viewer, thread_id: int) -> Thread | None:
    thread = db.session.scalars(
        select(Thread)
        .where(Thread.id == thread_id, policy.readable_by(viewer))
        .options(
            joinedload(Thread.community).options(*WHOLE),
            joinedload(Thread.author),
            joinedload(Thread.started_by),
            joinedload(Thread.closed_by),
            joinedload(Thread.summary_owner),
            WITH_TAGS,
            joinedload(Thread.owner),
        )
    ).first()
    if thread is not None:
        remember_community(viewer, thread.community)
    return thread


def get_thread(viewer: Viewer, thread_id: int) -> Thread:
    if thread := find_thread(viewer, thread_id):
        return thread
    raise NotThere


def _narrowed(viewer: Viewer, wanted: Filter) -> list[ColumnElement[bool]]:
    conditions = [policy.readable_by(viewer)]
    if wanted.kind:
        conditions.append(Thread.kind == wanted.kind)
    if wanted.tag:
        conditions.append(bears(wanted.tag))
    if wanted.community_id is not None:
        conditions.append(Thread.community_id == wanted.community_id)
    if wanted.scope == "unanswered":
        conditions += _unanswered()
    elif wanted.scope == "mine":
        conditions.append(
            or_(
                Thread.author_id == viewer.id,
                Thread.started_by_id == viewer.id,
                _has_written(viewer),
                Thread.id.in_(list_own_sealed(viewer)),
            )
        )
    elif wanted.scope == "followed":
        conditions.append(follows(viewer, "thread", Thread.id, FollowLevel.FOLLOW))
    elif wanted.scope == "unread":
        conditions += _unread(viewer)
    return conditions


def _unanswered() -> list[ColumnElement[bool]]:
    return [
        Thread.kind.in_(QUESTION_KINDS),
        Thread.state == ThreadState.OPEN,
        Thread.first_reply_at.is_(None),
        Thread.is_hidden.is_(False),
    ]


def _has_written(viewer: Viewer) -> ColumnElement[bool]:
    return exists().where(Post.thread_id == Thread.id, Post.author_id == viewer.id)


def _unread(viewer: Viewer) -> list[ColumnElement[bool]]:
    """New posts in what I follow or what my communities talk about. What I have said of a thread itself counts before
    what I have said of its community and topics, and there to mute before to follow."""
    heard = (FollowLevel.FOLLOW, FollowLevel.WATCH)
    around = [
        Thread.community_id.in_(sorted(viewer.roles)),
        follows(viewer, "community", Thread.community_id, *heard),
        follows_topic(viewer, *heard),
    ]
    is_near = and_(
        or_(*around),
        ~follows(viewer, "thread", Thread.id, FollowLevel.MUTE),
        ~follows(viewer, "community", Thread.community_id, FollowLevel.MUTE),
        ~follows_topic(viewer, FollowLevel.MUTE),
    )
    return [
        Thread.is_hidden.is_(False),
        or_(follows(viewer, "thread", Thread.id, FollowLevel.FOLLOW), is_near),
        or_(
            has_unread(viewer),
            and_(read_count(viewer).is_(None), Thread.last_post_at > clock.now() - FRESH),
        ),
    ]


def list_threads(
    viewer: Viewer,
    wanted: Filter = Filter(),
    *,
    before: str = "",
    after: str = "",
    limit: int = PAGE_OF_THREADS,
) -> Page:
    """Latest post first. `before` is the `older` of the page above, `after` the `newer` of the page below: pages stay
    right while people post. Where less than a page is newer, the newest page is given, so that none is short."""
    query = select(Thread).where(*_narrowed(viewer, wanted)).options(*_FOR_ROWS)
    if after:
        upwards = query.where(_key(after) < _LATEST).order_by(Thread.last_post_at, Thread.id).limit(limit + 1)
        nearest = db.session.scalars(upwards).all()
        if len(nearest) > limit:
            shown = nearest[limit - 1 :: -1]
            return Page(_rows(viewer, shown), older=_place(shown[-1]), newer=_place(shown[0]))
    elif before:
        query = query.where(_key(before) > _LATEST)
    found = db.session.scalars(query.order_by(Thread.last_post_at.desc(), Thread.id.desc()).limit(limit + 1)).all()
    older = _place(found[limit - 1]) if len(found) > limit else ""
    newer = _place(found[0]) if found and before and not after else ""
    return Page(_rows(viewer, found[:limit]), older, newer)


# What lists are in the order of: no two threads share it.
_LATEST = tuple_(Thread.last_post_at, Thread.id)


def _place(thread: Thread) -> str:
    microseconds = (thread.last_post_at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return f"{microseconds}-{thread.id}"


def _key(place: str) -> Tuple:
    microseconds, _, thread_id = place.partition("-")
    if not (microseconds.isdecimal() and thread_id.isdecimal() and len(place) < 40):
        raise Invalid("That page of the list does not exist. Start from its beginning.")
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(microseconds))
    except OverflowError:
        raise Invalid("That page of the list does not exist. Start from its beginning.") from None
    return tuple_(literal(moment, UtcDateTime()), literal(int(thread_id)))


def _rows(viewer: Viewer, threads: Sequence[Thread]) -> list[Row]:
    found = readings(viewer, threads)
    return [Row(thread, found[thread.id]) for thread in threads]


def list_latest(viewer: Viewer, community_id: int, limit: int = 8) -> Sequence[Row]:
    """For the community's page: pinned ones first."""
    query = (
        select(Thread)
        .where(policy.readable_by(viewer), Thread.community_id == community_id)
        .options(*_FOR_ROWS)
        .order_by(Thread.is_pinned.desc(), Thread.last_post_at.desc(), Thread.id.desc())
        .limit(limit)
    )
    return _rows(viewer, db.session.scalars(query).all())


def count_threads(viewer: Viewer, wanted: Filter) -> int:
    return db.session.scalar(select(func.count()).select_from(Thread).where(*_narrowed(viewer, wanted))) or 0


def list_unanswered(viewer: Viewer, community_ids: Iterable[int], limit: int = 100) -> Sequence[Row]:
    """The convenor's queue: oldest first."""
    return _queue(viewer, community_ids, _unanswered(), limit)


def list_unsettled(viewer: Viewer, community_ids: Iterable[int], limit: int = 100) -> Sequence[Row]:
    """Questions with replies, of which nobody has said yet what worked; those that lie still longest first."""
    conditions = [
        Thread.kind.in_(QUESTION_KINDS),
        Thread.state == ThreadState.OPEN,
        Thread.first_reply_at.is_not(None),
        Thread.is_hidden.is_(False),
    ]
    return _queue(viewer, community_ids, conditions, limit)


def rows_where(
    viewer: Viewer, conditions: Sequence[ColumnElement[bool]], order: Sequence[SQLColumnExpression[Any]], limit: int
) -> list[Row]:
    """Rows of a list of any other kind, of what the viewer may read."""
    query = select(Thread).where(policy.readable_by(viewer), *conditions).options(*_FOR_ROWS)
    return _rows(viewer, db.session.scalars(query.order_by(*order).limit(limit)).all())


def _queue(
    viewer: Viewer, community_ids: Iterable[int], conditions: Sequence[ColumnElement[bool]], limit: int
) -> list[Row]:
    mine = sorted(set(community_ids) & viewer.convenes)
    query = (
        select(Thread)
        .where(policy.readable_by(viewer), Thread.community_id.in_(mine), *conditions)
        .options(*_FOR_ROWS)
        .order_by(Thread.last_post_at, Thread.id)
        .limit(limit)
    )
    return _rows(viewer, db.session.scalars(query).all())
