"""What can happen when a question is put to somebody. The subject is the thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lhs_community.foundation.bus import Event


@dataclass(frozen=True, kw_only=True)
class QuestionRouted(Event):
    name: ClassVar[str] = "expertise.question_routed"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class RoutingDeclined(Event):
    name: ClassVar[str] = "expertise.routing_declined"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class ExpertiseDescribed(Event):
    """Somebody said what to ask them about, or what to show of them. The subject is the person."""

    name: ClassVar[str] = "expertise.expertise_described"
