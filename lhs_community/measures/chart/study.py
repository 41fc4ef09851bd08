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
from lhs_community.measures.spc import false_alarms, words
from lhs_community.measures.spc.advice import advice
from lhs_community.measures.spc.figures import Figures, figures_of
from lhs_community.measures.spc.moving import moving_ranges_of
from lhs_community.measures.spc.terms import ChartKind, Point, SeriesChart


@dataclass(frozen=True)
class ChartStudy:
    """`name` and `unit` are for people; `bounds`: beyond which no value can lie."""

    name: str
    unit: str
    chart: SeriesChart
    remarks: Sequence[Remark] = ()
    bounds: Bounds = Bounds()

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
        if self.chart.kind is not ChartKind.XMR or self.chart.groups[-1].average_moving_range is None:
            return None
        return ChartStudy(f"Moving ranges of {self.name}", self.unit, moving_ranges_of(self.chart))

    def finding(self, point: Point) -> str:
        """What was found at a point, for the table."""
        if point.special_cause is None:
            return ""
        return words.cause_label(point.special_cause, self.chart)

    def _draw(self, size: Size) -> Drawing | None:
        remarks = self.remarks if size.has_labels else ()
        return draw(self.chart, size, unit=self.unit, remarks=remarks, bounds=self.bounds)
