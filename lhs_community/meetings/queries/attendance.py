"""Who is coming."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.meetings import policy
from lhs_community.meetings.models import Answer, Meeting, SignUp


@dataclass(frozen=True)
class Places:
    """How many have answered what; `free` is None where places are not counted."""

    coming: int
    waiting: int
    maybe: int
    free: int | None


def count_places(viewer: Viewer, meeting: Meeting) -> Places:
    rows = dict(
        db.session.execute(
            select(SignUp.answer, func.count())
            .join(Meeting, Meeting.id == SignUp.meeting_id)
            .where(SignUp.meeting_id == meeting.id, policy.readable_by(viewer))
            .group_by(SignUp.answer)
        ).all()
    )
    coming = rows.get(Answer.YES, 0)
    free = None if meeting.capacity is None else max(0, meeting.capacity - coming)
    return Places(coming, rows.get(Answer.WAITING, 0), rows.get(Answer.MAYBE, 0), free)


def find_sign_up(viewer: Viewer, meeting: Meeting) -> SignUp | None:
    """The viewer's own."""
    if viewer.is_guest:
        return None
    return db.session.scalars(
        select(SignUp).where(SignUp.meeting_id == meeting.id, SignUp.person_id == viewer.id)
    ).first()


def answers_of(viewer: Viewer, meetings: Iterable[Meeting]) -> dict[int, Answer]:
    """What the viewer answered: meeting id -> answer."""
    ids = [meeting.id for meeting in meetings]
    if viewer.is_guest or not ids:
        return {}
    return dict(
        db.session.execute(
            select(SignUp.meeting_id, SignUp.answer).where(SignUp.person_id == viewer.id, SignUp.meeting_id.in_(ids))
        ).all()
    )


def list_sign_ups(viewer: Viewer, meeting: Meeting, limit: int = 1000) -> Sequence[SignUp]:
    """In the order they answered. Empty for who may not see it."""
    if not policy.may_see_attendance(viewer, meeting):
        return []
    return db.session.scalars(
        select(SignUp)
        .join(SignUp.person)
        .where(SignUp.meeting_id == meeting.id, Person.is_disabled.is_(False))
        .options(contains_eager(SignUp.person).joinedload(Person.organisation))
        .order_by(SignUp.answered_at, SignUp.id)
        .limit(limit)
    ).all()


def place_in_line(viewer: Viewer, own: SignUp) -> int:
    """1 for the first on the waiting list: what the viewer may know of it."""
    if own.person_id != viewer.id or own.answer is not Answer.WAITING:
        return 0
    ahead = select(func.count()).where(
        SignUp.meeting_id == own.meeting_id,
        SignUp.answer == Answer.WAITING,
        (SignUp.answered_at < own.answered_at) | ((SignUp.answered_at == own.answered_at) & (SignUp.id < own.id)),
    )
    return (db.session.scalar(ahead) or 0) + 1


def list_to_remind(until: datetime, limit: int = 300) -> Sequence[Meeting]:
    """For the worker: meetings that begin before `until`, with somebody who was not reminded yet."""
    now = clock.now()
    waits = select(SignUp.meeting_id).where(SignUp.answer == Answer.YES, SignUp.reminded_at.is_(None))
    return db.session.scalars(
        select(Meeting)
        .where(
            Meeting.starts_at > now,
            Meeting.starts_at <= until,
            Meeting.cancelled_at.is_(None),
            Meeting.id.in_(waits),
        )
        .options(joinedload(Meeting.community))
        .order_by(Meeting.id)
        .limit(limit)
    ).all()
