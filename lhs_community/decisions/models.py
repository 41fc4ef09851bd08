"""A decision stands as it was made; what comes after is written below it."""

from __future__ import annotations

import enum
from datetime import date, datetime

from markupsafe import Markup
from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Community
from lhs_community.foundation.database import Base, enum_column


class Method(enum.StrEnum):
    """How people came to it."""

    ADVICE = "advice"
    CONSENT = "consent"
    CONSENSUS = "consensus"
    MAJORITY = "majority"


METHOD_LABELS = {
    Method.ADVICE: "Advice: one person decided after asking those affected",
    Method.CONSENT: "Consent: nobody had a reasoned objection",
    Method.CONSENSUS: "Consensus: everybody agreed",
    Method.MAJORITY: "Majority: more were for it than against",
}


class DecisionState(enum.StrEnum):
    STANDS = "stands"
    REVIEW_DUE = "review_due"
    ENDED = "ended"


STATE_LABELS = {
    DecisionState.STANDS: "Stands",
    DecisionState.REVIEW_DUE: "Review due",
    DecisionState.ENDED: "No longer stands",
}


class NoteKind(enum.StrEnum):
    CORRECTION = "correction"
    REVIEW = "review"
    END = "end"


NOTE_LABELS = {
    NoteKind.CORRECTION: "Correction",
    NoteKind.REVIEW: "Looked at again",
    NoteKind.END: "Ended",
}


class Decision(Base):
    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_state_review_on", "state", "review_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    what: Mapped[str] = mapped_column(Text)
    what_html: Mapped[Markup]
    why: Mapped[str] = mapped_column(Text, default="")
    why_html: Mapped[Markup] = mapped_column(default=Markup(""))
    options_not_taken: Mapped[str] = mapped_column(Text, default="")
    options_not_taken_html: Mapped[Markup] = mapped_column(default=Markup(""))
    dissent: Mapped[str] = mapped_column(Text, default="")
    dissent_html: Mapped[Markup] = mapped_column(default=Markup(""))
    method: Mapped[Method] = mapped_column(enum_column(Method))
    state: Mapped[DecisionState] = mapped_column(enum_column(DecisionState), default=DecisionState.STANDS)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_on: Mapped[date]
    review_on: Mapped[date | None]
    recorded_at: Mapped[datetime]

    community: Mapped[Community] = relationship(lazy="raise_on_sql")
    owner: Mapped[Person] = relationship(foreign_keys=[owner_id], lazy="raise_on_sql")
    recorded_by: Mapped[Person] = relationship(foreign_keys=[recorded_by_id], lazy="raise_on_sql")


class DecisionNote(Base):
    """What was added later: a correction, what a review found, why it ended."""

    __tablename__ = "decision_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id", ondelete="CASCADE"), index=True)
    kind: Mapped[NoteKind] = mapped_column(enum_column(NoteKind))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[Markup]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]

    author: Mapped[Person] = relationship(lazy="raise_on_sql")
