"""Projects, their teams, driver diagrams and PDSA cycles.

Text that several people edit has a `version`: a save names the version it was made from (see foundation/database.py).
"""

from __future__ import annotations

import enum
from datetime import date, datetime

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Community
from lhs_community.foundation.database import Base, enum_column


class Stage(enum.StrEnum):
    INTENT = "intent"
    CHARTER = "charter"
    PLANNING = "planning"
    TESTING = "testing"
    IMPROVING = "improving"
    SUSTAINED = "sustained"
    STOPPED = "stopped"


class DriverKind(enum.StrEnum):
    PRIMARY = "primary"
    SECONDARY = "secondary"


class IdeaStatus(enum.StrEnum):
    IDEA = "idea"
    TESTING = "testing"
    ADAPTED = "adapted"
    ADOPTED = "adopted"
    ABANDONED = "abandoned"


class StageOfTest(enum.StrEnum):
    COLLECT_INFORMATION = "collect_information"
    DEVELOP = "develop"
    TEST = "test"
    IMPLEMENT = "implement"


class CycleState(enum.StrEnum):
    PLANNED = "planned"
    DOING = "doing"
    STUDYING = "studying"
    ACTED = "acted"


class Act(enum.StrEnum):
    ADOPT = "adopt"
    ADAPT = "adapt"
    ABANDON = "abandon"


STAGE_LABELS = {
    Stage.INTENT: "Intent",
    Stage.CHARTER: "Charter",
    Stage.PLANNING: "Planning",
    Stage.TESTING: "Testing",
    Stage.IMPROVING: "Improving",
    Stage.SUSTAINED: "Sustained",
    Stage.STOPPED: "Stopped",
}
STATUS_LABELS = {
    IdeaStatus.IDEA: "Idea",
    IdeaStatus.TESTING: "Testing",
    IdeaStatus.ADAPTED: "Adapted",
    IdeaStatus.ADOPTED: "Adopted",
    IdeaStatus.ABANDONED: "Abandoned",
}
KIND_OF_TEST_LABELS = {
    StageOfTest.COLLECT_INFORMATION: "Collect information",
    StageOfTest.DEVELOP: "Develop a change",
    StageOfTest.TEST: "Test a change",
    StageOfTest.IMPLEMENT: "Implement a change",
}
STATE_LABELS = {
    CycleState.PLANNED: "Planned",
    CycleState.DOING: "Doing",
    CycleState.STUDYING: "Studying",
    CycleState.ACTED: "Acted",
}
ACT_LABELS = {Act.ADOPT: "Adopt", Act.ADAPT: "Adapt", Act.ABANDON: "Abandon"}


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


class Cycle(Base):
    """One PDSA cycle. It moves planned -> doing -> studying -> acted; `act` is the decision taken at its end."""

    __tablename__ = "cycle"
    __table_args__ = (
        UniqueConstraint("idea_id", "number"),
        CheckConstraint("(state = 'acted') = (act IS NOT NULL)", name="acted_with_decision"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[CycleState] = mapped_column(enum_column(CycleState), default=CycleState.PLANNED)
    objective: Mapped[str] = mapped_column(String(300))
    stage_of_test: Mapped[StageOfTest] = mapped_column(enum_column(StageOfTest), default=StageOfTest.TEST)
    scale: Mapped[str] = mapped_column(String(160), default="")
    plan: Mapped[str] = mapped_column(Text, default="")
    plan_html: Mapped[Markup] = mapped_column(default=Markup(""))
    done: Mapped[str] = mapped_column(Text, default="")
    done_html: Mapped[Markup] = mapped_column(default=Markup(""))
    as_planned: Mapped[bool | None]
    unexpected: Mapped[str] = mapped_column(Text, default="")
    unexpected_html: Mapped[Markup] = mapped_column(default=Markup(""))
    study: Mapped[str] = mapped_column(Text, default="")
    study_html: Mapped[Markup] = mapped_column(default=Markup(""))
    act: Mapped[Act | None] = mapped_column(enum_column(Act))
    next_step: Mapped[str] = mapped_column(Text, default="")
    next_step_html: Mapped[Markup] = mapped_column(default=Markup(""))
    planned_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    studied_at: Mapped[datetime | None]
    acted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    changed_at: Mapped[datetime]

    project: Mapped[Project] = relationship(lazy="raise_on_sql")
    idea: Mapped[Idea] = relationship(back_populates="cycles", lazy="raise_on_sql")
    changed_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    questions: Mapped[list[Question]] = relationship(
        back_populates="cycle",
        order_by="Question.position",
        cascade="all, delete-orphan",
        passive_deletes=True,
        lazy="raise_on_sql",
    )


class Question(Base):
    """A question of a cycle with the prediction made before, and the answer found after. `was_right` None: open."""

    __tablename__ = "cycle_question"
    __table_args__ = (UniqueConstraint("cycle_id", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id", ondelete="CASCADE"))
    position: Mapped[int]
    question: Mapped[str] = mapped_column(String(300))
    prediction: Mapped[str] = mapped_column(String(300), default="")
    answer: Mapped[str] = mapped_column(String(600), default="")
    was_right: Mapped[bool | None]

    cycle: Mapped[Cycle] = relationship(back_populates="questions", lazy="raise_on_sql")
