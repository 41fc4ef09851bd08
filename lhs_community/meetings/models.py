"""A meeting, who holds it and who comes, its agenda and notes, what people took away to do, links, calendar feeds."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Community
from lhs_community.foundation.database import Base, enum_column
from lhs_community.foundation.refs import Ref

TITLE_LENGTH, TEXT_LENGTH, NOTES_LENGTH, SHORT_LENGTH = 200, 5_000, 20_000, 500
LONGEST_MINUTES, MOST_PLACES, MOST_ITEMS, MOST_REPEATS = 8 * 60, 1_000, 40, 26


class MeetingKind(enum.StrEnum):
    HUDDLE = "huddle"
    WEBINAR = "webinar"
    LEARNING_SET = "learning_set"
    OTHER = "other"


KIND_LABELS = {
    MeetingKind.HUDDLE: "Huddle",
    MeetingKind.WEBINAR: "Webinar",
    MeetingKind.LEARNING_SET: "Learning set",
    MeetingKind.OTHER: "Other meeting",
}


class MeetingState(enum.StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Answer(enum.StrEnum):
    """Waiting: yes, were there a place."""

    YES = "yes"
    WAITING = "waiting"
    MAYBE = "maybe"
    NO = "no"


ANSWER_LABELS = {
    Answer.YES: "Coming",
    Answer.WAITING: "On the waiting list",
    Answer.MAYBE: "Maybe",
    Answer.NO: "Not coming",
}


class LinkKind(enum.StrEnum):
    RECORDING = "recording"
    SLIDES = "slides"
    OTHER = "other"


LINK_LABELS = {LinkKind.RECORDING: "Recording", LinkKind.SLIDES: "Slides", LinkKind.OTHER: "Other"}


class Meeting(Base):
    """`starts_at` orders and reminds; `wall_time` with `time_zone` is what people agreed on ("2026-12-01T12:30").

    `is_second_hour`: the later of two equal clock times on the day clocks go back. `sequence` counts the changes that
    calendars must hear of, `version` those of the notes. Meetings of one series share `series_id`, the first one's id.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        Index("ix_meeting_starts_at", "starts_at", "id"),
        Index("ix_meeting_community_starts_at", "community_id", "starts_at", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"), index=True)
    uid: Mapped[str] = mapped_column(String(64), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    purpose: Mapped[str] = mapped_column(Text, default="")
    purpose_html: Mapped[Markup] = mapped_column(default=Markup(""))
    kind: Mapped[MeetingKind] = mapped_column(enum_column(MeetingKind))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    time_zone: Mapped[str] = mapped_column(String(60))
    wall_time: Mapped[str] = mapped_column(String(16))
    is_second_hour: Mapped[bool] = mapped_column(default=False)
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(200), default="")
    joining_link: Mapped[str] = mapped_column(String(SHORT_LENGTH), default="")
    capacity: Mapped[int | None]
    access_note: Mapped[str] = mapped_column(Text, default="")
    access_note_html: Mapped[Markup] = mapped_column(default=Markup(""))
    arranged_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    arranged_at: Mapped[datetime]
    revised_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancelled_why: Mapped[str] = mapped_column(String(SHORT_LENGTH), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    notes_html: Mapped[Markup] = mapped_column(default=Markup(""))
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime | None]

    community: Mapped[Community] = relationship(lazy="raise_on_sql")
    arranged_by: Mapped[Person] = relationship(foreign_keys=[arranged_by_id], lazy="raise_on_sql")
    changed_by: Mapped[Person | None] = relationship(foreign_keys=[changed_by_id], lazy="raise_on_sql")
    hosts: Mapped[list[MeetingHost]] = relationship(
        lazy="raise_on_sql", order_by="MeetingHost.id", cascade="all, delete-orphan", passive_deletes=True
    )
    items: Mapped[list[AgendaItem]] = relationship(
        lazy="raise_on_sql", order_by="AgendaItem.position, AgendaItem.id", viewonly=True
    )

    def state_at(self, moment: datetime) -> MeetingState:
        if self.cancelled_at:
            return MeetingState.CANCELLED
        return MeetingState.HELD if self.ends_at <= moment else MeetingState.PLANNED

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def has_notes(self) -> bool:
        """Somebody has saved notes; they stand here or with the items of the agenda."""
        return self.changed_at is not None


@dataclass(frozen=True)
class Details:
    """A meeting as those who change it see it: with its own versions, apart from those of the notes."""

    meeting: Meeting

    @property
    def version(self) -> int:
        return self.meeting.sequence


class MeetingHost(Base):
    """Who facilitates: they look after the meeting beside the community's convenors."""

    __tablename__ = "meeting_host"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class SignUp(Base):
    """What somebody answered. Where places are counted each "yes" holds a numbered one, so none is given twice."""

    __tablename__ = "meeting_sign_up"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        UniqueConstraint("meeting_id", "place_number"),
        CheckConstraint("place_number IS NULL OR (place_number > 0 AND answer = 'yes')", name="place"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    answer: Mapped[Answer] = mapped_column(enum_column(Answer))
    place_number: Mapped[int | None]
    answered_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class AgendaItem(Base):
    """`subject_kind` and `subject_id`: the thread or decision it is about. `notes`: what was said on it."""

    __tablename__ = "agenda_item"
    __table_args__ = (Index("ix_agenda_item_subject", "subject_kind", "subject_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    minutes: Mapped[int] = mapped_column(default=0)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    subject_kind: Mapped[str] = mapped_column(String(40), default="")
    subject_id: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(Text, default="")
    note_html: Mapped[Markup] = mapped_column(default=Markup(""))
    notes: Mapped[str] = mapped_column(Text, default="")
    notes_html: Mapped[Markup] = mapped_column(default=Markup(""))

    lead: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql")

    @property
    def subject(self) -> Ref | None:
        return Ref(self.subject_kind, self.subject_id) if self.subject_kind else None


class Task(Base):
    """An action that somebody took away from a meeting. `item_id`: the point of the agenda it came up at."""

    __tablename__ = "meeting_task"
    __table_args__ = (Index("ix_meeting_task_owner", "owner_id", "done_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    text: Mapped[str] = mapped_column(String(SHORT_LENGTH))
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    due_on: Mapped[date | None]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    added_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    owner: Mapped[Person] = relationship(foreign_keys=[owner_id], lazy="raise_on_sql")
    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql")


class MeetingLink(Base):
    """A recording, slides or something else, kept elsewhere."""

    __tablename__ = "meeting_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    kind: Mapped[LinkKind] = mapped_column(enum_column(LinkKind, "meetinglinkkind"))
    label: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    url: Mapped[str] = mapped_column(String(SHORT_LENGTH))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    added_at: Mapped[datetime]


class CalendarFeed(Base):
    """An address from which a person's calendar reads their meetings (or, with a community, all of its meetings).

    Its token is kept hashed; what it gives is what that person may read at that moment.
    """

    __tablename__ = "calendar_feed"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]

    community: Mapped[Community | None] = relationship(lazy="raise_on_sql")
