"""Actions that people take away from a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.meetings import events, policy
from lhs_community.meetings.models import SHORT_LENGTH, AgendaItem, Meeting, Task
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


@dataclass(frozen=True)
class Undertaking:
    """Who does what by when. `item_id`: the point of the agenda it came up at."""

    text: str
    owner_id: int
    due_on: date | None = None
    item_id: int | None = None


def add_task(actor: Viewer, meeting: Meeting, typed: Undertaking, *, consent: Consent = NO_CONSENT) -> Task:
    policy.require_write_notes(actor, meeting)
    require_clear(actor, {"text": typed.text}, consent)
    text = " ".join(typed.text.split())
    if not 3 <= len(text) <= SHORT_LENGTH:
        raise Invalid(f"Say what is to be done in 3 to {SHORT_LENGTH} characters.", "text")
    if not _may_own(meeting, typed.owner_id):
        raise Invalid("Choose somebody from the list: they must be able to read this.", "owner_id")
    if typed.due_on and typed.due_on < min(clock.now().date(), meeting.starts_at.date()):
        raise Invalid("Enter a day that is not before the meeting.", "due_on")
    task = Task(
        meeting_id=meeting.id,
        meeting=meeting,
        item_id=typed.item_id if _is_of(meeting, typed.item_id) else None,
        text=text,
        owner_id=typed.owner_id,
        due_on=typed.due_on,
        added_by_id=actor.person_id,
        added_at=clock.now(),
        done_at=None,
    )
    db.session.add(task)
    db.session.flush()
    record(
        events.TaskGiven(
            actor_id=actor.id,
            subject_kind="meeting",
            subject_id=meeting.id,
            person_id=task.owner_id,
            due_on=task.due_on,
        )
    )
    return task


def _may_own(meeting: Meeting, person_id: int) -> bool:
    try:
        owner = viewer_for(person_id)
    except NotThere:
        return False
    return not owner.is_guest and communities.may_post(owner, meeting.community)


def _is_of(meeting: Meeting, item_id: int | None) -> bool:
    wanted = select(AgendaItem.id).where(AgendaItem.id == item_id, AgendaItem.meeting_id == meeting.id)
    return item_id is not None and db.session.scalar(wanted) is not None


def tick_task(actor: Viewer, task: Task, *, is_done: bool) -> None:
    """Done, or not done after all."""
    policy.require_tick(actor, task)
    if (task.done_at is not None) == is_done:
        return
    task.done_at = clock.now() if is_done else None
    record(events.TaskTicked(actor_id=actor.id, subject_kind="meeting", subject_id=task.meeting_id, is_done=is_done))
