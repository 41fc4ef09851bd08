"""Looking closer at a stretch of a chart. What is found there is never worked out from the stretch alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from lhs_community.measures.spc.terms import SeriesChart


@dataclass(frozen=True)
class Window:
    """From which day until which, both included; None is the series' own end."""

    start: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.until is None or day <= self.until)


def within(chart: SeriesChart, window: Window | None) -> SeriesChart:
    """The chart with the window's points alone, each as it was found among all. Stretches end with the window."""
    if window is None:
        return chart
    points = [point for point in chart.points if window.holds(point.date)]
    kept = sorted({point.group for point in points})
    groups = []
    for number, old in enumerate(kept):
        days = [point.date for point in points if point.group == old]
        groups.append(replace(chart.groups[old], number=number, start=days[0], end=days[-1]))
    renumbered = tuple(point._replace(group=kept.index(point.group)) for point in points)
    return replace(chart, points=renumbered, groups=tuple(groups))


def has_values(chart: SeriesChart, window: Window) -> bool:
    return any(point.value is not None and window.holds(point.date) for point in chart.points)
