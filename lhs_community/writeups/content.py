"""A sponsor report as plain data: what it says, for pages, for paper, and to be kept as it was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from lhs_community.writeups.models import Period

PERIOD_LABELS = {
    Period.SINCE_LAST: "Since the last report",
    Period.MONTH: "The last month",
    Period.QUARTER: "The last three months",
}
_DAYS = {Period.MONTH: 30, Period.QUARTER: 91}


@dataclass(frozen=True, kw_only=True)
class Point:
    """One line of a list: a test, a decision, a risk, a step. All plain text."""

    title: str
    url: str = ""
    status: str = ""
    words: str = ""
    day: str = ""


@dataclass(frozen=True, kw_only=True)
class ChartWords:
    """What a chart says. `figures` is the version of its data: how many, until when, and when they were brought."""

    measure_id: int
    name: str
    url: str
    kind: str
    headline: str
    words: str
    variation: str = ""
    assurance: str = ""
    figures: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """`charter_version` is that of the project's texts. `ask` is Markdown, everything else plain text."""

    title: str
    community: str
    since: str
    until: str
    period: str
    lead: str = ""
    sponsor: str = ""
    aim: str = ""
    aim_parts: Sequence[tuple[str, str]] = ()
    stage: str = ""
    progress: str = ""
    standing: str = ""
    charter_version: int = 0
    charts: Sequence[ChartWords] = ()
    tests: Sequence[Point] = ()
    decisions: Sequence[Point] = ()
    risks: Sequence[Point] = ()
    ask: str = ""
    next_steps: Sequence[Point] = ()

    def kept(self) -> dict[str, Any]:
        """As it is stored with a report that is sent."""
        return asdict(self)


def opened(kept: Mapping[str, Any]) -> Report:
    """What `Report.kept` gave; parts that were not known when it was sent are empty."""
    known = {name: value for name, value in kept.items() if name in Report.__dataclass_fields__}
    for name, kind in (
        ("charts", ChartWords),
        ("tests", Point),
        ("decisions", Point),
        ("risks", Point),
        ("next_steps", Point),
    ):
        known[name] = tuple(kind(**one) for one in known.get(name, ()))
    known["aim_parts"] = tuple((label, text) for label, text in known.get("aim_parts", ()))
    return Report(**known)


def usual_period(now: datetime, last_sent_at: datetime | None) -> Period:
    is_fresh = last_sent_at is not None and now - last_sent_at < timedelta(days=7)
    return Period.MONTH if is_fresh else Period.SINCE_LAST


def since(period: Period, now: datetime, started_at: datetime, last_sent_at: datetime | None) -> datetime:
    """Where a report begins. Before the first one, "since the last" means since the project began."""
    if period is Period.SINCE_LAST:
        return last_sent_at or started_at
    return now - timedelta(days=_DAYS[period])


def day_in_words(written: str) -> str:
    """A day or moment as it is kept, as people say it."""
    return f"{datetime.fromisoformat(written):%-d %B %Y}" if written else ""
