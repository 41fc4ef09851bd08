"""What can happen to the reading of a signal. The subject is the interpretation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lhs_community.foundation.bus import Event
from lhs_community.interpretations.models import State


@dataclass(frozen=True, kw_only=True)
class InterpretationOpened(Event):
    name: ClassVar[str] = "interpretations.interpretation_opened"
    community_id: int
    measure_id: int | None


@dataclass(frozen=True, kw_only=True)
class ReadingGiven(Event):
    name: ClassVar[str] = "interpretations.reading_given"
    round: int


@dataclass(frozen=True, kw_only=True)
class ReadingsShown(Event):
    """`actor_id` None: the time was up."""

    name: ClassVar[str] = "interpretations.readings_shown"


@dataclass(frozen=True, kw_only=True)
class InterpretationSettled(Event):
    name: ClassVar[str] = "interpretations.interpretation_settled"
    outcome: State


@dataclass(frozen=True, kw_only=True)
class InterpretationReopened(Event):
    name: ClassVar[str] = "interpretations.interpretation_reopened"
