"""Reports: who found what wrong, and what the convenors made of it."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import Base, enum_column

NOTE_LENGTH = 500


class FlagReason(enum.StrEnum):
    IDENTIFIES = "identifies"
    UNSAFE = "unsafe"
    UNKIND = "unkind"
    MISPLACED = "misplaced"
    OTHER = "other"


REASON_LABELS = {
    FlagReason.IDENTIFIES: "It could identify a patient or another person",
    FlagReason.UNSAFE: "It could lead to unsafe care",
    FlagReason.UNKIND: "It is unkind or unfair to somebody",
    FlagReason.MISPLACED: "It does not belong here",
    FlagReason.OTHER: "Something else",
}


class FlagState(enum.StrEnum):
    OPEN = "open"
    HIDDEN = "hidden"
    LEFT = "left"


class Flag(Base):
    """Several people's flags of one thing are settled together."""

    __tablename__ = "flag"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "flagged_by_id"),
        Index("ix_flag_queue", "community_id", "state", "flagged_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    # Nobody's: said in a direct talk. Administrators look at it then.
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    flagged_by_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    reason: Mapped[FlagReason] = mapped_column(enum_column(FlagReason))
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    flagged_at: Mapped[datetime]
    state: Mapped[FlagState] = mapped_column(enum_column(FlagState), default=FlagState.OPEN)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    settled_at: Mapped[datetime | None]

    flagged_by: Mapped[Person] = relationship(foreign_keys=[flagged_by_id], lazy="raise_on_sql")

    @property
    def reason_label(self) -> str:
        return REASON_LABELS[self.reason]
