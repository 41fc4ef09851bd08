"""What a programme measures everywhere: each version of the definition, and who uses which."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import Base, enum_column
from lhs_community.measures.models.measures import Measure, MeasureKind, Period
from lhs_community.measures.spc.terms import ChartKind, Direction
from lhs_community.programmes.models.programmes import NOTE_LENGTH, Programme

OWN = 0  # the version of a measure that was there before, and is still counted its own way


class Definition(Base):
    """A shared measure. `version` is the number of its newest version, which is the one proposed to all who use it."""

    __tablename__ = "definition"
    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship(lazy="raise_on_sql")
    versions: Mapped[list[DefinitionVersion]] = relationship(
        order_by="DefinitionVersion.number", passive_deletes=True, lazy="raise_on_sql"
    )

    @property
    def newest(self) -> DefinitionVersion:
        """The versions must be loaded."""
        return self.versions[-1]

    def numbered(self, number: int) -> DefinitionVersion:
        return next((one for one in self.versions if one.number == number), self.newest)


class DefinitionVersion(Base):
    """One version, kept as it was written. `reason` says what changed in it and why; empty for the first."""

    __tablename__ = "definition_version"
    __table_args__ = (UniqueConstraint("definition_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    definition_id: Mapped[int] = mapped_column(ForeignKey("definition.id", ondelete="CASCADE"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[MeasureKind] = mapped_column(enum_column(MeasureKind))
    definition: Mapped[str] = mapped_column(Text, default="")
    numerator: Mapped[str] = mapped_column(String(300), default="")
    denominator: Mapped[str] = mapped_column(String(300), default="")
    per: Mapped[float] = mapped_column(default=1.0)
    exclusions: Mapped[str] = mapped_column(String(500), default="")
    sampling: Mapped[str] = mapped_column(String(300), default="")
    period: Mapped[Period | None] = mapped_column(enum_column(Period))
    unit: Mapped[str] = mapped_column(String(30), default="")
    direction: Mapped[Direction] = mapped_column(enum_column(Direction))
    chart_kind: Mapped[ChartKind] = mapped_column(enum_column(ChartKind), default=ChartKind.XMR)
    target: Mapped[float | None]
    target_by: Mapped[date | None]
    lowest: Mapped[float | None]
    highest: Mapped[float | None]
    is_screened: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    written_at: Mapped[datetime]

    written_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class Use(Base):
    """A child project's measure that follows a definition, and the version it took (OWN: none yet).

    `declined`: the newest version the project said no to, with its reason; that one is not put to it again.
    """

    __tablename__ = "definition_use"
    __table_args__ = (Index("ix_definition_use_definition", "definition_id", "measure_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    definition_id: Mapped[int] = mapped_column(ForeignKey("definition.id", ondelete="CASCADE"))
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"), unique=True)
    version: Mapped[int]
    declined: Mapped[int | None]
    decline_reason: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    answered_at: Mapped[datetime]

    definition: Mapped[Definition] = relationship(lazy="raise_on_sql")
    measure: Mapped[Measure] = relationship(lazy="raise_on_sql")
    answered_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
