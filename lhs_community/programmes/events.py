"""What can happen to a programme. Of a child only its own followers hear: others may not know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypedDict

from lhs_community.foundation.bus import Event


class About(TypedDict):
    """What all events of a programme say."""

    actor_id: int | None
    subject_kind: str
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class ProgrammeStarted(Event):
    name: ClassVar[str] = "programmes.programme_started"
    community_id: int


@dataclass(frozen=True, kw_only=True)
class ProgrammeChanged(Event):
    name: ClassVar[str] = "programmes.programme_changed"
    version: int


@dataclass(frozen=True, kw_only=True)
class LeadAdded(Event):
    name: ClassVar[str] = "programmes.lead_added"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class LeadRemoved(Event):
    name: ClassVar[str] = "programmes.lead_removed"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class ProjectInvited(Event):
    """The subject is the programme; `person_id`, the project's lead, hears of it."""

    name: ClassVar[str] = "programmes.project_invited"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationAnswered(Event):
    """The subject is the project; `person_ids` are those who invited it."""

    name: ClassVar[str] = "programmes.invitation_answered"
    has_joined: bool
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ProjectLeft(Event):
    """The subject is the project."""

    name: ClassVar[str] = "programmes.project_left"


@dataclass(frozen=True, kw_only=True)
class DefinitionWritten(Event):
    name: ClassVar[str] = "programmes.definition_written"
    definition_id: int


@dataclass(frozen=True, kw_only=True)
class DefinitionProposed(Event):
    """A new version; `person_ids` are the leads of the projects that use an earlier one."""

    name: ClassVar[str] = "programmes.definition_proposed"
    definition_id: int
    number: int
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class DefinitionTaken(Event):
    """The subject is the project's measure."""

    name: ClassVar[str] = "programmes.definition_taken"
    definition_id: int
    number: int
    project_id: int


@dataclass(frozen=True, kw_only=True)
class DefinitionDeclined(Event):
    """The subject is the project's measure; `person_ids` are those who wrote the version."""

    name: ClassVar[str] = "programmes.definition_declined"
    definition_id: int
    number: int
    project_id: int
    person_ids: tuple[int, ...]
