"""The driver diagram: drivers, change ideas, what serves what, what measures what, and the steps that can be undone.

What is taken out stays as a row with `removed_at`, and keeps its links: putting it back loses nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import Base, enum_column
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import DriverKind, IdeaStatus, StepKind

if TYPE_CHECKING:
    from lhs_community.projects.models.cycles import Cycle


class DriverLink(Base):
    """That a secondary driver serves a primary one."""

    __tablename__ = "driver_link"
    primary_id: Mapped[int] = mapped_column(ForeignKey("driver.id", ondelete="CASCADE"), primary_key=True)
    secondary_id: Mapped[int] = mapped_column(ForeignKey("driver.id", ondelete="CASCADE"), primary_key=True, index=True)


class IdeaDriver(Base):
    """That a change idea works on a driver."""

    __tablename__ = "idea_driver"
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), primary_key=True)
    driver_id: Mapped[int] = mapped_column(ForeignKey("driver.id", ondelete="CASCADE"), primary_key=True, index=True)


class Driver(Base):
    __tablename__ = "driver"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    kind: Mapped[DriverKind] = mapped_column(enum_column(DriverKind))
    title: Mapped[str] = mapped_column(String(160))
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    project: Mapped[Project] = relationship(back_populates="drivers", lazy="raise_on_sql")
    changed_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    primaries: Mapped[list[Driver]] = relationship(
        secondary="driver_link",
        primaryjoin="Driver.id == DriverLink.secondary_id",
        secondaryjoin="and_(Driver.id == DriverLink.primary_id, Driver.removed_at.is_(None))",
        order_by="Driver.position, Driver.id",
        lazy="raise_on_sql",
    )
    measures: Mapped[list[DiagramMeasure]] = relationship(
        cascade="all, delete-orphan", order_by="DiagramMeasure.id", lazy="raise_on_sql"
    )

    @property
    def key(self) -> str:
        """What forms and steps call it."""
        return f"driver-{self.id}"

    @property
    def parents(self) -> list[Driver]:
        """What it works on; a primary one works on the aim itself."""
        return self.primaries


class Idea(Base):
    """A change idea. `number` counts within the project; cycle 2 of idea 3 is "3.2". `position`: in the diagram."""

    __tablename__ = "idea"
    __table_args__ = (UniqueConstraint("project_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)
    status: Mapped[IdeaStatus] = mapped_column(enum_column(IdeaStatus), default=IdeaStatus.IDEA)
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    project: Mapped[Project] = relationship(back_populates="ideas", lazy="raise_on_sql")
    changed_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    drivers: Mapped[list[Driver]] = relationship(
        secondary="idea_driver",
        secondaryjoin="and_(Driver.id == IdeaDriver.driver_id, Driver.removed_at.is_(None))",
        order_by="Driver.position, Driver.id",
        lazy="raise_on_sql",
    )
    measures: Mapped[list[DiagramMeasure]] = relationship(
        cascade="all, delete-orphan", order_by="DiagramMeasure.id", lazy="raise_on_sql"
    )
    cycles: Mapped[list[Cycle]] = relationship(
        back_populates="idea", order_by="Cycle.number", passive_deletes=True, lazy="raise_on_sql"
    )

    @property
    def key(self) -> str:
        return f"idea-{self.id}"

    @property
    def parents(self) -> list[Driver]:
        return self.drivers


class DiagramMeasure(Base):
    """That a measure says how a driver or an idea does; with neither, how the aim does.

    Measures belong to a feature beside this one: `measure_id` is shown through its card, by who may read it.
    """

    __tablename__ = "diagram_measure"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    driver_id: Mapped[int | None] = mapped_column(ForeignKey("driver.id", ondelete="CASCADE"), index=True)
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    measure_id: Mapped[int]


class DiagramStep(Base):
    """One change of the diagram. `before` and `after` hold what it touched: {"driver-7": {"title": …}}."""

    __tablename__ = "diagram_step"
    __table_args__ = (Index("ix_diagram_step_project_id_id", "project_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    done_at: Mapped[datetime]
    kind: Mapped[StepKind] = mapped_column(enum_column(StepKind))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    is_undone: Mapped[bool] = mapped_column(default=False)

    actor: Mapped[Person | None] = relationship(lazy="raise_on_sql")
