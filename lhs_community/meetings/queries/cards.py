"""Meetings as the other features show, find and use them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card, IndexCard
from lhs_community.foundation.text import excerpt, plain
from lhs_community.meetings import policy
from lhs_community.meetings.models import KIND_LABELS, Meeting
from lhs_community.meetings.queries.meetings import get_meeting, list_mine

STATE_WORDS = {"planned": "Coming", "held": "Held", "cancelled": "Called off"}


def meeting_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    wanted = set(ids)
    if not wanted:
        return {}
    now = clock.now()
    found = db.session.scalars(
        select(Meeting)
        .where(Meeting.id.in_(wanted), policy.readable_by(viewer))
        .options(joinedload(Meeting.community), joinedload(Meeting.arranged_by))
    )
    return {
        meeting.id: Card(
            ref=Ref("meeting", meeting.id),
            title=meeting.title,
            url=f"/meetings/{meeting.id}",
            excerpt=excerpt(meeting.purpose),
            kind_label="Meeting",
            community_id=meeting.community_id,
            community_name=meeting.community.name,
            author_id=meeting.arranged_by_id,
            author_name=meeting.arranged_by.name,
            when=meeting.starts_at,
            status=STATE_WORDS[meeting.state_at(now)],
            body=meeting.purpose,
        )
        for meeting in found
    }


def meeting_index_card(meeting_id: int) -> IndexCard | None:
    """Its purpose, its agenda and what was noted."""
    meeting = db.session.scalars(
        select(Meeting)
        .where(Meeting.id == meeting_id)
        .options(joinedload(Meeting.arranged_by), selectinload(Meeting.items))
    ).first()
    if meeting is None:
        return None
    points = [text for item in meeting.items for text in (item.title, item.note, item.notes)]
    return IndexCard(
        ref=Ref("meeting", meeting.id),
        title=meeting.title,
        body="\n".join(plain(text) for text in (meeting.purpose, *points, meeting.notes) if text),
        community_id=meeting.community_id,
        kind_label="Meeting",
        facets={"kind": KIND_LABELS[meeting.kind], "year": str(meeting.starts_at.year)},
        when=meeting.starts_at,
        author_name=meeting.arranged_by.name,
    )


def all_meeting_ids() -> Sequence[int]:
    """For reindexing."""
    return db.session.scalars(select(Meeting.id)).all()


def may_edit(viewer: Viewer, meeting_id: int) -> bool:
    return policy.may_run(viewer, get_meeting(viewer, meeting_id))


def my_meetings(viewer: Viewer) -> Sequence[Card]:
    """Coming ones that I answered or facilitate."""
    if viewer.is_guest:
        return []
    ids = [meeting.id for meeting in list_mine(viewer, limit=50)]
    cards = meeting_cards(viewer, ids)
    return [cards[id_] for id_ in ids if id_ in cards]


def meeting_outline(viewer: Viewer, meeting_id: int) -> Mapping[str, str]:
    """Its text under the headings of a lesson."""
    meeting = get_meeting(viewer, meeting_id)
    points = [f"**{item.title}**\n\n{item.notes}" for item in meeting.items if item.notes]
    found = {"problem": meeting.purpose, "what_happened": "\n\n".join([*points, meeting.notes])}
    return {heading: text for heading, text in found.items() if text.strip()}


def meeting_part(viewer: Viewer, meeting_id: int, name: str) -> Card | None:
    """What was noted on one point of the agenda ("item-7") or besides ("notes"), to begin another text with."""
    try:
        meeting = get_meeting(viewer, meeting_id)
    except NotThere:
        return None
    parts = {f"item-{item.id}": (item.title, item.notes) for item in meeting.items} | {"notes": ("", meeting.notes)}
    if name not in parts:
        return None
    title, notes = parts[name]
    return Card(ref=Ref("meeting", meeting.id), title=title, url=f"/meetings/{meeting.id}", body=notes)
