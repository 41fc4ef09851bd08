"""Agendas, and what waits to be put on one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.meetings import policy
from lhs_community.meetings.models import AgendaItem, Meeting, MeetingHost


def get_item(viewer: Viewer, item_id: int) -> AgendaItem:
    """With its meeting, as rules and pages need it."""
    found = db.session.scalars(
        select(AgendaItem)
        .join(AgendaItem.meeting)
        .where(AgendaItem.id == item_id, policy.readable_by(viewer))
        .options(
            joinedload(AgendaItem.lead),
            joinedload(AgendaItem.meeting).joinedload(Meeting.community),
            joinedload(AgendaItem.meeting).selectinload(Meeting.hosts).joinedload(MeetingHost.person),
            joinedload(AgendaItem.meeting).selectinload(Meeting.items),
        )
    ).first()
    if found is None:
        raise NotThere
    return found


def cards_of(viewer: Viewer, meeting: Meeting) -> Mapping[Ref, Card]:
    """What the points of the agenda are about, as far as the viewer may read it."""
    return subjects.cards(viewer, [item.subject for item in meeting.items if item.subject])


def list_waiting(viewer: Viewer, meeting: Meeting) -> Sequence[Card]:
    """What waits for talk in the meeting's community and is not on this agenda yet."""
    present = {item.subject for item in meeting.items}
    return [card for card in subjects.waiting(viewer, meeting.community_id) if card.ref not in present]


def list_meetings_about(viewer: Viewer, ref: Ref, limit: int = 10) -> Sequence[Meeting]:
    """On whose agenda a thing stands, latest first."""
    return db.session.scalars(
        select(Meeting)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .where(AgendaItem.subject_kind == ref.kind, AgendaItem.subject_id == ref.id, policy.readable_by(viewer))
        .options(joinedload(Meeting.community))
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(limit)
    ).all()
