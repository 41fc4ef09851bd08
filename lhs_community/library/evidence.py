"""How far a lesson can be relied on, from what is linked to it, and how that was worked out, in words.

0 opinion     1 described     2 measured: a measure is linked     3 its chart bears the lesson out
4 replicated: it worked in two or more places that adopted it
Each adoption that did not work takes one off, though what is described stays described. A reviewer may set a limit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lhs_community.library.models import LessonKind

OPINION, DESCRIBED, MEASURED, SIGNAL, REPLICATED = range(5)
LABELS = {
    OPINION: "Opinion",
    DESCRIBED: "Described",
    MEASURED: "Measured",
    SIGNAL: "Shown on a chart",
    REPLICATED: "Replicated elsewhere",
}
MEANINGS = {
    OPINION: "Somebody's view, without an account of what was done and what happened.",
    DESCRIBED: "The people who did it tell what they did and what happened.",
    MEASURED: "A measure is linked to it.",
    SIGNAL: "A linked measure's chart bears it out.",
    REPLICATED: "It has worked in at least two other places.",
}
ENOUGH_PLACES = 2
IMPROVEMENT, CONCERN, NO_SIGNAL = "improvement", "concern", "common_cause"  # what a measure's outline says as `signal`
# Which finding of one chart bears out which kind of lesson; "it did not work" wants that none shows an improvement.
BEARS_OUT = {
    LessonKind.WORKED: frozenset({IMPROVEMENT}),
    LessonKind.DID_NOT_WORK: frozenset({NO_SIGNAL, CONCERN}),
    LessonKind.MIXED: frozenset({IMPROVEMENT, CONCERN}),
    LessonKind.WARNING: frozenset({CONCERN}),
}
FINDINGS = {
    IMPROVEMENT: "special cause for the better",
    CONCERN: "special cause for the worse",
    NO_SIGNAL: "no special cause",
}


@dataclass(frozen=True)
class Facts:
    """What the level follows from. `signals` holds one entry for each linked measure with enough values to judge."""

    is_described: bool = False
    measures: int = 0
    signals: Sequence[str] = ()
    worked: int = 0
    failed: int = 0

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> Facts:
        return cls(**stored) if stored else cls()

    def dump(self) -> dict[str, Any]:
        return asdict(self) | {"signals": list(self.signals)}


def is_borne_out(kind: LessonKind, signals: Sequence[str]) -> bool:
    if kind is LessonKind.DID_NOT_WORK and IMPROVEMENT in signals:
        return False
    return any(signal in BEARS_OUT[kind] for signal in signals)


def found(kind: LessonKind, facts: Facts) -> int:
    """The level that follows from the facts, before a reviewer's limit."""
    if not facts.is_described:
        return OPINION
    level = DESCRIBED
    if facts.measures:
        level = SIGNAL if is_borne_out(kind, facts.signals) else MEASURED
    if facts.worked >= ENOUGH_PLACES:
        level = REPLICATED
    return max(DESCRIBED, level - facts.failed)


def level(kind: LessonKind, facts: Facts, limit: int | None) -> int:
    reached = found(kind, facts)
    return reached if limit is None else min(reached, limit)


def explain(kind: LessonKind, facts: Facts, limit: int | None) -> list[str]:
    """How the level came about, a sentence for each step. Says nothing of places a reader might not know of."""
    if not facts.is_described:
        steps = ["It does not tell both what was done and what happened, so it counts as an opinion."]
    else:
        steps = ["It tells what was done and what happened.", _measured(kind, facts)]
        if facts.worked >= ENOUGH_PLACES:
            steps.append("It has worked in at least two places that adopted it.")
        elif facts.worked:
            steps.append("It has worked in a place that adopted it; from two places on it counts as replicated.")
        if facts.failed:
            steps.append("It did not work in a place that adopted it: each such place takes off a level.")
    if limit is not None and limit < found(kind, facts):
        steps.append(f"A reviewer has lowered it to “{LABELS[limit]}”.")
    return steps


def _measured(kind: LessonKind, facts: Facts) -> str:
    if not facts.measures:
        return "No measure on this site is linked to it."
    linked = "A measure is linked to it" if facts.measures == 1 else "Measures are linked to it"
    linked = f"{linked}, through what it was learned from"
    if not facts.signals:
        return f"{linked}; there are too few values to judge yet."
    if not is_borne_out(kind, facts.signals):
        shown = " and ".join(FINDINGS[signal] for signal in dict.fromkeys(facts.signals) if signal in FINDINGS)
        return f"{linked}. What the charts show ({shown}) does not by itself bear it out."
    if kind is LessonKind.DID_NOT_WORK:
        return f"{linked}. The charts show no improvement, which bears it out."
    shown = next(FINDINGS[signal] for signal in facts.signals if signal in BEARS_OUT[kind])
    return f"{linked}. {'The' if facts.measures == 1 else 'A'} chart shows {shown}, which bears it out."
