"""Projects and their teams."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from markupsafe import Markup
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Community
from lhs_community.foundation.database import Base, enum_column
from lhs_community.projects.models.terms import Stage

if TYPE_CHECKING:
    from lhs_community.projects.models.diagram import Driver, Idea


class Project(Base):
    __tablename__ = "project"
    __table_args__ = (Index("ix_project_last_activity", "last_activity_at", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    stage: Mapped[Stage] = mapped_column(enum_column(Stage), default=Stage.INTENT, index=True)
    problem: Mapped[str] = mapped_column(Text, default="")
    problem_html: Mapped[Markup] = mapped_column(default=Markup(""))
    aim_for_whom: Mapped[str] = mapped_column(String(200), default="")
    aim_what: Mapped[str] = mapped_column(String(200), default="")
    aim_how_good: Mapped[str] = mapped_column(String(200), default="")
    aim_by: Mapped[date | None]
    aim_text: Mapped[str] = mapped_column(String(600), default="")
    scope: Mapped[str] = mapped_column(Text, default="")
    scope_html: Mapped[Markup] = mapped_column(default=Markup(""))
    balancing: Mapped[str] = mapped_column(Text, default="")
    balancing_html: Mapped[Markup] = mapped_column(default=Markup(""))
    stopped_reason: Mapped[str] = mapped_column(Text, default="")
    stopped_reason_html: Mapped[Markup] = mapped_column(default=Markup(""))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    started_at: Mapped[datetime]
    last_activity_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    changed_at: Mapped[datetime]

    community: Mapped[Community] = relationship(lazy="raise_on_sql")
    lead: Mapped[Person | None] = relationship(foreign_keys=[lead_id], lazy="raise_on_sql")
    started_by: Mapped[Person | None] = relationship(foreign_keys=[started_by_id], lazy="raise_on_sql")
    changed_by: Mapped[Person | None] = relationship(foreign_keys=[changed_by_id], lazy="raise_on_sql")
    team: Mapped[list[TeamMember]] = relationship(
        back_populates="project", order_by="TeamMember.id", passive_deletes=True, lazy="raise_on_sql"
    )
    drivers: Mapped[list[Driver]] = relationship(
        back_populates="project", order_by="Driver.position, Driver.id", passive_deletes=True, lazy="raise_on_sql"
    )
    ideas: Mapped[list[Idea]] = relationship(
        back_populates="project", order_by="Idea.number", passive_deletes=True, lazy="raise_on_sql"
    )


class TeamMember(Base):
    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("project_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(80), default="")
    joined_at: Mapped[datetime]

    project: Mapped[Project] = relationship(back_populates="team", lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
