"""What can happen to a report. The subject is the community: the thing itself may be hidden from who is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lhs_community.foundation.bus import Event
from lhs_community.moderation.models import FlagReason


@dataclass(frozen=True, kw_only=True)
class ThingFlagged(Event):
    """`is_hidden`: hidden at once, until a convenor has looked."""

    name: ClassVar[str] = "moderation.thing_flagged"
    flag_id: int
    flagged_kind: str
    reason: FlagReason
    is_hidden: bool


@dataclass(frozen=True, kw_only=True)
class FlagsSettled(Event):
    """`person_ids`: who had reported it. `is_direct`: of a direct talk; the subject is then the thing itself."""

    name: ClassVar[str] = "moderation.flags_settled"
    flag_id: int
    flagged_kind: str
    is_hidden: bool
    is_direct: bool
    person_ids: tuple[int, ...]
