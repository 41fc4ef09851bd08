"""PDSA cycles, their questions and predictions."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import Base, enum_column
from lhs_community.projects.models.diagram import Idea
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import Act, CycleState, NextMove, StageOfTest, Step


class Cycle(Base):
    """One PDSA cycle. It moves planned -> doing -> studying -> acted; `act` is the decision taken at its end.

    `measures` are what it should move, as "measure:12": they belong to a feature beside this one. Who does what and
    when are tasks that hang on it.
    """

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
    data_what: Mapped[str] = mapped_column(String(300), default="")
    data_who: Mapped[str] = mapped_column(String(200), default="")
    data_when: Mapped[str] = mapped_column(String(200), default="")
    data_where: Mapped[str] = mapped_column(String(200), default="")
    measures: Mapped[list[str]] = mapped_column(default=list)
    came_from_id: Mapped[int | None] = mapped_column(ForeignKey("cycle.id", ondelete="SET NULL"), index=True)
    done: Mapped[str] = mapped_column(Text, default="")
    done_html: Mapped[Markup] = mapped_column(default=Markup(""))
    as_planned: Mapped[bool | None]
    unexpected: Mapped[str] = mapped_column(Text, default="")
    unexpected_html: Mapped[Markup] = mapped_column(default=Markup(""))
    collected: Mapped[str] = mapped_column(Text, default="")
    collected_html: Mapped[Markup] = mapped_column(default=Markup(""))
    compared: Mapped[str] = mapped_column(Text, default="")
    compared_html: Mapped[Markup] = mapped_column(default=Markup(""))
    study: Mapped[str] = mapped_column(Text, default="")
    study_html: Mapped[Markup] = mapped_column(default=Markup(""))
    act: Mapped[Act | None] = mapped_column(enum_column(Act))
    next_move: Mapped[NextMove | None] = mapped_column(enum_column(NextMove))
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
    came_from: Mapped[Cycle | None] = relationship(remote_side=[id], lazy="raise_on_sql")
    steps_back: Mapped[list[StepBack]] = relationship(order_by="StepBack.id", lazy="raise_on_sql", viewonly=True)
    questions: Mapped[list[Question]] = relationship(
        back_populates="cycle",
        order_by="Question.position",
        cascade="all, delete-orphan",
        passive_deletes=True,
        lazy="raise_on_sql",
    )

    @property
    def last_step(self) -> Step | None:
        """The step it took last; None while it is only planned."""
        if self.state is CycleState.STUDYING:
            return Step.STUDIED if self.studied_at else Step.DONE
        return {CycleState.DOING: Step.STARTED, CycleState.ACTED: Step.ACTED}.get(self.state)


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


class StepBack(Base):
    """A slip of the finger put right: which step was taken back, why and by whom. It stays on record."""

    __tablename__ = "cycle_step_back"
    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id", ondelete="CASCADE"), index=True)
    undone: Mapped[Step] = mapped_column(enum_column(Step))
    reason: Mapped[str] = mapped_column(String(300))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]

    by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
