"""Actions that people took away from meetings."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager, joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.meetings import policy
from lhs_community.meetings.models import Meeting, MeetingHost, Task


def get_task(viewer: Viewer, task_id: int) -> Task:
    found = _listed(viewer, [Task.id == task_id], 1)
    if not found:
        raise NotThere
    return found[0]


def list_tasks(viewer: Viewer, meeting: Meeting, limit: int = 200) -> Sequence[Task]:
    """Of one meeting: open ones by day, then those that are done."""
    return _listed(viewer, [Task.meeting_id == meeting.id], limit)


def list_my_tasks(viewer: Viewer, limit: int = 10) -> Sequence[Task]:
    """Open ones of the viewer's own, those due first on top."""
    if viewer.is_guest:
        return []
    return _listed(viewer, [Task.owner_id == viewer.id, Task.done_at.is_(None)], limit)


def list_open_tasks(viewer: Viewer, community_id: int, limit: int = 10) -> Sequence[Task]:
    """Of one community, those due first on top."""
    return _listed(viewer, [Meeting.community_id == community_id, Task.done_at.is_(None)], limit)


def _listed(viewer: Viewer, conditions: Sequence[ColumnElement[bool]], limit: int) -> Sequence[Task]:
    return db.session.scalars(
        select(Task)
        .join(Task.meeting)
        .where(policy.readable_by(viewer), *conditions)
        .options(
            joinedload(Task.owner),
            contains_eager(Task.meeting).joinedload(Meeting.community),
            contains_eager(Task.meeting).selectinload(Meeting.hosts).joinedload(MeetingHost.person),
        )
        .order_by(Task.done_at.is_not(None), Task.due_on.is_(None), Task.due_on, Task.id)
        .limit(limit)
    ).all()
