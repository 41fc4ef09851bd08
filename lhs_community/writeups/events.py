"""What can happen to reports and write-ups. `project_id` lets the project's followers hear of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lhs_community.foundation.bus import Event


@dataclass(frozen=True, kw_only=True)
class AskChanged(Event):
    """The subject is the project."""

    name: ClassVar[str] = "writeups.ask_changed"
    version: int


@dataclass(frozen=True, kw_only=True)
class ReportSent(Event):
    name: ClassVar[str] = "writeups.report_sent"
    project_id: int
    person_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WriteUpEvent(Event):
    project_id: int


@dataclass(frozen=True, kw_only=True)
class WriteUpStarted(WriteUpEvent):
    name: ClassVar[str] = "writeups.write_up_started"


@dataclass(frozen=True, kw_only=True)
class PartWritten(WriteUpEvent):
    name: ClassVar[str] = "writeups.part_written"
    part_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class PartConfirmed(WriteUpEvent):
    """Its sources had changed; somebody looked, and the text still holds."""

    name: ClassVar[str] = "writeups.part_confirmed"
    part_id: int


@dataclass(frozen=True, kw_only=True)
class AuthorsChanged(WriteUpEvent):
    name: ClassVar[str] = "writeups.authors_changed"
    version: int


@dataclass(frozen=True, kw_only=True)
class WriteUpFinished(WriteUpEvent):
    name: ClassVar[str] = "writeups.write_up_finished"


@dataclass(frozen=True, kw_only=True)
class WriteUpReopened(WriteUpEvent):
    name: ClassVar[str] = "writeups.write_up_reopened"
