"""A lesson, its versions, what reviewers said of it, and its adoptions: who tried it elsewhere and how it went."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Community
from lhs_community.foundation.database import Base, enum_column

LICENCE = "CC BY 4.0"


class LessonKind(enum.StrEnum):
    WORKED = "worked"
    DID_NOT_WORK = "did_not_work"
    MIXED = "mixed"
    WARNING = "warning"


class LessonState(enum.StrEnum):
    """draft <-> in_review -> published <-> needs_review; retired ends it."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    NEEDS_REVIEW = "needs_review"
    RETIRED = "retired"


class NoteKind(enum.StrEnum):
    SENT_BACK = "sent_back"
    PUBLISHED = "published"
    REVIEWED = "reviewed"
    LOWERED = "lowered"


class Outcome(enum.StrEnum):
    TOO_EARLY = "too_early"
    WORKED = "worked"
    MIXED = "mixed"
    DID_NOT_WORK = "did_not_work"


KIND_LABELS = {
    LessonKind.WORKED: "Worked",
    LessonKind.DID_NOT_WORK: "Did not work",
    LessonKind.MIXED: "Mixed",
    LessonKind.WARNING: "Warning",
}
STATE_LABELS = {
    LessonState.DRAFT: "Draft",
    LessonState.IN_REVIEW: "In review",
    LessonState.PUBLISHED: "Published",
    LessonState.NEEDS_REVIEW: "Needs review",
    LessonState.RETIRED: "Retired",
}
NOTE_LABELS = {
    NoteKind.SENT_BACK: "Sent back",
    NoteKind.PUBLISHED: "Published",
    NoteKind.REVIEWED: "Looked at again",
    NoteKind.LOWERED: "Evidence lowered",
}
OUTCOME_LABELS = {
    Outcome.TOO_EARLY: "Too early to say",
    Outcome.WORKED: "Worked",
    Outcome.MIXED: "Mixed",
    Outcome.DID_NOT_WORK: "Did not work",
}
# The sections of a lesson, in the order of the record; each has a Markdown column and one of that name + "_html".
SECTIONS = {
    "problem": "The problem",
    "context": "Where and with whom",
    "what_was_done": "What was done",
    "what_happened": "What happened",
    "why_we_think_so": "Why we think so",
    "would_do_differently": "What we would do differently",
    "barriers": "What got in the way",
    "enablers": "What helped",
    "cost_and_time": "Cost and staff time",
    "where_it_would_not_work": "Where it would not work",
}


class Lesson(Base):
    """`evidence` follows from `evidence_facts` by the rule of evidence.py, and is kept for lists to filter by."""

    __tablename__ = "lesson"
    __table_args__ = (
        Index("ix_lesson_state_published_at", "state", "published_at"),
        Index("ix_lesson_state_review_due", "state", "review_due"),
        CheckConstraint("evidence BETWEEN 0 AND 4", name="evidence"),
        CheckConstraint("evidence_limit BETWEEN 0 AND 4", name="evidence_limit"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(String(20), unique=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[LessonKind] = mapped_column(enum_column(LessonKind), index=True)
    state: Mapped[LessonState] = mapped_column(enum_column(LessonState), default=LessonState.DRAFT)
    setting: Mapped[str] = mapped_column(String(300), default="")
    problem: Mapped[str] = mapped_column(Text, default="")
    problem_html: Mapped[Markup] = mapped_column(default=Markup(""))
    context: Mapped[str] = mapped_column(Text, default="")
    context_html: Mapped[Markup] = mapped_column(default=Markup(""))
    what_was_done: Mapped[str] = mapped_column(Text, default="")
    what_was_done_html: Mapped[Markup] = mapped_column(default=Markup(""))
    what_happened: Mapped[str] = mapped_column(Text, default="")
    what_happened_html: Mapped[Markup] = mapped_column(default=Markup(""))
    why_we_think_so: Mapped[str] = mapped_column(Text, default="")
    why_we_think_so_html: Mapped[Markup] = mapped_column(default=Markup(""))
    would_do_differently: Mapped[str] = mapped_column(Text, default="")
    would_do_differently_html: Mapped[Markup] = mapped_column(default=Markup(""))
    barriers: Mapped[str] = mapped_column(Text, default="")
    barriers_html: Mapped[Markup] = mapped_column(default=Markup(""))
    enablers: Mapped[str] = mapped_column(Text, default="")
    enablers_html: Mapped[Markup] = mapped_column(default=Markup(""))
    cost_and_time: Mapped[str] = mapped_column(Text, default="")
    cost_and_time_html: Mapped[Markup] = mapped_column(default=Markup(""))
    where_it_would_not_work: Mapped[str] = mapped_column(Text, default="")
    where_it_would_not_work_html: Mapped[Markup] = mapped_column(default=Markup(""))
    evidence: Mapped[int] = mapped_column(default=0, index=True)
    evidence_facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    evidence_limit: Mapped[int | None]
    evidence_reason: Mapped[str] = mapped_column(String(500), default="")
    weighed_at: Mapped[datetime] = mapped_column(index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    review_due: Mapped[date | None]
    retired_at: Mapped[datetime | None]
    retired_reason: Mapped[str] = mapped_column(String(500), default="")
    # 0: never published. Each publication, and each change of a published lesson, makes the next one.
    version: Mapped[int] = mapped_column(default=0)
    # Counts every save, so that one save cannot overwrite another unseen.
    revision: Mapped[int] = mapped_column(default=1)
    licence: Mapped[str] = mapped_column(String(80), default=LICENCE)

    community: Mapped[Community] = relationship(lazy="raise_on_sql")
    author: Mapped[Person] = relationship(foreign_keys=[author_id], lazy="raise_on_sql")
    reviewer: Mapped[Person | None] = relationship(foreign_keys=[reviewer_id], lazy="raise_on_sql")
    topic_rows: Mapped[list[LessonTopic]] = relationship(
        order_by="LessonTopic.id", cascade="all, delete-orphan", passive_deletes=True, lazy="raise_on_sql"
    )

    @property
    def topics(self) -> list[str]:
        return [row.name for row in self.topic_rows]


class LessonTopic(Base):
    """In lower case, so that "Falls" and "falls" are one topic."""

    __tablename__ = "lesson_topic"
    __table_args__ = (UniqueConstraint("lesson_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60), index=True)


class LessonVersion(Base):
    """A lesson as it could be read from `made_at` on; an adoption names the version it took. `texts` is Markdown."""

    __tablename__ = "lesson_version"
    __table_args__ = (UniqueConstraint("lesson_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[LessonKind] = mapped_column(enum_column(LessonKind))
    topics: Mapped[list[str]] = mapped_column(default=list)
    texts: Mapped[dict[str, Any]]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    made_by: Mapped[Person] = relationship(foreign_keys=[made_by_id], lazy="raise_on_sql")
    reviewer: Mapped[Person | None] = relationship(foreign_keys=[reviewer_id], lazy="raise_on_sql")


class ReviewNote(Base):
    """What a reviewer told the author. For those who may work on the lesson, not for its readers."""

    __tablename__ = "review_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id", ondelete="CASCADE"), index=True)
    kind: Mapped[NoteKind] = mapped_column(enum_column(NoteKind, "review_note_kind"))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[Markup]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]

    author: Mapped[Person] = relationship(lazy="raise_on_sql")


class Adoption(Base):
    """That a project took a lesson home. `community_id` is the project's, and with it go the rights."""

    __tablename__ = "adoption"
    __table_args__ = (
        UniqueConstraint("lesson_id", "project_id"),
        Index("ix_adoption_lesson_outcome", "lesson_id", "outcome"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id", ondelete="CASCADE"))
    lesson_version: Mapped[int]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    adopted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    adopted_at: Mapped[datetime]
    kept: Mapped[str] = mapped_column(Text, default="")
    kept_html: Mapped[Markup] = mapped_column(default=Markup(""))
    changed: Mapped[str] = mapped_column(Text, default="")
    changed_html: Mapped[Markup] = mapped_column(default=Markup(""))
    dropped: Mapped[str] = mapped_column(Text, default="")
    dropped_html: Mapped[Markup] = mapped_column(default=Markup(""))
    added: Mapped[str] = mapped_column(Text, default="")
    added_html: Mapped[Markup] = mapped_column(default=Markup(""))
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome), default=Outcome.TOO_EARLY)
    what_happened: Mapped[str] = mapped_column(Text, default="")
    what_happened_html: Mapped[Markup] = mapped_column(default=Markup(""))
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    lesson: Mapped[Lesson] = relationship(lazy="raise_on_sql")
    community: Mapped[Community] = relationship(lazy="raise_on_sql")
    adopted_by: Mapped[Person] = relationship(foreign_keys=[adopted_by_id], lazy="raise_on_sql")
    updated_by: Mapped[Person] = relationship(foreign_keys=[updated_by_id], lazy="raise_on_sql")
