"""What can happen to files. The subject is the thing they hang on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lhs_community.files.kinds import FileKind
from lhs_community.foundation.bus import Event


@dataclass(frozen=True, kw_only=True)
class FileAttached(Event):
    name: ClassVar[str] = "files.file_attached"
    attachment_id: int
    kind: FileKind


@dataclass(frozen=True, kw_only=True)
class FileRemoved(Event):
    name: ClassVar[str] = "files.file_removed"
    attachment_id: int
