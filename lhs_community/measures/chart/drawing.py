"""A chart as shapes: pure geometry, from what the engine found. templates/measures/_chart.html prints it as SVG.

Signals differ by shape as well as by colour: a circle is common cause, a triangle an improvement (pointing the
way the values went), a diamond a concern, a square a change that is neither. Every line is named at its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from lhs_community.foundation.scales import Scale, date_ticks, spread_out, value_ticks
from lhs_community.measures.chart.lettering import text_width
from lhs_community.measures.chart.lines import Stretch, joined_values, stretches
from lhs_community.measures.spc import words
from lhs_community.measures.spc.figures import Figures, figures_of, plain_number
from lhs_community.measures.spc.terms import Point, PointType, SeriesChart

LONG_UNIT = 4  # characters
MOST_MARKS = 400  # beyond this only special causes are marked; the line shows the rest


class Shape(StrEnum):
    CIRCLE = "circle"
    UP = "up"
    DOWN = "down"
    DIAMOND = "diamond"
    SQUARE = "square"


_OUTLINES = {
    Shape.CIRCLE: "M{r} 0A{r} {r} 0 1 1 -{r} 0A{r} {r} 0 1 1 {r} 0Z",
    Shape.UP: "M0 -{b}L{b} {r}L-{b} {r}Z",
    Shape.DOWN: "M0 {b}L{b} -{r}L-{b} -{r}Z",
    Shape.DIAMOND: "M0 -{b}L{b} 0L0 {b}L-{b} 0Z",
    Shape.SQUARE: "M-{r} -{r}H{r}V{r}H-{r}Z",
}


def outline(shape: Shape, radius: float) -> str:
    """The shape as an SVG path round 0,0. The others are drawn larger, as a circle looks larger than it is."""
    scale = radius if shape is Shape.CIRCLE else radius * 1.2
    return _OUTLINES[shape].format(r=round(scale, 1), b=round(scale * 1.4, 1))


@dataclass(frozen=True)
class Size:
    """A drawing's measures, in its own units; on a screen of its width one unit is a pixel."""

    name: str
    width: int
    height: int
    letters: int
    mark: float
    value_ticks: int
    date_ticks: int
    has_labels: bool = True


WIDE = Size("wide", 840, 400, 15, 4.5, 6, 9)
NARROW = Size("narrow", 360, 300, 12, 3.2, 5, 5)
SMALL = Size("small", 320, 120, 11, 3.2, 2, 2, has_labels=False)


@dataclass(frozen=True)
class Remark:
    """Something to know about a day: an event, a cycle, a rebasing. `url` leads to where it is told."""

    day: date
    text: str
    kind: str = "note"
    url: str = ""


@dataclass(frozen=True)
class Tick:
    place: float
    label: str


@dataclass(frozen=True)
class Mark:
    x: float
    y: float
    kind: PointType
    outline: str
    label: str
    day: date


@dataclass(frozen=True)
class Flag:
    """A remark's number over the plot; `row` keeps neighbours apart."""

    x: float
    number: int
    row: int


@dataclass(frozen=True)
class EndLabel:
    y: float
    text: str
    kind: str


@dataclass(frozen=True)
class Drawing:
    size: Size
    left: float
    right: float
    top: float
    bottom: float
    value_ticks: tuple[Tick, ...]
    date_ticks: tuple[Tick, ...]
    stretches: tuple[Stretch, ...]
    target: float | None
    lines: tuple[str, ...]
    marks: tuple[Mark, ...]
    flags: tuple[Flag, ...]
    labels: tuple[EndLabel, ...]
    notes: tuple[str, ...]
    axis: str  # what the vertical axis counts, where the unit is too long for the lines' names


@dataclass(frozen=True)
class Bounds:
    """Between which figures values can lie at all; limits beyond are drawn at the bound, and a note says so."""

    lowest: float | None = None
    highest: float | None = None

    def within(self, number: float) -> float:
        if self.lowest is not None and number < self.lowest:
            return self.lowest
        if self.highest is not None and number > self.highest:
            return self.highest
        return number


def draw(
    chart: SeriesChart,
    size: Size,
    *,
    unit: str = "",
    remarks: Sequence[Remark] = (),
    bounds: Bounds = Bounds(),
    figures: Figures | None = None,
) -> Drawing | None:
    """The drawing, or None while there is no value to draw. `figures`: how they are written in all of the series."""
    if chart.last is None:
        return None
    figures = figures or figures_of(chart, unit)
    axis = figures.unit if size.has_labels and len(figures.unit) > (LONG_UNIT if size is WIDE else 1) else ""
    ticks = value_ticks(_figures_to_show(chart, bounds), size.value_ticks)
    labels = [figures.exact(tick) if unit.strip() == "%" else plain_number(tick, 10) for tick in ticks]
    texts = _end_texts(chart, replace(figures, unit="") if axis else figures, size)
    left = max(text_width(label, size.letters) for label in labels) + size.letters * (2.4 if axis else 0.9)
    right = size.width - max((_end_width(text, kind, size) for text, _, kind in texts), default=0) - 14
    bottom = size.height - size.letters * (2.2 if size.has_labels else 1.7)
    first, last = chart.points[0].date, chart.points[-1].date
    pad = size.mark * 2
    across = Scale(first.toordinal(), last.toordinal(), left + pad, right - pad)
    flags = _flags(remarks, chart, across, size)
    rows = max((flag.row for flag in flags), default=-1) + 1
    top = size.letters * 0.8 + (size.letters + 9) * rows
    up = Scale(ticks[0], ticks[-1], bottom, top)
    return Drawing(
        size=size,
        left=round(left, 1),
        right=round(right, 1),
        top=round(top, 1),
        bottom=round(bottom, 1),
        value_ticks=tuple(Tick(up.at(tick), label) for tick, label in zip(ticks, labels, strict=True)),
        date_ticks=_date_ticks(first, last, across, size),
        stretches=stretches(chart, across, up, bounds.within),
        target=None if chart.target is None else up.at(chart.target),
        lines=joined_values(chart.points, across, up),
        marks=_marks(chart, across, up, size, figures),
        flags=flags,
        labels=_end_labels(texts, up, bounds, size, top, bottom),
        notes=_notes(chart, ticks, labels, bounds, figures),
        axis=axis,
    )


def _date_ticks(first: date, last: date, across: Scale, size: Size) -> tuple[Tick, ...]:
    """As many as stand beside each other without touching; two where no more do."""
    for most in range(size.date_ticks, 1, -1):
        ticks = [Tick(across.at(day.toordinal()), label) for day, label in date_ticks(first, last, most)]
        widths = [text_width(tick.label, size.letters) for tick in ticks]
        apart = [later.place - earlier.place for earlier, later in pairwise(ticks)]
        if all(room > sum(pair) / 2 + 3 for room, pair in zip(apart, pairwise(widths), strict=True)):
            break
    return tuple(ticks)


def _figures_to_show(chart: SeriesChart, bounds: Bounds) -> list[float]:
    shown = [point.value for point in chart.points if point.value is not None]
    lined = chart.points if chart.kind.has_steps else chart.groups
    for one in lined:
        shown += [bounds.within(limit) for limit in (one.lower_limit, one.centre, one.upper_limit) if limit is not None]
    if chart.target is not None:
        shown.append(chart.target)
    return shown


def _marks(chart: SeriesChart, across: Scale, up: Scale, size: Size, figures: Figures) -> tuple[Mark, ...]:
    is_crowded = len(chart.points) > MOST_MARKS
    radius = size.mark if len(chart.points) <= size.width / 8 else size.mark * 0.7
    found = []
    for point in chart.points:
        if point.value is None or (is_crowded and point.special_cause is None):
            continue
        found.append(
            Mark(
                across.at(point.date.toordinal()),
                up.at(point.value),
                point.point_type,
                outline(shape_of(point), radius),
                _label(point, chart, figures),
                point.date,
            )
        )
    return tuple(found)


def shape_of(point: Point) -> Shape:
    if point.special_cause is None:
        return Shape.CIRCLE
    if point.point_type is PointType.IMPROVEMENT:
        return Shape.UP if point.special_cause.is_upward else Shape.DOWN
    return Shape.DIAMOND if point.point_type is PointType.CONCERN else Shape.SQUARE


def _label(point: Point, chart: SeriesChart, figures: Figures) -> str:
    assert point.value is not None
    label = f"{figures.day(point.date)}: {figures.value(point.value)}"
    if point.special_cause is None:
        return label
    cause = words.cause_label(point.special_cause, chart)
    return f"{label}. {words.POINT_LABELS[point.point_type]}: {cause.lower()}"


def _shown(remarks: Sequence[Remark], chart: SeriesChart) -> list[tuple[int, Remark]]:
    """Remarks of the period that is drawn, numbered as in the list beside."""
    first, last = chart.points[0].date, chart.points[-1].date
    return [(number, one) for number, one in enumerate(remarks, 1) if first <= one.day <= last]


def _flags(remarks: Sequence[Remark], chart: SeriesChart, across: Scale, size: Size) -> tuple[Flag, ...]:
    """Each number in the first row where it touches no other; beyond four rows they may."""
    flags: list[Flag] = []
    ends: list[float] = []  # where the last number of each row ends
    for number, remark in sorted(_shown(remarks, chart), key=lambda pair: pair[1].day):
        x = across.at(remark.day.toordinal())
        row = next((row for row, end in enumerate(ends) if end < x), min(len(ends), 3))
        ends[row : row + 1] = [x + size.letters * 1.6]
        flags.append(Flag(x, number, row))
    return tuple(flags)


def _end_texts(chart: SeriesChart, figures: Figures, size: Size) -> list[tuple[str, float, str]]:
    """What the lines are called at their end: the last group's, and the target."""
    if not size.has_labels:
        return []
    group = chart.groups[-1]
    limit = " limit" if size.name == "wide" else ""
    named = [
        (f"Upper{limit}", group.upper_limit, "limit"),
        (words.centre_label(chart), group.centre, "mean"),
        (f"Lower{limit}", group.lower_limit, "limit"),
    ]
    texts = [(f"{name} {figures.computed(at)}", at, kind) for name, at, kind in named if at is not None]
    if chart.target is not None:
        texts.append((f"Target {figures.exact(chart.target)}", chart.target, "target"))
    return texts


def _end_width(text: str, kind: str, size: Size) -> float:
    """All but the limits' names are bold: see _chart.html."""
    return text_width(text, size.letters, is_bold=kind != "limit")


def _end_labels(
    texts: list[tuple[str, float, str]], up: Scale, bounds: Bounds, size: Size, top: float, bottom: float
) -> tuple[EndLabel, ...]:
    placed = sorted((up.at(bounds.within(at)), text, kind) for text, at, kind in texts)
    places = spread_out([place for place, _, _ in placed], size.letters * 1.25, top, bottom)
    return tuple(EndLabel(y, text, kind) for y, (_, text, kind) in zip(places, placed, strict=True))


def _notes(
    chart: SeriesChart, ticks: list[float], labels: list[str], bounds: Bounds, figures: Figures
) -> tuple[str, ...]:
    notes = []
    if ticks[0] > 0:
        notes.append(f"The vertical axis starts at {labels[0]}, not at 0.")
    for name, limit in (("lower", chart.groups[-1].lower_limit), ("upper", chart.groups[-1].upper_limit)):
        if limit is not None and (drawn := bounds.within(limit)) != limit:
            notes.append(
                f"The {name} limit works out as {figures.computed(limit)}; it is drawn at {figures.exact(drawn)}, "
                f"as no value can lie beyond."
            )
    if len(chart.points) > MOST_MARKS:
        notes.append("With so many values, only special causes are marked.")
    return tuple(notes)
