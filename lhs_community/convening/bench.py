"""The workbench as plain parts: sections, rows, and what can be done about each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Act:
    """A link, or a button that posts `fields`."""

    label: str
    url: str
    fields: Mapping[str, str] | None = None
    is_first: bool = False

    @property
    def is_button(self) -> bool:
        return self.fields is not None


@dataclass(frozen=True)
class Row:
    title: str
    url: str
    acts: Sequence[Act]
    note: str = ""
    who: str = ""
    community: str = ""
    since: datetime | None = None
    is_overdue: bool = False


@dataclass(frozen=True)
class Section:
    """`why` says what these have in common, and what would be good. `is_full`: there are more than are shown."""

    key: str
    title: str
    why: str
    rows: Sequence[Row] = field(default_factory=tuple)
    is_full: bool = False
