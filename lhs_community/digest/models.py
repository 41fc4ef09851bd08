"""How often each person wants the digest, and when the next one is due."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lhs_community.foundation.database import Base, enum_column


class Frequency(enum.StrEnum):
    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"


FREQUENCY_LABELS = {
    Frequency.DAILY: "Every day",
    Frequency.WEEKLY: "Once a week",
    Frequency.NEVER: "Not at all",
}


class DigestPlan(Base):
    """`hour` and `weekday` (0: Monday) are in the person's own zone. `covered_to`: what came before is old."""

    __tablename__ = "digest_plan"
    __table_args__ = (
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    frequency: Mapped[Frequency] = mapped_column(enum_column(Frequency))
    weekday: Mapped[int] = mapped_column(default=0)
    hour: Mapped[int] = mapped_column(default=7)
    covered_to: Mapped[datetime]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
