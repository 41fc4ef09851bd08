"""What a project counts, and how."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Community
from lhs_community.foundation.database import Base, enum_column
from lhs_community.measures.spc.terms import ChartKind, Direction


class MeasureKind(enum.StrEnum):
    OUTCOME = "outcome"
    PROCESS = "process"
    BALANCING = "balancing"


class Period(enum.StrEnum):
    """What one value stands for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    OTHER = "other"


class Measure(Base):
    """What a project counts, and how. `lowest` and `highest` bound what a value can be; limits may lie beyond.

    A proportion or rate keeps numerator and denominator of each reading; `per` is what a rate is said for: 1,000 in
    "falls per 1,000 bed days", 100 for a percentage. The baseline window says which values set the centre line.
    `suppress_below` n: to people outside the team counts from 1 to n - 1 are only "fewer than n" (see `suppression`).
    `site`: the ward or place, where a project counts the same thing in several; those are drawn side by side.
    """

    __tablename__ = "measure"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    site: Mapped[str] = mapped_column(String(80), default="")
    kind: Mapped[MeasureKind] = mapped_column(enum_column(MeasureKind))
    definition: Mapped[str] = mapped_column(Text, default="")
    chart_kind: Mapped[ChartKind] = mapped_column(enum_column(ChartKind), default=ChartKind.XMR)
    numerator: Mapped[str] = mapped_column(String(300), default="")
    denominator: Mapped[str] = mapped_column(String(300), default="")
    per: Mapped[float] = mapped_column(default=1.0)
    exclusions: Mapped[str] = mapped_column(String(500), default="")
    sampling: Mapped[str] = mapped_column(String(300), default="")
    collected_by: Mapped[str] = mapped_column(String(200), default="")
    period: Mapped[Period | None] = mapped_column(enum_column(Period))
    unit: Mapped[str] = mapped_column(String(30), default="")
    direction: Mapped[Direction] = mapped_column(enum_column(Direction))
    target: Mapped[float | None]
    target_by: Mapped[date | None]
    baseline_from: Mapped[date | None]
    baseline_until: Mapped[date | None]
    lowest: Mapped[float | None]
    highest: Mapped[float | None]
    source: Mapped[str] = mapped_column(String(500), default="")
    is_screened: Mapped[bool] = mapped_column(default=True)
    fix_after_n: Mapped[int | None]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    started_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    changed_at: Mapped[datetime]
    suppress_below: Mapped[int | None]

    community: Mapped[Community] = relationship(lazy="raise_on_sql")
    started_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[started_by_id])
    changed_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[changed_by_id])

    @property
    def title(self) -> str:
        """Its name, and where it is counted."""
        return f"{self.name}: {self.site}" if self.site else self.name
