"""Meetings: one of them, lists, and what a convenor has to prepare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.meetings import policy
from lhs_community.meetings.models import AgendaItem, Answer, Meeting, MeetingHost, MeetingKind, MeetingLink, SignUp

PAGE = 30
SCOPES = ("coming", "past", "mine")
TO_COME = (Answer.YES, Answer.WAITING, Answer.MAYBE)
PREPARE_WITHIN, NOTES_WITHIN = timedelta(days=14), timedelta(days=30)
FOR_ROWS: tuple[ORMOption, ...] = (
    joinedload(Meeting.community),
    selectinload(Meeting.hosts).joinedload(MeetingHost.person),
)
FOR_PAGE: tuple[ORMOption, ...] = (
    joinedload(Meeting.community).joinedload(Community.parent),
    joinedload(Meeting.arranged_by),
    joinedload(Meeting.changed_by),
    selectinload(Meeting.hosts).joinedload(MeetingHost.person),
    selectinload(Meeting.items).joinedload(AgendaItem.lead),
)


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to. `scope` is one of SCOPES; "mine": coming ones that I answered or facilitate."""

    scope: str = "coming"
    kind: MeetingKind | None = None
    community_id: int | None = None


@dataclass(frozen=True)
class Page:
    meetings: Sequence[Meeting]
    next_after: int | None


@dataclass(frozen=True)
class ToPrepare:
    """`lacks` is "agenda" or "notes"."""

    meeting: Meeting
    lacks: str


def get_meeting(viewer: Viewer, meeting_id: int) -> Meeting:
    """With everything its page shows."""
    found = db.session.scalars(
        select(Meeting)
        .where(Meeting.id == meeting_id, policy.readable_by(viewer))
        .options(*FOR_PAGE)
    ).first()
    if found is None:
        raise NotThere
    return found


def list_meetings(viewer: Viewer, wanted: Filter = Filter(), *, after: int | None = None, limit: int = PAGE) -> Page:
    """Coming ones soonest first, past ones latest first. `after` is the `next_after` of the page before."""
    is_past = wanted.scope == "past"
    query = select(Meeting).where(*_narrowed(viewer, wanted)).options(*FOR_ROWS)
    if after is not None:
        query = query.where(_beyond(viewer, after, is_past=is_past))
    order = (Meeting.starts_at.desc(), Meeting.id.desc()) if is_past else (Meeting.starts_at, Meeting.id)
    found = db.session.scalars(query.order_by(*order).limit(limit + 1)).all()
    return Page(found[:limit], found[limit - 1].id if len(found) > limit else None)


def _beyond(viewer: Viewer, after: int, *, is_past: bool) -> ColumnElement[bool]:
    # Only a meeting the viewer may read tells where a page ends: else its time could be guessed from what follows.
    place = select(Meeting.starts_at).where(Meeting.id == after, policy.readable_by(viewer)).scalar_subquery()
    if is_past:
        return or_(Meeting.starts_at < place, and_(Meeting.starts_at == place, Meeting.id < after))
    return or_(Meeting.starts_at > place, and_(Meeting.starts_at == place, Meeting.id > after))


def _narrowed(viewer: Viewer, wanted: Filter) -> list[ColumnElement[bool]]:
    now = clock.now()
    conditions = [
        policy.readable_by(viewer),
        Meeting.ends_at <= now if wanted.scope == "past" else Meeting.ends_at > now,
    ]
    if wanted.scope == "mine":
        conditions += [_is_mine(viewer), Meeting.cancelled_at.is_(None)]
    if wanted.kind:
        conditions.append(Meeting.kind == wanted.kind)
    if wanted.community_id is not None:
        conditions.append(Meeting.community_id == wanted.community_id)
    return conditions


def _is_mine(viewer: Viewer) -> ColumnElement[bool]:
    has_answered = exists().where(
        SignUp.meeting_id == Meeting.id, SignUp.person_id == viewer.id, SignUp.answer.in_(TO_COME)
    )
    hosts = exists().where(MeetingHost.meeting_id == Meeting.id, MeetingHost.person_id == viewer.id)
    return or_(has_answered, hosts)


def list_mine(viewer: Viewer, since: timedelta = timedelta(0), limit: int = 300) -> Sequence[Meeting]:
    """Those I answered or facilitate, called off ones too, that ended no longer than `since` ago; soonest first."""
    return _listed(viewer, [_is_mine(viewer), Meeting.ends_at > clock.now() - since], limit)


def list_of_community(viewer: Viewer, community_id: int, since: timedelta, limit: int = 300) -> Sequence[Meeting]:
    """All of a community that ended no longer than `since` ago, called off ones too; soonest first."""
    return _listed(viewer, [Meeting.community_id == community_id, Meeting.ends_at > clock.now() - since], limit)


def list_series(viewer: Viewer, meeting: Meeting, limit: int = 30) -> Sequence[Meeting]:
    """The other meetings of its series, soonest first."""
    if meeting.series_id is None:
        return []
    return _listed(viewer, [Meeting.series_id == meeting.series_id, Meeting.id != meeting.id], limit)


def list_to_run(viewer: Viewer, community_id: int, limit: int = 20) -> Sequence[Meeting]:
    """Coming meetings of a community whose agenda the viewer may change."""
    is_coming = and_(Meeting.ends_at > clock.now(), Meeting.cancelled_at.is_(None))
    return _listed(viewer, [Meeting.community_id == community_id, is_coming, policy.run_by(viewer)], limit)


def list_to_prepare(viewer: Viewer, community_ids: Iterable[int], limit: int = 50) -> Sequence[ToPrepare]:
    """In these communities: coming within 14 days without an agenda, or held in the last 30 without notes."""
    now = clock.now()
    has_agenda = exists().where(AgendaItem.meeting_id == Meeting.id)
    lacks_agenda = and_(Meeting.starts_at > now, Meeting.starts_at <= now + PREPARE_WITHIN, ~has_agenda)
    lacks_notes = and_(Meeting.ends_at <= now, Meeting.ends_at > now - NOTES_WITHIN, Meeting.changed_at.is_(None))
    conditions = [
        Meeting.community_id.in_(sorted(set(community_ids))),
        Meeting.cancelled_at.is_(None),
        or_(lacks_agenda, lacks_notes),
    ]
    return [
        ToPrepare(meeting, "notes" if meeting.ends_at <= now else "agenda")
        for meeting in _listed(viewer, conditions, limit)
    ]


def _listed(viewer: Viewer, conditions: Sequence[ColumnElement[bool]], limit: int) -> Sequence[Meeting]:
    return db.session.scalars(
        select(Meeting)
        .where(policy.readable_by(viewer), *conditions)
        .options(*FOR_ROWS)
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(limit)
    ).all()


def list_links(viewer: Viewer, meeting: Meeting) -> Sequence[MeetingLink]:
    return db.session.scalars(
        select(MeetingLink)
        .join(Meeting, Meeting.id == MeetingLink.meeting_id)
        .where(MeetingLink.meeting_id == meeting.id, policy.readable_by(viewer))
        .order_by(MeetingLink.id)
        .limit(50)
    ).all()


def list_concerned(meeting: Meeting) -> tuple[int, ...]:
    """For notices, which each reads with their own rights: who has not said no, and who facilitates."""
    answered = db.session.scalars(
        select(SignUp.person_id).where(SignUp.meeting_id == meeting.id, SignUp.answer.in_(TO_COME))
    )
    return tuple(sorted({*answered, *(host.person_id for host in meeting.hosts)}))
