"""A signal that people read together, and each one's reading of it."""

from __future__ import annotations

import enum
from datetime import date, datetime

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Community
from lhs_community.foundation.database import Base, enum_column


class State(enum.StrEnum):
    """It moves collecting -> shown -> agreed or parted, and from there back to shown."""

    COLLECTING = "collecting"
    SHOWN = "shown"
    AGREED = "agreed"
    PARTED = "parted"


STATE_LABELS = {
    State.COLLECTING: "Collecting readings",
    State.SHOWN: "Readings shown",
    State.AGREED: "Agreed",
    State.PARTED: "Views differ",
}


class Sureness(enum.StrEnum):
    GUESS = "guess"
    LIKELY = "likely"
    NEARLY_SURE = "nearly_sure"


SURENESS_LABELS = {
    Sureness.GUESS: "A guess",
    Sureness.LIKELY: "Likely",
    Sureness.NEARLY_SURE: "Nearly sure",
}
# The parts of a reading that are Markdown, in the order they are read.
PARTS = {
    "what_changed": "What changed",
    "why": "Why they think so",
    "evidence": "Evidence",
    "would_change": "What would change their mind",
}


class Interpretation(Base):
    """`finding` and the days name the signal as it was when this was opened; `due_at` ends the blind round."""

    __tablename__ = "interpretation"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "finding", "signal_from", name="uq_interpretation_signal"),
        Index("ix_interpretation_state_due", "state", "due_at"),
        CheckConstraint("(state IN ('agreed', 'parted')) = (settled_at IS NOT NULL)", name="settled_with_time"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    finding: Mapped[str] = mapped_column(String(40))
    finding_text: Mapped[str] = mapped_column(String(200))
    signal_from: Mapped[date]
    signal_until: Mapped[date]
    state: Mapped[State] = mapped_column(enum_column(State, "interpretation_state"), default=State.COLLECTING)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    shown_at: Mapped[datetime | None]
    agreed: Mapped[str] = mapped_column(String(200), default="")
    reasons: Mapped[str] = mapped_column(Text, default="")
    reasons_html: Mapped[Markup] = mapped_column(default=Markup(""))
    differences: Mapped[str] = mapped_column(Text, default="")
    differences_html: Mapped[Markup] = mapped_column(default=Markup(""))
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    settled_at: Mapped[datetime | None]

    community: Mapped[Community] = relationship(lazy="raise_on_sql")
    opened_by: Mapped[Person | None] = relationship(foreign_keys=[opened_by_id], lazy="raise_on_sql")
    settled_by: Mapped[Person | None] = relationship(foreign_keys=[settled_by_id], lazy="raise_on_sql")


class Reading(Base):
    """One person's reading. Round 1 was given blind and stays as it was; round 2 after seeing the others."""

    __tablename__ = "interpretation_reading"
    __table_args__ = (UniqueConstraint("interpretation_id", "person_id", "round"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    interpretation_id: Mapped[int] = mapped_column(ForeignKey("interpretation.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    round: Mapped[int]
    what_changed: Mapped[str] = mapped_column(Text)
    what_changed_html: Mapped[Markup]
    since: Mapped[str] = mapped_column(String(100), default="")
    why: Mapped[str] = mapped_column(Text, default="")
    why_html: Mapped[Markup] = mapped_column(default=Markup(""))
    sureness: Mapped[Sureness] = mapped_column(enum_column(Sureness))
    evidence: Mapped[str] = mapped_column(Text, default="")
    evidence_html: Mapped[Markup] = mapped_column(default=Markup(""))
    would_change: Mapped[str] = mapped_column(Text, default="")
    would_change_html: Mapped[Markup] = mapped_column(default=Markup(""))
    written_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
