"""The driver diagram: drivers, change ideas, and what serves what."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import Base, enum_column
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import DriverKind, IdeaStatus

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

    project: Mapped[Project] = relationship(back_populates="drivers", lazy="raise_on_sql")
    changed_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    primaries: Mapped[list[Driver]] = relationship(
        secondary="driver_link",
        primaryjoin="Driver.id == DriverLink.secondary_id",
        secondaryjoin="Driver.id == DriverLink.primary_id",
        order_by="Driver.position, Driver.id",
        lazy="raise_on_sql",
    )


class Idea(Base):
    """A change idea. `number` counts within the project; cycle 2 of idea 3 is "3.2"."""

    __tablename__ = "idea"
    __table_args__ = (UniqueConstraint("project_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    status: Mapped[IdeaStatus] = mapped_column(enum_column(IdeaStatus), default=IdeaStatus.IDEA)
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    changed_at: Mapped[datetime]

    project: Mapped[Project] = relationship(back_populates="ideas", lazy="raise_on_sql")
    changed_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    drivers: Mapped[list[Driver]] = relationship(
        secondary="idea_driver", order_by="Driver.position, Driver.id", lazy="raise_on_sql"
    )
    cycles: Mapped[list[Cycle]] = relationship(
        back_populates="idea", order_by="Cycle.number", passive_deletes=True, lazy="raise_on_sql"
    )
