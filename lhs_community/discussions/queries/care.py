"""Questions as those see them who look after them: whose, until when, and what has gone quiet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, false, select
from sqlalchemy.orm import aliased, joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.queries.members import list_members
from lhs_community.discussions import policy
from lhs_community.discussions.models.threads import Thread, ThreadKind, ThreadState
from lhs_community.discussions.queries.threads import Row, rows_where
from lhs_community.foundation import clock
from lhs_community.foundation.database import db

_FIRST_WITHOUT_REPLY: list[SQLColumnExpression[Any]] = [Thread.first_reply_at.is_not(None), Thread.due_at, Thread.id]


def list_owned(viewer: Viewer, limit: int = 50) -> list[Row]:
    """Open questions that the viewer looks after: without a reply first, then by when they are due."""
    if viewer.is_guest:
        return []
    mine = [policy.looked_after(), Thread.owner_id == viewer.id]
    return rows_where(viewer, mine, _FIRST_WITHOUT_REPLY, limit)


def list_owned_briefly(viewer: Viewer, limit: int = 20) -> Sequence[Thread]:
    """The same in one statement, without what the rows of a list show besides."""
    if viewer.is_guest:
        return []
    return db.session.scalars(
        select(Thread)
        .where(policy.readable_by(viewer), policy.looked_after(), Thread.owner_id == viewer.id)
        .options(joinedload(Thread.community))
        .order_by(*_FIRST_WITHOUT_REPLY)
        .limit(limit)
    ).all()


def list_overdue(viewer: Viewer, community_ids: Iterable[int], limit: int = 100) -> list[Row]:
    """Questions without a reply whose time has passed, in those of the communities that the viewer convenes."""
    late = [
        _convened(viewer, community_ids),
        policy.looked_after(),
        Thread.first_reply_at.is_(None),
        Thread.is_hidden.is_(False),
        Thread.due_at <= clock.now(),
    ]
    return rows_where(viewer, late, [Thread.due_at, Thread.id], limit)


def list_first_posts_without_reply(viewer: Viewer, community_ids: Iterable[int], limit: int = 100) -> list[Row]:
    """Threads that are the first their author ever started there and that nobody has replied to; oldest first."""
    earlier = aliased(Thread)
    began_before = (
        select(earlier.id)
        .where(
            earlier.author_id == Thread.author_id,
            earlier.community_id == Thread.community_id,
            earlier.id < Thread.id,
        )
        .exists()
    )
    conditions = [
        _convened(viewer, community_ids),
        Thread.first_reply_at.is_(None),
        Thread.state != ThreadState.CLOSED,
        Thread.kind != ThreadKind.NOTICE,
        Thread.is_hidden.is_(False),
        ~began_before,
    ]
    return rows_where(viewer, conditions, [Thread.created_at, Thread.id], limit)


def list_stalled(viewer: Viewer, community_ids: Iterable[int], quiet_for: timedelta, limit: int = 100) -> list[Row]:
    """Open threads with replies where nobody has written for so long; those that lie still longest first."""
    conditions = [
        _convened(viewer, community_ids),
        Thread.state == ThreadState.OPEN,
        Thread.kind != ThreadKind.NOTICE,
        Thread.is_hidden.is_(False),
        Thread.post_count - Thread.moved_count > 1,
        Thread.last_post_at < clock.now() - quiet_for,
    ]
    return rows_where(viewer, conditions, [Thread.last_post_at, Thread.id], limit)


def _convened(viewer: Viewer, community_ids: Iterable[int]) -> ColumnElement[bool]:
    mine = sorted(set(community_ids) & viewer.convenes)
    return Thread.community_id.in_(mine) if mine else false()


def list_who_could_own(viewer: Viewer, thread: Thread, limit: int = 200) -> Sequence[tuple[str, str]]:
    """Handle and name of members to offer, convenors first."""
    members = list_members(viewer, thread.community, limit)
    return [(one.person.handle, one.person.name) for one in members]
