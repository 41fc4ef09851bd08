"""Notes that several people write, and links to what is kept elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.actions.following import mention_people
from lhs_community.files import actions as files
from lhs_community.files.actions import Chosen
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, Stale
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import mentions, to_html
from lhs_community.meetings import events, policy
from lhs_community.meetings.actions.meetings import clean_link
from lhs_community.meetings.models import NOTES_LENGTH, TITLE_LENGTH, AgendaItem, LinkKind, Meeting, MeetingLink
from lhs_community.meetings.queries.meetings import FOR_PAGE, list_concerned
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

BESIDES = "notes"  # the name of what was noted on no point of the agenda; a point's is "item-<id>"


def write_notes(
    actor: Viewer,
    meeting: Meeting,
    texts: Mapping[str, str],
    *,
    version: int | None = None,
    consent: Consent = NO_CONSENT,
) -> None:
    """`texts`: BESIDES and "item_<id>" -> what was noted. Raises Stale when somebody saved after `version` was read."""
    policy.require_write_notes(actor, meeting)
    if meeting.cancelled_at:
        raise Invalid("This meeting was called off: there is nothing to note.")
    require_clear(actor, texts, consent)
    for name, text in texts.items():
        if len(text) > NOTES_LENGTH:
            raise Invalid(f"Shorten this to {NOTES_LENGTH} characters.", name)
    items = _claimed(meeting, version)
    before = {handle for text in (meeting.notes, *(item.notes for item in items)) for handle in mentions(text)}
    named = {handle for text in texts.values() for handle in mentions(text)} - before
    for item in items:
        text = texts.get(f"item_{item.id}", item.notes).strip()
        if text != item.notes:
            item.notes, item.notes_html = text, to_html(text)
    meeting.notes = texts.get(BESIDES, meeting.notes).strip()
    meeting.notes_html = to_html(meeting.notes)
    is_first = not meeting.has_notes
    meeting.version += 1
    meeting.changed_by_id, meeting.changed_at = actor.id, clock.now()
    db.session.flush()
    about: dict[str, Any] = {"actor_id": actor.id, "subject_kind": "meeting", "subject_id": meeting.id}
    if is_first:
        record(events.NotesPublished(**about, person_ids=list_concerned(meeting)))
    else:
        record(events.NotesChanged(**about))
    if named:
        text = " ".join(f"@{handle}" for handle in sorted(named))
        mention_people(actor, Ref("meeting", meeting.id), text, meeting.community_id)


def _claimed(meeting: Meeting, version: int | None) -> list[AgendaItem]:
    """Lock the notes and read all of them as they are now, who saved them too. Raises Stale."""
    now = db.session.scalars(
        select(Meeting)
        .where(Meeting.id == meeting.id)
        .options(*FOR_PAGE)
        .with_for_update(of=Meeting)
        .execution_options(populate_existing=True)
    ).one()
    if version is not None and now.version != version:
        raise Stale(now)
    return now.items


def add_link(
    actor: Viewer, meeting: Meeting, kind: LinkKind, label: str, url: str, *, consent: Consent = NO_CONSENT
) -> MeetingLink:
    """A recording, slides or the like, by its https address."""
    policy.require_run(actor, meeting)
    require_clear(actor, {"label": label, "url": url}, consent)
    label, address = " ".join(label.split()), clean_link(url, "url")
    if not address:
        raise Invalid("Enter its address.", "url")
    if not 0 < len(label) <= TITLE_LENGTH:
        raise Invalid(f"Say what it is in up to {TITLE_LENGTH} characters.", "label")
    link = MeetingLink(
        meeting_id=meeting.id, kind=kind, label=label, url=address, added_by_id=actor.person_id, added_at=clock.now()
    )
    db.session.add(link)
    db.session.flush()
    _record_added(actor, meeting)
    return link


def attach_files(actor: Viewer, meeting: Meeting, chosen: Chosen, *, consent: Consent = NO_CONSENT) -> None:
    """Slides and the like as files that are kept here."""
    policy.require_run(actor, meeting)
    if files.claim(actor, Ref("meeting", meeting.id), chosen, consent=consent):
        _record_added(actor, meeting)


def _record_added(actor: Viewer, meeting: Meeting) -> None:
    record(
        events.LinkAdded(
            actor_id=actor.id, subject_kind="meeting", subject_id=meeting.id, person_ids=list_concerned(meeting)
        )
    )


def remove_link(actor: Viewer, meeting: Meeting, link_id: int) -> None:
    policy.require_run(actor, meeting)
    link = db.session.scalars(
        select(MeetingLink).where(MeetingLink.id == link_id, MeetingLink.meeting_id == meeting.id)
    ).first()
    if link is not None:
        db.session.delete(link)
        record(events.LinkRemoved(actor_id=actor.id, subject_kind="meeting", subject_id=meeting.id))
