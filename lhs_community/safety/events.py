"""What can happen at the guard."""

from dataclasses import dataclass
from typing import ClassVar

from lhs_community.foundation.bus import Event


@dataclass(frozen=True, kw_only=True)
class GuardOverridden(Event):
    """An information-governance lead let a text through. Kinds only: no text, no reason."""

    name: ClassVar[str] = "safety.guard_overridden"
    kinds: tuple[str, ...]
