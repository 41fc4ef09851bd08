"""What can happen to a bookmark that somebody should hear of: its owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lhs_community.foundation.bus import Event


@dataclass(frozen=True, kw_only=True)
class ReminderDue(Event):
    """The subject is the thing that `person_id` wanted to look at again. Nobody acts."""

    name: ClassVar[str] = "bookmarks.reminder_due"
    person_id: int
