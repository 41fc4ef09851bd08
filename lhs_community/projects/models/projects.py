"""Projects and their teams."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Community
from lhs_community.foundation.database import Base, enum_column
from lhs_community.projects.models.terms import Stage, TeamPart

if TYPE_CHECKING:
    from lhs_community.projects.models.diagram import DiagramMeasure, Driver, Idea


class Project(Base):
    """`scope` is what is in; `balancing` what might get worse elsewhere. `hints` are those of the template it began
    from, by the names of the charter's fields. `aim_measure_id` names a measure of the feature beside this one."""

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
    aim_where: Mapped[str] = mapped_column(String(200), default="")
    aim_how_good: Mapped[str] = mapped_column(String(200), default="")
    aim_by: Mapped[date | None]
    aim_measure_id: Mapped[int | None]
    aim_text: Mapped[str] = mapped_column(String(600), default="")
    scope: Mapped[str] = mapped_column(Text, default="")
    scope_html: Mapped[Markup] = mapped_column(default=Markup(""))
    scope_out: Mapped[str] = mapped_column(Text, default="")
    scope_out_html: Mapped[Markup] = mapped_column(default=Markup(""))
    risks: Mapped[str] = mapped_column(Text, default="")
    risks_html: Mapped[Markup] = mapped_column(default=Markup(""))
    equality: Mapped[str] = mapped_column(Text, default="")
    equality_html: Mapped[Markup] = mapped_column(default=Markup(""))
    balancing: Mapped[str] = mapped_column(Text, default="")
    balancing_html: Mapped[Markup] = mapped_column(default=Markup(""))
    ethics: Mapped[str] = mapped_column(Text, default="")
    ethics_html: Mapped[Markup] = mapped_column(default=Markup(""))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    stopped_reason: Mapped[str] = mapped_column(Text, default="")
    stopped_reason_html: Mapped[Markup] = mapped_column(default=Markup(""))
    hints: Mapped[dict[str, Any]] = mapped_column(default=dict)
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
    places: Mapped[list[TeamPlace]] = relationship(
        order_by="TeamPlace.id", passive_deletes=True, lazy="raise_on_sql"
    )
    # Without what was taken out of the diagram, which is kept to be put back.
    drivers: Mapped[list[Driver]] = relationship(
        back_populates="project",
        primaryjoin="and_(Project.id == Driver.project_id, Driver.removed_at.is_(None))",
        order_by="Driver.position, Driver.id",
        passive_deletes=True,
        lazy="raise_on_sql",
    )
    ideas: Mapped[list[Idea]] = relationship(
        back_populates="project",
        primaryjoin="and_(Project.id == Idea.project_id, Idea.removed_at.is_(None))",
        order_by="Idea.number",
        passive_deletes=True,
        lazy="raise_on_sql",
    )
    aim_measures: Mapped[list[DiagramMeasure]] = relationship(
        primaryjoin="and_(Project.id == DiagramMeasure.project_id, DiagramMeasure.driver_id.is_(None),"
        " DiagramMeasure.idea_id.is_(None))",
        cascade="all, delete-orphan",
        order_by="DiagramMeasure.id",
        passive_deletes=True,
        lazy="raise_on_sql",
    )


class TeamMember(Base):
    """`part` is chosen from a list; `role` says it in the team's own words."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("project_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    part: Mapped[TeamPart] = mapped_column(enum_column(TeamPart), default=TeamPart.MEMBER)
    role: Mapped[str] = mapped_column(String(80), default="")
    joined_at: Mapped[datetime]

    project: Mapped[Project] = relationship(back_populates="team", lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class TeamPlace(Base):
    """Somebody of the team without an account here, named by the part alone: "two people with lived experience"."""

    __tablename__ = "team_place"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    part: Mapped[TeamPart] = mapped_column(enum_column(TeamPart, "placepart"))
    words: Mapped[str] = mapped_column(String(120))
    added_at: Mapped[datetime]
