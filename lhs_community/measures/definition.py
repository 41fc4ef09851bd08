"""What a measure's terms mean, in the words of its pages: which chart fits when, and what each asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lhs_community.measures.datasheet.terms import Asked
from lhs_community.measures.models.measures import Measure, Period
from lhs_community.measures.spc.figures import plain_number
from lhs_community.measures.spc.terms import ChartKind, Direction

MOST_SUPPRESSED = 20


@dataclass(frozen=True)
class ChartWords:
    """`fits`: when to choose it; `entered`: what stands in each row of figures."""

    label: str
    fits: str
    entered: str


_SHARE = "The number and what it is divided by, for each period."
CHARTS = {
    ChartKind.XMR: ChartWords(
        "XmR chart", "One value a period, of whatever kind. Right for almost every measure.", "A value for each period."
    ),
    ChartKind.RUN: ChartWords(
        "Run chart", "To begin with: few values, or very uneven ones. It has a median and no limits.",
        "A value for each period.",
    ),
    ChartKind.C: ChartWords(
        "c chart", "Counts of events, with about the same chance of them in every period.", "The count for each period."
    ),
    ChartKind.U: ChartWords(
        "u chart", "Counts of events for something that differs between periods, such as falls per 1,000 bed days.",
        _SHARE,
    ),
    ChartKind.U_PRIME: ChartWords(
        "u′ chart", "As the u chart, with thousands to divide by, which would make its limits too tight.",
        _SHARE,
    ),
    ChartKind.P: ChartWords(
        "p chart", "The share of cases that were or were not so, such as patients seen in time.", _SHARE
    ),
    ChartKind.P_PRIME: ChartWords(
        "p′ chart", "As the p chart, with thousands of cases a period, which would make its limits too tight.",
        _SHARE,
    ),
    ChartKind.G: ChartWords(
        "g chart", "Rare events: how many cases went well between one and the next.",
        "A row for each event: its date, and how many cases there were since the one before.",
    ),
    ChartKind.T: ChartWords(
        "t chart", "Rare events: how much time went by between one and the next.",
        "A row for each event: its date, and the days since the one before.",
    ),
}  # fmt: skip
PERIODS = {
    Period.DAY: "a day",
    Period.WEEK: "a week",
    Period.MONTH: "a month",
    Period.QUARTER: "a quarter",
    Period.YEAR: "a year",
    Period.OTHER: "something else",
}
_DIVIDED = frozenset({ChartKind.U, ChartKind.U_PRIME, ChartKind.P, ChartKind.P_PRIME})


def needs_denominator(kind: ChartKind) -> bool:
    """Its limits hang on what each number is divided by."""
    return kind in _DIVIDED


def is_share(kind: ChartKind) -> bool:
    """Of all cases some were so: the number can be no larger than what it is divided by."""
    return kind in (ChartKind.P, ChartKind.P_PRIME)


def counts_between(kind: ChartKind) -> bool:
    """Of rare events: its rows are events, not periods."""
    return kind in (ChartKind.G, ChartKind.T)


def asked_of(measure: Measure) -> Asked:
    """What its figures must hold."""
    return Asked(
        may_divide=bool(measure.denominator),
        must_divide=needs_denominator(measure.chart_kind),
        is_share=is_share(measure.chart_kind),
        per=measure.per,
        numerator=measure.numerator,
        denominator=measure.denominator,
    )


_BETTER = {Direction.INCREASE: "higher", Direction.DECREASE: "lower", Direction.NEUTRAL: "neither"}


def facts_of(measure: Measure) -> list[tuple[str, str]]:
    """How it is counted, as labelled rows, those that nobody has filled in being empty."""
    is_said_per = bool(measure.denominator) and measure.per != 1
    return [
        ("Better is", _BETTER[measure.direction]),
        ("Counted", measure.numerator),
        ("Divided by", measure.denominator),
        ("Said per", plain_number(measure.per, 10) if is_said_per else ""),
        ("Left out", measure.exclusions),
        ("Unit", measure.unit),
        ("One value is", PERIODS[measure.period] if measure.period else ""),
        ("Target", _target(measure)),
        ("Baseline", _baseline(measure)),
        ("Chart", CHARTS[measure.chart_kind].label),
        ("Source", measure.source),
        ("Sample", measure.sampling),
        ("Collected by", measure.collected_by),
        ("Small numbers", f"below {measure.suppress_below} are not shown to others" if measure.suppress_below else ""),
    ]


def _target(measure: Measure) -> str:
    if measure.target is None:
        return ""
    by = f" by {_said(measure.target_by)}" if measure.target_by else ""
    space = "" if measure.unit == "%" else " "
    return f"{plain_number(measure.target, 10)}{space}{measure.unit}".strip() + by


def _baseline(measure: Measure) -> str:
    first, last = measure.baseline_from, measure.baseline_until
    if first and last:
        return f"{_said(first)} to {_said(last)}"
    if last:
        return f"until {_said(last)}"
    return f"from {_said(first)}" if first else ""


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
