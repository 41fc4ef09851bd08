"""The figures of a measure, each with where it came from; only ever added to."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import Base, enum_column
from lhs_community.measures.models.tokens import PushToken


class Way(enum.StrEnum):
    """How figures came."""

    TYPED = "typed"
    PASTED = "pasted"
    FILE = "file"
    PUSHED = "pushed"
    DROPPED = "dropped"
    WORKED_OUT = "worked_out"  # from numerators and denominators that were there, when `per` was changed


class Batch(Base):
    """Where readings came from: who brought them, when, by which way, in which file or with which token.

    What came through a token or the inbox folder was brought by no person.
    """

    __tablename__ = "measure_batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"), index=True)
    way: Mapped[Way] = mapped_column(enum_column(Way))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    token_id: Mapped[int | None] = mapped_column(ForeignKey("measure_token.id", ondelete="SET NULL"), index=True)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    added_at: Mapped[datetime]
    added_count: Mapped[int]
    corrected_count: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300), default="")

    added_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    token: Mapped[PushToken | None] = relationship(lazy="raise_on_sql")


class Reading(Base):
    """One value of one period as somebody brought it. A correction is a new row with the next revision.

    `value` is what is plotted. Where the measure has a denominator, it is the numerator's share of `denominator`
    times the measure's `per`, and `numerator` keeps the count as it was brought.
    """

    __tablename__ = "measure_reading"
    __table_args__ = (
        UniqueConstraint("measure_id", "day", "revision"),  # two corrections at once: one of them is refused
        Index("ix_measure_reading_batch", "batch_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("measure_batch.id", ondelete="CASCADE"))
    day: Mapped[date]
    revision: Mapped[int]
    value: Mapped[float | None]
    numerator: Mapped[float | None]
    denominator: Mapped[float | None]
