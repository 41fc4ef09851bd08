"""What can happen to lessons and adoptions. The subject of an Adoption event is the adoption, else the lesson."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from lhs_community.foundation.bus import Event
from lhs_community.library.models import LessonKind, Outcome


@dataclass(frozen=True, kw_only=True)
class LessonDrafted(Event):
    name: ClassVar[str] = "library.lesson_drafted"
    community_id: int


@dataclass(frozen=True, kw_only=True)
class LessonChanged(Event):
    """A draft."""

    name: ClassVar[str] = "library.lesson_changed"


@dataclass(frozen=True, kw_only=True)
class LessonSubmitted(Event):
    """`person_ids` are those who may review it."""

    name: ClassVar[str] = "library.lesson_submitted"
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class LessonTakenBack(Event):
    name: ClassVar[str] = "library.lesson_taken_back"


@dataclass(frozen=True, kw_only=True)
class LessonSentBack(Event):
    name: ClassVar[str] = "library.lesson_sent_back"


@dataclass(frozen=True, kw_only=True)
class LessonPublished(Event):
    name: ClassVar[str] = "library.lesson_published"
    community_id: int
    kind: LessonKind
    version: int
    review_due: date


@dataclass(frozen=True, kw_only=True)
class LessonRevised(Event):
    """A published one got a new version, which nobody has reviewed yet."""

    name: ClassVar[str] = "library.lesson_revised"
    version: int
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class LessonReviewed(Event):
    """Looked at again: it holds."""

    name: ClassVar[str] = "library.lesson_reviewed"
    review_due: date


@dataclass(frozen=True, kw_only=True)
class ReviewFellDue(Event):
    """Nobody did it: `actor_id` is None."""

    name: ClassVar[str] = "library.review_fell_due"
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class EvidenceLowered(Event):
    """By a reviewer. `limit` None: the lowering was taken back."""

    name: ClassVar[str] = "library.evidence_lowered"
    limit: int | None


@dataclass(frozen=True, kw_only=True)
class EvidenceWeighed(Event):
    """What is linked has changed, and the level with it."""

    name: ClassVar[str] = "library.evidence_weighed"
    level: int


@dataclass(frozen=True, kw_only=True)
class LessonRetired(Event):
    name: ClassVar[str] = "library.lesson_retired"


@dataclass(frozen=True, kw_only=True)
class LessonAdopted(Event):
    name: ClassVar[str] = "library.lesson_adopted"
    lesson_id: int
    project_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class AdoptionChanged(Event):
    """The team has said how it is going."""

    name: ClassVar[str] = "library.adoption_changed"
    lesson_id: int
    project_id: int
    outcome: Outcome
