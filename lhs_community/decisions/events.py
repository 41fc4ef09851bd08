"""What can happen to a decision. The subject is the decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from lhs_community.foundation.bus import Event


@dataclass(frozen=True, kw_only=True)
class DecisionRecorded(Event):
    name: ClassVar[str] = "decisions.decision_recorded"
    community_id: int
    review_on: date | None


@dataclass(frozen=True, kw_only=True)
class DecisionCorrected(Event):
    name: ClassVar[str] = "decisions.decision_corrected"


@dataclass(frozen=True, kw_only=True)
class DecisionReviewed(Event):
    name: ClassVar[str] = "decisions.decision_reviewed"
    review_on: date | None


@dataclass(frozen=True, kw_only=True)
class DecisionEnded(Event):
    name: ClassVar[str] = "decisions.decision_ended"


@dataclass(frozen=True, kw_only=True)
class ReviewFellDue(Event):
    """The day to look again has come. Nobody did it: `actor_id` is None."""

    name: ClassVar[str] = "decisions.review_fell_due"
