"""A task hangs on a thing of another feature; who may read that may read it. What becomes of it is kept."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import Base, enum_column
from lhs_community.foundation.refs import Ref

TEXT_LENGTH, PLACE_LENGTH = 200, 120


class TaskState(enum.StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Became(enum.StrEnum):
    """What happened to a task."""

    ADDED = "added"
    REWORDED = "reworded"
    GIVEN = "given"
    MOVED = "moved"
    DONE = "done"
    REOPENED = "reopened"
    DROPPED = "dropped"


class Task(Base):
    """`remind_at`: the morning before it is due, by its owner's clock; None once the owner was told, or need not be."""

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_subject", "subject_kind", "subject_id"),
        Index("ix_task_owner", "owner_id", "state", "due_on"),
        Index("ix_task_remind_at", "remind_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    text: Mapped[str] = mapped_column(String(TEXT_LENGTH))
    place: Mapped[str] = mapped_column(String(PLACE_LENGTH), default="")
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date | None]
    state: Mapped[TaskState] = mapped_column(enum_column(TaskState), default=TaskState.OPEN)
    remind_at: Mapped[datetime | None]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime]

    owner: Mapped[Person] = relationship(foreign_keys=[owner_id], lazy="raise_on_sql")
    changed_by: Mapped[Person | None] = relationship(foreign_keys=[changed_by_id], lazy="raise_on_sql")
    changes: Mapped[list[TaskChange]] = relationship(order_by="TaskChange.id", lazy="raise_on_sql", viewonly=True)

    @property
    def ref(self) -> Ref:
        return Ref(self.subject_kind, self.subject_id)

    @property
    def is_open(self) -> bool:
        return self.state is TaskState.OPEN


class TaskChange(Base):
    """One thing that happened to a task. `words`: what it said before, or who had it, or when it was due."""

    __tablename__ = "task_change"
    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), index=True)
    became: Mapped[Became] = mapped_column(enum_column(Became))
    words: Mapped[str] = mapped_column(String(TEXT_LENGTH + PLACE_LENGTH + 10), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime]

    by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
