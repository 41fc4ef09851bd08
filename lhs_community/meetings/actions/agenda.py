"""The agenda: adding, changing and ordering its points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Membership
from lhs_community.foundation import subjects
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.foundation.text import to_html
from lhs_community.meetings import events, policy
from lhs_community.meetings.models import LONGEST_MINUTES, MOST_ITEMS, TITLE_LENGTH, AgendaItem, Meeting, SignUp
from lhs_community.meetings.queries.agenda import list_waiting
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

MINUTES_EACH = 10  # for a point that was proposed


@dataclass(frozen=True)
class Point:
    """What somebody typed for one point of the agenda."""

    title: str
    minutes: int = 0
    lead_id: int | None = None
    note: str = ""


def add_item(actor: Viewer, meeting: Meeting, point: Point, *, consent: Consent = NO_CONSENT) -> AgendaItem:
    policy.require_run(actor, meeting)
    require_clear(actor, {"title": point.title, "note": point.note}, consent)
    item = _add(meeting, _checked(meeting, point))
    _record_change(actor, meeting)
    return item


def put_on_agenda(actor: Viewer, meeting: Meeting, about: Ref) -> AgendaItem:
    """A point about a thing of the meeting's own community; one that is there already stays as it is."""
    policy.require_run(actor, meeting)
    card = subjects.require_card(actor, about)
    if card.community_id != meeting.community_id:
        # Its title would be shown to people who may not know of it.
        raise Invalid("Only things of the meeting's own community can be put on its agenda.")
    item = _put(meeting, card)
    _record_change(actor, meeting)
    return item


def build_agenda(actor: Viewer, meeting: Meeting, chosen: Iterable[Ref]) -> int:
    """Put on the agenda what was chosen of what waits; how many came."""
    policy.require_run(actor, meeting)
    wanted = set(chosen)
    cards = [card for card in list_waiting(actor, meeting) if card.ref in wanted]
    for card in cards:
        _put(meeting, card)
    if cards:
        _record_change(actor, meeting)
    return len(cards)


def _put(meeting: Meeting, card: Card) -> AgendaItem:
    ref = card.ref
    present = db.session.scalars(
        select(AgendaItem).where(
            AgendaItem.meeting_id == meeting.id, AgendaItem.subject_kind == ref.kind, AgendaItem.subject_id == ref.id
        )
    ).first()
    return present or _add(meeting, Point(card.title[:TITLE_LENGTH], MINUTES_EACH), ref)


def _checked(meeting: Meeting, point: Point) -> Point:
    title = " ".join(point.title.split())
    if len(title) < 3:
        raise Invalid("Enter a title of at least 3 characters.", "title")
    if not 0 <= point.minutes <= LONGEST_MINUTES:
        raise Invalid(f"Enter a number of minutes from 0 to {LONGEST_MINUTES}.", "minutes")
    if point.lead_id is not None and not _may_lead(meeting, point.lead_id):
        raise Invalid("Choose somebody from the list.", "lead_id")
    return Point(title, point.minutes, point.lead_id, point.note.strip())


def _may_lead(meeting: Meeting, person_id: int) -> bool:
    """A member of the community, or somebody who has signed up."""
    member = select(Membership.id).where(
        Membership.community_id == meeting.community_id, Membership.person_id == person_id
    )
    signed_up = select(SignUp.id).where(SignUp.meeting_id == meeting.id, SignUp.person_id == person_id)
    return any(db.session.scalar(query) is not None for query in (member, signed_up))


def _add(meeting: Meeting, point: Point, about: Ref | None = None) -> AgendaItem:
    _lock(meeting)
    present = db.session.execute(
        select(func.count(), func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id)
    ).one()
    if present[0] >= MOST_ITEMS:
        raise Invalid(f"An agenda holds up to {MOST_ITEMS} points.", "title")
    item = AgendaItem(
        meeting_id=meeting.id,
        position=(present[1] or 0) + 1,
        title=point.title,
        minutes=point.minutes,
        lead_id=point.lead_id,
        subject_kind=about.kind if about else "",
        subject_id=about.id if about else 0,
        note=point.note,
        note_html=to_html(point.note),
    )
    db.session.add(item)
    db.session.flush()
    return item


def _lock(meeting: Meeting) -> None:
    """Those who order the same agenda wait for each other."""
    db.session.refresh(meeting, ["cancelled_at"], with_for_update=True)


def change_item(actor: Viewer, item: AgendaItem, point: Point, *, consent: Consent = NO_CONSENT) -> None:
    policy.require_run(actor, item.meeting)
    require_clear(actor, {"title": point.title, "note": point.note}, consent)
    point = _checked(item.meeting, point)
    item.title, item.minutes, item.lead_id = point.title, point.minutes, point.lead_id
    item.note, item.note_html = point.note, to_html(point.note)
    _record_change(actor, item.meeting)


def move_item(actor: Viewer, item: AgendaItem, *, is_up: bool) -> None:
    """One place up or down; at the end of the list nothing happens."""
    meeting = item.meeting
    policy.require_run(actor, meeting)
    _lock(meeting)
    items = list(
        db.session.scalars(
            select(AgendaItem)
            .where(AgendaItem.meeting_id == meeting.id)
            .order_by(AgendaItem.position, AgendaItem.id)
            .execution_options(populate_existing=True)
        )
    )
    here = items.index(item)
    there = here - 1 if is_up else here + 1
    if 0 <= there < len(items):
        items[here], items[there] = items[there], items[here]
        for position, one in enumerate(items, 1):
            one.position = position
        _record_change(actor, meeting)


def remove_item(actor: Viewer, item: AgendaItem) -> None:
    """Not once something was noted on it: notes are kept."""
    policy.require_run(actor, item.meeting)
    _lock(item.meeting)
    db.session.refresh(item, ["notes"])
    if item.notes.strip():
        raise Invalid("There are notes on this point, so it stays on the agenda.")
    db.session.delete(item)
    db.session.flush()
    _record_change(actor, item.meeting)


def _record_change(actor: Viewer, meeting: Meeting) -> None:
    record(events.AgendaChanged(actor_id=actor.id, subject_kind="meeting", subject_id=meeting.id))
