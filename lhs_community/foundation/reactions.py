"""What people leave on somebody's words without writing: the same few wherever people talk."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


class ReactionKind(enum.StrEnum):
    THANKS = "thanks"
    HELPED = "helped"
    SEE_THIS_TOO = "see_this_too"
    SEE_DIFFERENTLY = "see_differently"


REACTION_LABELS = {
    ReactionKind.THANKS: "Thanks",
    ReactionKind.HELPED: "This helped",
    ReactionKind.SEE_THIS_TOO: "We see this too",
    ReactionKind.SEE_DIFFERENTLY: "I see it differently",
}


@dataclass(frozen=True)
class Reactions:
    """Of one text: how many of each kind, and which are the viewer's own."""

    counts: Mapping[ReactionKind, int] = field(default_factory=dict)
    mine: frozenset[ReactionKind] = frozenset()

    @property
    def labels(self) -> Mapping[ReactionKind, str]:
        """Of those that somebody left, in the usual order."""
        return {kind: label for kind, label in REACTION_LABELS.items() if kind in self.counts}
