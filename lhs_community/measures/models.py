"""Measures, their readings (append-only), and what was noted about them."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Community
from lhs_community.foundation.database import Base, enum_column
from lhs_community.measures.spc.terms import Direction


class MeasureKind(enum.StrEnum):
    OUTCOME = "outcome"
    PROCESS = "process"
    BALANCING = "balancing"


class Measure(Base):
    """What a project counts, and how. `lowest` and `highest` bound what a value can be; limits may lie beyond."""

    __tablename__ = "measure"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[MeasureKind] = mapped_column(enum_column(MeasureKind))
    definition: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(30), default="")
    direction: Mapped[Direction] = mapped_column(enum_column(Direction))
    target: Mapped[float | None]
    lowest: Mapped[float | None]
    highest: Mapped[float | None]
    source: Mapped[str] = mapped_column(String(500), default="")
    is_screened: Mapped[bool] = mapped_column(default=True)
    fix_after_n: Mapped[int | None]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    started_at: Mapped[datetime]

    community: Mapped[Community] = relationship(lazy="raise_on_sql")
    started_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class Batch(Base):
    """Where readings came from: who brought them, when, and in which file (empty: typed or pasted)."""

    __tablename__ = "measure_batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column(String(200), default="")
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    added_at: Mapped[datetime]
    added_count: Mapped[int]
    corrected_count: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300), default="")

    added_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class Reading(Base):
    """One value of one period as somebody brought it. A correction is a new row with the next revision."""

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


class Rebase(Base):
    """From `day` on, mean and limits are worked out anew. `change_kind` and `change_id` name what was changed."""

    __tablename__ = "measure_rebase"
    __table_args__ = (UniqueConstraint("measure_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"))
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    change_kind: Mapped[str] = mapped_column(String(40), default="")
    change_id: Mapped[int | None]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    added_at: Mapped[datetime]

    added_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class Annotation(Base):
    """Something to know about a day when reading the chart."""

    __tablename__ = "measure_annotation"
    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"), index=True)
    day: Mapped[date]
    text: Mapped[str] = mapped_column(String(200))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    added_at: Mapped[datetime]

    added_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
