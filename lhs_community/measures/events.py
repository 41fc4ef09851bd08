"""What can happen to a measure. The subject is the measure; followers of its project hear of it too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypedDict

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation.bus import Event
from lhs_community.measures.models.measures import Measure, MeasureKind


class About(TypedDict):
    actor_id: int | None
    subject_kind: str
    subject_id: int
    project_id: int


def about(actor: Viewer, measure: Measure) -> About:
    """What all events of a measure say."""
    return {
        "actor_id": actor.id,
        "subject_kind": "measure",
        "subject_id": measure.id,
        "project_id": measure.project_id,
    }


@dataclass(frozen=True, kw_only=True)
class MeasureStarted(Event):
    name: ClassVar[str] = "measures.measure_started"
    project_id: int
    kind: MeasureKind


@dataclass(frozen=True, kw_only=True)
class MeasureChanged(Event):
    name: ClassVar[str] = "measures.measure_changed"
    project_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class ReadingsAdded(Event):
    name: ClassVar[str] = "measures.readings_added"
    project_id: int
    batch_id: int
    added: int
    corrected: int


@dataclass(frozen=True, kw_only=True)
class MeasureRebased(Event):
    name: ClassVar[str] = "measures.measure_rebased"
    project_id: int
    day: date


@dataclass(frozen=True, kw_only=True)
class RebaseRemoved(Event):
    name: ClassVar[str] = "measures.rebase_removed"
    project_id: int
    day: date


@dataclass(frozen=True, kw_only=True)
class MeasureAnnotated(Event):
    name: ClassVar[str] = "measures.measure_annotated"
    project_id: int
    day: date


@dataclass(frozen=True, kw_only=True)
class AnnotationRemoved(Event):
    name: ClassVar[str] = "measures.annotation_removed"
    project_id: int
    day: date


@dataclass(frozen=True, kw_only=True)
class PushTokenMade(Event):
    name: ClassVar[str] = "measures.push_token_made"
    project_id: int
    token_id: int


@dataclass(frozen=True, kw_only=True)
class PushTokenRevoked(Event):
    name: ClassVar[str] = "measures.push_token_revoked"
    project_id: int
    token_id: int
