"""A series with its figures read: what a page says and draws of it, whatever it was that was counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from lhs_community.measures.chart.drawing import (
    NARROW,
    SMALL,
    WIDE,
    Bounds,
    Drawing,
    Remark,
    Size,
    draw,
    outline,
    shape_of,
)
from lhs_community.measures.chart.suggestion import Suggestion, suggestion_of
from lhs_community.measures.chart.window import Window, within
from lhs_community.measures.spc import false_alarms, kinds, words
from lhs_community.measures.spc.advice import advice
from lhs_community.measures.spc.analysis import read_again
from lhs_community.measures.spc.figures import Figures, figures_of
from lhs_community.measures.spc.moving import moving_ranges_of
from lhs_community.measures.spc.terms import ChartKind, Point, SeriesChart, presets_for


@dataclass(frozen=True)
class ChartStudy:
    """`name` and `unit` are for people; `bounds`: beyond which no value can lie. `window`: the stretch that is drawn;
    words and figures are of the whole. `data_note`: what else must be known of the figures.
    """

    name: str
    unit: str
    chart: SeriesChart
    remarks: Sequence[Remark] = ()
    bounds: Bounds = Bounds()
    window: Window | None = None
    data_note: str = ""

    @cached_property
    def figures(self) -> Figures:
        return figures_of(self.chart, self.unit)

    @cached_property
    def bare_figures(self) -> Figures:
        """Without the unit, for tables that name it once."""
        return figures_of(self.chart)

    @cached_property
    def words(self) -> str:
        return words.explain(self.chart, self.unit)

    @cached_property
    def headline(self) -> str:
        return words.headline(self.chart, self.unit)

    @property
    def false_alarms(self) -> str:
        return false_alarms.note(self.chart)

    @cached_property
    def facts(self) -> list[str]:
        """How the chart is to be read, beside what it says: the rule set, the limits' standing, false alarms."""
        return [kinds.how_made(self.chart), *_standing(self.chart), self.false_alarms]

    @cached_property
    def drawing_notes(self) -> list[str]:
        """What must be known of the drawing itself, so that no axis misleads."""
        notes = list(self.wide.notes) if self.wide else []
        if self.window and (shown := within(self.chart, self.window)).points:
            first, last = (self.figures.day(point.date) for point in (shown.points[0], shown.points[-1]))
            notes.insert(0, f"Only {first} to {last} is drawn. Limits and findings are worked out from all the data.")
        return notes

    @cached_property
    def suggestion(self) -> Suggestion | None:
        return suggestion_of(self.chart)

    @cached_property
    def wide(self) -> Drawing | None:
        return self._draw(WIDE)

    @cached_property
    def narrow(self) -> Drawing | None:
        return self._draw(NARROW)

    @cached_property
    def small(self) -> Drawing | None:
        return self._draw(SMALL)

    @property
    def last_mark(self) -> str:
        """The shape of the latest value, to stand beside its verdict."""
        return outline(shape_of(self.chart.last), 5) if self.chart.last else ""

    @property
    def variation_label(self) -> str:
        return words.VARIATION_LABELS[self.chart.variation] if self.chart.variation else ""

    @property
    def assurance_label(self) -> str:
        return words.assurance_label(self.chart)

    @property
    def centre_label(self) -> str:
        return words.centre_label(self.chart)

    @property
    def advice(self) -> list[str]:
        """Which other chart would fit better; empty where this one does."""
        return advice(self.chart)

    @cached_property
    def moving_ranges(self) -> ChartStudy | None:
        """What stands below an XmR chart on demand."""
        has_ranges = any(group.average_moving_range is not None for group in self.chart.groups)
        if self.chart.kind is not ChartKind.XMR or not has_ranges:
            return None
        return ChartStudy(f"Moving ranges of {self.name}", self.unit, moving_ranges_of(self.chart), window=self.window)

    @property
    def other_rules(self) -> list[tuple[str, str]]:
        """Presets in use elsewhere, with their names, to read the same figures by."""
        known = presets_for(self.chart.kind)
        return [(name, kinds.PRESET_NAMES[name]) for name, rules in known.items() if rules != self.chart.rules]

    def read_by(self, preset: str) -> ChartStudy | None:
        """The same figures by other rules; None for a name that is none."""
        if preset not in dict(self.other_rules) or self.chart.last is None:
            return None
        again = read_again(self.chart, presets_for(self.chart.kind)[preset])
        name = f"{self.name}: {kinds.PRESET_NAMES[preset]}"
        return ChartStudy(name, self.unit, again, self.remarks, self.bounds, self.window)

    def finding(self, point: Point) -> str:
        """What was found at a point, for the table."""
        if point.special_cause is None:
            return ""
        return words.cause_label(point.special_cause, self.chart)

    def _draw(self, size: Size) -> Drawing | None:
        remarks = self.remarks if size.has_labels else ()
        chart = within(self.chart, self.window)
        return draw(chart, size, unit=self.unit, remarks=remarks, bounds=self.bounds, figures=self.figures)


def _standing(chart: SeriesChart) -> list[str]:
    """How far the latest limits can be trusted."""
    if not chart.kind.has_limits or not chart.groups or chart.groups[-1].upper_limit is None:
        return []
    group = chart.groups[-1]
    values = f"{group.base_count} value{'' if group.base_count == 1 else 's'}"
    if group.is_trial:
        return [f"Trial limits: they rest on {values}. From 12 on they can be trusted."]
    since = f" since {group.start:%-d %B %Y}, when they were worked out anew" if len(chart.groups) > 1 else ""
    return [f"The limits rest on {values}{since}."]
