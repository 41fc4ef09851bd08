"""What can happen to a meeting. The subject is the meeting, but for feeds, which belong to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from lhs_community.foundation.bus import Event
from lhs_community.meetings.models import Answer


@dataclass(frozen=True, kw_only=True)
class MeetingArranged(Event):
    """`person_ids`: who facilitates."""

    name: ClassVar[str] = "meetings.meeting_arranged"
    community_id: int
    person_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MeetingRepeated(Event):
    """A later meeting of a series: told once, with the first."""

    name: ClassVar[str] = "meetings.meeting_repeated"
    community_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingChanged(Event):
    """Its words, not where or when."""

    name: ClassVar[str] = "meetings.meeting_changed"


@dataclass(frozen=True, kw_only=True)
class MeetingMoved(Event):
    """Another time, place or way to join. `person_ids`: who has said yes or maybe."""

    name: ClassVar[str] = "meetings.meeting_moved"
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(Event):
    name: ClassVar[str] = "meetings.meeting_cancelled"
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class MeetingNear(Event):
    """It is tomorrow. Nobody did it: `actor_id` is None. `person_ids`: who is coming."""

    name: ClassVar[str] = "meetings.meeting_near"
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AttendanceAnswered(Event):
    name: ClassVar[str] = "meetings.attendance_answered"
    answer: Answer


@dataclass(frozen=True, kw_only=True)
class PlaceGiven(Event):
    """A place came free, and the first of the waiting list has it."""

    name: ClassVar[str] = "meetings.place_given"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class AgendaChanged(Event):
    name: ClassVar[str] = "meetings.agenda_changed"


@dataclass(frozen=True, kw_only=True)
class NotesPublished(Event):
    """The first notes. `person_ids`: who has said yes or maybe."""

    name: ClassVar[str] = "meetings.notes_published"
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class NotesChanged(Event):
    name: ClassVar[str] = "meetings.notes_changed"


@dataclass(frozen=True, kw_only=True)
class LinkAdded(Event):
    """A link or a file."""

    name: ClassVar[str] = "meetings.link_added"
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class LinkRemoved(Event):
    name: ClassVar[str] = "meetings.link_removed"


@dataclass(frozen=True, kw_only=True)
class TaskGiven(Event):
    """`person_id` is to do it."""

    name: ClassVar[str] = "meetings.task_given"
    person_id: int
    due_on: date | None


@dataclass(frozen=True, kw_only=True)
class TaskTicked(Event):
    name: ClassVar[str] = "meetings.task_ticked"
    is_done: bool


@dataclass(frozen=True, kw_only=True)
class FeedMade(Event):
    name: ClassVar[str] = "meetings.feed_made"


@dataclass(frozen=True, kw_only=True)
class FeedEnded(Event):
    name: ClassVar[str] = "meetings.feed_ended"
