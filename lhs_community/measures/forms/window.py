"""Which stretch of a chart was asked for. It comes in the address, so that a closer look can be kept and sent on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from lhs_community.measures import datasheet
from lhs_community.measures.chart.window import Window, has_values
from lhs_community.measures.spc.terms import SeriesChart


@dataclass
class WindowForm:
    """`start` and `until` are as typed. `window` is None for all of the chart, also where there is a problem."""

    start: str
    until: str
    window: Window | None = None
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, arguments: Mapping[str, str], chart: SeriesChart) -> WindowForm:
        form = cls(arguments.get("from", "")[:40].strip(), arguments.get("until", "")[:40].strip())
        start, until = form._day("from", form.start), form._day("until", form.until)
        if form.problems or (start is None and until is None):
            return form
        window = Window(start, until)
        if start and until and until < start:
            form.problems["until"] = "Enter a date that is not before the first one"
        elif not has_values(chart, window):
            form.problems["from"] = "There are no values between these dates"
        else:
            form.window = window
        return form

    def _day(self, name: str, typed: str) -> date | None:
        if not typed:
            return None
        try:
            return datasheet.read_date(typed)
        except ValueError as error:
            self.problems[name] = str(error)
            return None

    @property
    def arguments(self) -> dict[str, str]:
        """For addresses that lead to the same stretch."""
        if self.window is None:
            return {}
        named = {"from": self.window.start, "until": self.window.until}
        return {name: day.isoformat() for name, day in named.items() if day is not None}
