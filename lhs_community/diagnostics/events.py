"""What can happen to a diagnostic. The subject is the diagnostic; followers of its project hear of new ones too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypedDict

from lhs_community.accounts.viewer import Viewer
from lhs_community.diagnostics.models import Diagnostic, DiagnosticKind
from lhs_community.foundation.bus import Event


class About(TypedDict):
    actor_id: int | None
    subject_kind: str
    subject_id: int
    project_id: int


def about(actor: Viewer, diagnostic: Diagnostic) -> About:
    return {
        "actor_id": actor.id,
        "subject_kind": "diagnostic",
        "subject_id": diagnostic.id,
        "project_id": diagnostic.project_id,
    }


@dataclass(frozen=True, kw_only=True)
class DiagnosticStarted(Event):
    name: ClassVar[str] = "diagnostics.diagnostic_started"
    project_id: int
    kind: DiagnosticKind


@dataclass(frozen=True, kw_only=True)
class DiagnosticChanged(Event):
    """`restored`: the number of the earlier version that it was set back to."""

    name: ClassVar[str] = "diagnostics.diagnostic_changed"
    project_id: int
    version: int
    restored: int | None = None


@dataclass(frozen=True, kw_only=True)
class DiagnosticRemoved(Event):
    name: ClassVar[str] = "diagnostics.diagnostic_removed"
    project_id: int


@dataclass(frozen=True, kw_only=True)
class DiagnosticPutBack(Event):
    name: ClassVar[str] = "diagnostics.diagnostic_put_back"
    project_id: int
