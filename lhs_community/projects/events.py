"""What can happen to a project and its cycles. The subject of cycle events is the cycle, else the project."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import ClassVar

from lhs_community.foundation.bus import Event
from lhs_community.projects.models.terms import Act, DriverKind, IdeaStatus, Stage, Step, StepKind, TeamPart


class Change(enum.StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class Part(enum.StrEnum):
    PLAN = "plan"
    DO = "do"
    STUDY = "study"


@dataclass(frozen=True, kw_only=True)
class ProjectStarted(Event):
    name: ClassVar[str] = "projects.project_started"
    community_id: int


@dataclass(frozen=True, kw_only=True)
class CharterChanged(Event):
    name: ClassVar[str] = "projects.charter_changed"
    version: int


@dataclass(frozen=True, kw_only=True)
class StageChanged(Event):
    name: ClassVar[str] = "projects.stage_changed"
    was: Stage
    stage: Stage


@dataclass(frozen=True, kw_only=True)
class ProgressSet(Event):
    """What the team says: `halves` of the scale, 7 for 3.5."""

    name: ClassVar[str] = "projects.progress_set"
    halves: int


@dataclass(frozen=True, kw_only=True)
class TeamMemberAdded(Event):
    name: ClassVar[str] = "projects.team_member_added"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class TeamMemberChanged(Event):
    name: ClassVar[str] = "projects.team_member_changed"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class TeamMemberRemoved(Event):
    name: ClassVar[str] = "projects.team_member_removed"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class TeamPlaceChanged(Event):
    """Of people without an account here: a place was made or taken away."""

    name: ClassVar[str] = "projects.team_place_changed"
    part: TeamPart
    is_there: bool


@dataclass(frozen=True, kw_only=True)
class LeadChanged(Event):
    name: ClassVar[str] = "projects.lead_changed"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class DriverChanged(Event):
    name: ClassVar[str] = "projects.driver_changed"
    driver_id: int
    kind: DriverKind
    change: Change


@dataclass(frozen=True, kw_only=True)
class IdeaAdded(Event):
    name: ClassVar[str] = "projects.idea_added"
    idea_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaChanged(Event):
    name: ClassVar[str] = "projects.idea_changed"
    idea_id: int
    status: IdeaStatus


@dataclass(frozen=True, kw_only=True)
class IdeaRemoved(Event):
    name: ClassVar[str] = "projects.idea_removed"
    idea_id: int


@dataclass(frozen=True, kw_only=True)
class TemplateUsed(Event):
    """The project began with a template's hints, drivers and measures to think of."""

    name: ClassVar[str] = "projects.template_used"


@dataclass(frozen=True, kw_only=True)
class TemplateSaved(Event):
    """The project became a template for its community."""

    name: ClassVar[str] = "projects.template_saved"


@dataclass(frozen=True, kw_only=True)
class ChangeUndone(Event):
    """An earlier text stands again."""

    name: ClassVar[str] = "projects.change_undone"
    revision_id: int


@dataclass(frozen=True, kw_only=True)
class ChangeErased(Event):
    """A text was taken out of the history for good."""

    name: ClassVar[str] = "projects.change_erased"
    revision_id: int


@dataclass(frozen=True, kw_only=True)
class DiagramChanged(Event):
    """Its order, what measures the aim, or a step undone: nothing that a driver or an idea says by itself."""

    name: ClassVar[str] = "projects.diagram_changed"
    how: StepKind


@dataclass(frozen=True, kw_only=True)
class CycleEvent(Event):
    """`project_id` also lets the project's followers hear of it."""

    project_id: int
    idea_id: int


@dataclass(frozen=True, kw_only=True)
class CyclePlanned(CycleEvent):
    name: ClassVar[str] = "projects.cycle_planned"


@dataclass(frozen=True, kw_only=True)
class CycleStarted(CycleEvent):
    name: ClassVar[str] = "projects.cycle_started"


@dataclass(frozen=True, kw_only=True)
class CycleNoted(CycleEvent):
    """Words of one part were added or corrected; the cycle did not move on."""

    name: ClassVar[str] = "projects.cycle_noted"
    part: Part


@dataclass(frozen=True, kw_only=True)
class CycleDone(CycleEvent):
    name: ClassVar[str] = "projects.cycle_done"


@dataclass(frozen=True, kw_only=True)
class CycleStudied(CycleEvent):
    name: ClassVar[str] = "projects.cycle_studied"


@dataclass(frozen=True, kw_only=True)
class CycleActed(CycleEvent):
    name: ClassVar[str] = "projects.cycle_acted"
    act: Act


@dataclass(frozen=True, kw_only=True)
class CycleRemoved(CycleEvent):
    name: ClassVar[str] = "projects.cycle_removed"


@dataclass(frozen=True, kw_only=True)
class CycleTurnedBack(CycleEvent):
    """One step was taken back: it had been a slip. The reason is kept with the cycle."""

    name: ClassVar[str] = "projects.cycle_turned_back"
    undone: Step
