"""What a thread has come to so far: summaries as they were published, and the one being drafted."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.discussions.models.threads import Thread
from lhs_community.foundation.database import Base, enum_column


class Heading(enum.StrEnum):
    """The parts of a summary, in their order."""

    ASKED = "asked"
    SAID = "said"
    DIFFER = "differ"
    AGREED = "agreed"
    OPEN_ENDS = "open_ends"


HEADING_LABELS = {
    Heading.ASKED: "What was asked",
    Heading.SAID: "What was said",
    Heading.DIFFER: "Where views differ",
    Heading.AGREED: "What was agreed",
    Heading.OPEN_ENDS: "Open ends",
}
_ORDER = list(Heading)


class Summary(Base):
    """The newest one of a thread stands; the older ones are its history."""

    __tablename__ = "summary"
    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # How many posts there were when it was written: later ones are not in it.
    post_count: Mapped[int]
    written_at: Mapped[datetime]

    author: Mapped[Person] = relationship(lazy="raise_on_sql")
    parts: Mapped[list[SummaryPart]] = relationship(
        lazy="raise_on_sql", order_by="SummaryPart.id", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def texts(self) -> dict[Heading, str]:
        return {part.heading: part.body for part in sorted(self.parts, key=lambda part: _ORDER.index(part.heading))}

    @property
    def body(self) -> str:
        """All of it in one."""
        return "\n\n".join(self.texts.values())


class SummaryPart(Base):
    """What stands under one heading; empty ones have no row."""

    __tablename__ = "summary_part"
    __table_args__ = (UniqueConstraint("summary_id", "heading"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    summary_id: Mapped[int] = mapped_column(ForeignKey("summary.id", ondelete="CASCADE"))
    heading: Mapped[Heading] = mapped_column(enum_column(Heading))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[Markup]

    @property
    def label(self) -> str:
        return HEADING_LABELS[self.heading]


class SummaryDraft(Base):
    """One a thread: seen by the owner of its summary and the convenors only. `version` tells two writers apart."""

    __tablename__ = "summary_draft"
    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), unique=True)
    texts: Mapped[dict[str, Any]]
    # Begun by first_draft.py, not by a person.
    is_by_rules: Mapped[bool]
    post_count: Mapped[int]
    version: Mapped[int]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime]

    thread: Mapped[Thread] = relationship(lazy="raise_on_sql")
    saved_by: Mapped[Person] = relationship(lazy="raise_on_sql")
