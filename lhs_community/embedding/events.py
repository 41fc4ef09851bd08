"""What can happen to an improvement that is handed over. The subject is its project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from lhs_community.embedding.models import StillThere
from lhs_community.foundation.bus import Event


@dataclass(frozen=True, kw_only=True)
class EmbeddingPlanned(Event):
    """Its plan was written or changed."""

    name: ClassVar[str] = "embedding.embedding_planned"


@dataclass(frozen=True, kw_only=True)
class ProjectHandedOver(Event):
    """`person_ids`: who keeps it from now on. The project's followers hear of it too."""

    name: ClassVar[str] = "embedding.project_handed_over"
    person_ids: tuple[int, ...]
    handed_over_on: date


@dataclass(frozen=True, kw_only=True)
class HandoverTakenBack(Event):
    name: ClassVar[str] = "embedding.handover_taken_back"


@dataclass(frozen=True, kw_only=True)
class CheckDue(Event):
    """The day to look again has come. Nobody acts. `person_ids`: who keeps it, and who leads the project."""

    name: ClassVar[str] = "embedding.check_due"
    person_ids: tuple[int, ...]
    check_id: int
    months: int


@dataclass(frozen=True, kw_only=True)
class CheckOverdue(Event):
    """A fortnight later nobody has looked."""

    name: ClassVar[str] = "embedding.check_overdue"
    person_ids: tuple[int, ...]
    check_id: int
    months: int


@dataclass(frozen=True, kw_only=True)
class CheckAnswered(Event):
    name: ClassVar[str] = "embedding.check_answered"
    check_id: int
    months: int
    answer: StillThere
