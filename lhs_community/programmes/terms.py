"""What belongs to a definition, how pages say it, and where two differ: pure. What is a site's own (its source, who
collects, its baseline) is no part of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from lhs_community.measures.definition import CHARTS, PERIODS
from lhs_community.measures.models.measures import MeasureKind
from lhs_community.measures.spc.figures import plain_number
from lhs_community.measures.spc.terms import Direction

KINDS = {
    MeasureKind.OUTCOME: "Outcome measure",
    MeasureKind.PROCESS: "Process measure",
    MeasureKind.BALANCING: "Balancing measure",
}
DIRECTIONS = {
    Direction.INCREASE: "Higher is better",
    Direction.DECREASE: "Lower is better",
    Direction.NEUTRAL: "Neither is better",
}


def _text(value: str) -> str:
    return value or "not said"


def _number(value: float | None) -> str:
    return "none" if value is None else plain_number(value, 10)


def _day(value: date | None) -> str:
    return f"{value:%-d %B %Y}" if value else "none"


def _screened(value: bool) -> str:
    return "leaves extreme jumps out" if value else "keeps them, as the Excel tool does"


@dataclass(frozen=True)
class Part:
    """One field of a definition: its column, what people call it, and how its values are said."""

    name: str
    label: str
    say: Callable[[Any], str]


PARTS = (
    Part("name", "Name", _text),
    Part("kind", "Type", KINDS.__getitem__),
    Part("definition", "How it is counted", _text),
    Part("numerator", "Counted", _text),
    Part("denominator", "Divided by", _text),
    Part("per", "Said per", _number),
    Part("exclusions", "Left out", _text),
    Part("sampling", "Sampling", _text),
    Part("period", "One value stands for", lambda value: PERIODS[value] if value else "not said"),
    Part("unit", "Unit", _text),
    Part("direction", "Which way is better", DIRECTIONS.__getitem__),
    Part("chart_kind", "Chart", lambda kind: CHARTS[kind].label),
    Part("target", "Target", _number),
    Part("target_by", "Target by", _day),
    Part("lowest", "Lowest value there can be", _number),
    Part("highest", "Highest value there can be", _number),
    Part("is_screened", "Limits", _screened),
)
# The labels of those that say which figures come out; the others say how they are drawn and judged.
COUNTED = frozenset(
    part.label for part in PARTS if part.name in ("definition", "numerator", "denominator", "exclusions", "sampling")
)


@dataclass(frozen=True)
class Difference:
    """A field in which two definitions differ, in words."""

    label: str
    ours: str
    theirs: str


def differences(ours: object, theirs: object) -> list[Difference]:
    """Field by field, of a measure or a version against another."""
    return [
        Difference(part.label, part.say(mine), part.say(others))
        for part in PARTS
        if (mine := getattr(ours, part.name)) != (others := getattr(theirs, part.name))
    ]


def facts(version: object) -> list[tuple[str, str]]:
    """The whole definition as label and words, less what is not said."""
    told = [(part.label, part.say(getattr(version, part.name))) for part in PARTS if part.name != "name"]
    return [(label, words) for label, words in told if words not in ("not said", "none")]
