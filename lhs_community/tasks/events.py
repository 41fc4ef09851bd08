"""What can happen to a task. The subject is what it hangs on, so that a notice leads there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from lhs_community.foundation.bus import Event


@dataclass(frozen=True, kw_only=True)
class TaskEvent(Event):
    task_id: int


@dataclass(frozen=True, kw_only=True)
class TaskGiven(TaskEvent):
    """`person_id` is to do it."""

    name: ClassVar[str] = "tasks.task_given"
    person_id: int
    due_on: date | None


@dataclass(frozen=True, kw_only=True)
class TaskChanged(TaskEvent):
    """Its words or its day."""

    name: ClassVar[str] = "tasks.task_changed"


@dataclass(frozen=True, kw_only=True)
class TaskDone(TaskEvent):
    """`person_id` had added it."""

    name: ClassVar[str] = "tasks.task_done"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class TaskDropped(TaskEvent):
    """It need not be done any more. `person_id` had it."""

    name: ClassVar[str] = "tasks.task_dropped"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class TaskReopened(TaskEvent):
    """`person_id` has it again."""

    name: ClassVar[str] = "tasks.task_reopened"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class TaskNearlyDue(TaskEvent):
    """The day before. Nobody acts."""

    name: ClassVar[str] = "tasks.task_nearly_due"
    person_id: int
    due_on: date
