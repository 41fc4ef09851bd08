"""A small chart as a handful of path strings: a page of a hundred is drawn without an object for each point.

Several sketches share one pair of axes, so that they can be set side by side. The shapes are those of `drawing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lhs_community.foundation.scales import date_ticks, value_ticks
from lhs_community.measures.chart.drawing import Bounds, Shape, shape_of
from lhs_community.measures.spc.figures import plain_number
from lhs_community.measures.spc.terms import Point, PointType, SeriesChart

WIDTH, HEIGHT, LETTERS = 320, 124, 11
CHARACTER = 0.56  # width of a figure of the axis, as a share of the letters' height
_TOP, _BOTTOM, _RIGHT = 8.0, 104.0, 312.0

# Each drawn from the point it stands at; the common cause is a dot, which needs no path of its own.
_SHAPES = {
    Shape.UP: "m0-5.4l5.4 9.3h-10.8z",
    Shape.DOWN: "m0 5.4l5.4-9.3h-10.8z",
    Shape.DIAMOND: "m0-5.4l5.4 5.4-5.4 5.4-5.4-5.4z",
    Shape.SQUARE: "m-3.8-3.8h7.6v7.6h-7.6z",
}


@dataclass(frozen=True, slots=True)
class Axes:
    """From which figure to which, and from which day to which (as ordinals)."""

    low: float
    high: float
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Sketch:
    """Path data, and where the few labels stand: (place, text). `marks` holds special causes by what they mean."""

    left: float
    right: float
    top: float
    bottom: float
    band: str
    limits: str
    means: str
    target: float | None
    line: str
    dots: str
    marks: tuple[tuple[PointType, str], ...]
    values: tuple[tuple[float, str], ...]
    dates: tuple[tuple[float, str, str], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """What is sketched: a chart, beyond which figures no value can lie, and the unit of its axis."""

    chart: SeriesChart
    bounds: Bounds = Bounds()
    unit: str = ""


def axes_of(series: Iterable[Series]) -> Axes | None:
    """Axes that hold all of them, or None while none has a value."""
    figures: list[float] = []
    days: list[date] = []
    for one in series:
        chart = one.chart
        if chart.last is None:
            continue
        days += (chart.points[0].date, chart.points[-1].date)
        seen = {limit for point in chart.points for limit in (point.value, point.lower_limit, point.upper_limit)} - {
            None
        }
        figures += [one.bounds.within(figure) for figure in seen if figure is not None]
        if chart.target is not None:
            figures.append(chart.target)
    if not figures:
        return None
    ticks = value_ticks(figures, 2)
    return Axes(ticks[0], ticks[-1], min(days).toordinal(), max(days).toordinal())


def sketch(series: Series, axes: Axes | None = None) -> Sketch | None:
    """On `axes`, else on its own; None while there is no value to draw."""
    chart = series.chart
    if chart.last is None or (axes := axes or axes_of([series])) is None:
        return None
    labels = _value_labels(axes, series.unit)
    left = round(max(len(text) for _, text in labels) * LETTERS * CHARACTER + 10, 1)
    across = (_RIGHT - left - 12) / ((axes.last - axes.first) or 1)
    start = left + 6 - axes.first * across
    if axes.first == axes.last:
        start, across = (left + _RIGHT) / 2, 0.0
    up = (_TOP - _BOTTOM) / (axes.high - axes.low)
    ground = _BOTTOM - axes.low * up
    places = [f"{start + point.date.toordinal() * across:.1f}" for point in chart.points]
    line, dots, marks = _values(chart.points, places, ground, up)
    band, limits, means = _levels(chart.points, series.bounds, (start, across), (ground, up))
    return Sketch(
        left=left,
        right=_RIGHT,
        top=_TOP,
        bottom=_BOTTOM,
        band=band,
        limits=limits,
        means=means,
        target=None if chart.target is None else round(ground + chart.target * up, 1),
        line=line,
        dots=dots,
        marks=marks,
        values=tuple((round(ground + figure * up, 1), text) for figure, text in labels),
        dates=_date_labels(axes, start, across),
    )


def _value_labels(axes: Axes, unit: str) -> list[tuple[float, str]]:
    """The ends of the axis and its middle, if that is a round figure."""
    percent = "%" if unit.strip() == "%" else ""
    return [(figure, plain_number(figure, 10) + percent) for figure in value_ticks((axes.low, axes.high), 2)]


def _date_labels(axes: Axes, start: float, across: float) -> tuple[tuple[float, str, str], ...]:
    found = date_ticks(date.fromordinal(axes.first), date.fromordinal(axes.last), 2)
    anchors = ("start", "end") if len(found) == 2 else ("middle",)
    return tuple(
        (round(start + day.toordinal() * across, 1), anchor, text)
        for (day, text), anchor in zip(found, anchors, strict=True)
    )


def _values(
    points: Sequence[Point], places: Sequence[str], ground: float, up: float
) -> tuple[str, str, tuple[tuple[PointType, str], ...]]:
    """The joined values, broken at gaps; a dot for each common cause, a shape for each special one."""
    line: list[str] = []
    dots: list[str] = []
    marks: dict[PointType, list[str]] = {}
    pen = "M"
    for point, x in zip(points, places, strict=True):
        if point.value is None:
            pen = "M"
            continue
        place = f"{x} {ground + point.value * up:.1f}"
        line.append(pen + place)
        pen = "L"
        if point.special_cause is None:
            dots.append(f"M{place}h0")
        else:
            marks.setdefault(point.point_type, []).append(f"M{place}{_SHAPES[shape_of(point)]}")
    return "".join(line), "".join(dots), tuple((kind, "".join(paths)) for kind, paths in marks.items())


def _levels(
    points: Sequence[Point], bounds: Bounds, across: tuple[float, float], up: tuple[float, float]
) -> tuple[str, str, str]:
    """Band, limits and mean, a level stretch for each run of points that share them, half way to the next."""
    band, limits, means = [], [], []
    ends: list[tuple[int, int]] = []
    begun = 0
    for index in range(1, len(points) + 1):
        if index == len(points) or _level(points[index]) != _level(points[begun]):
            ends.append((begun, index - 1))
            begun = index
    for first, last in ends:
        mean, lower, upper = _level(points[first])
        start = across[0] + across[1] * _half_way(points, first, -1)
        end = across[0] + across[1] * _half_way(points, last, 1)
        if start == end:
            start, end = start - 6, end + 6
        if mean is not None:
            means.append(f"M{start:.1f} {up[0] + mean * up[1]:.1f}H{end:.1f}")
        edges = [None if one is None else f"{up[0] + bounds.within(one) * up[1]:.1f}" for one in (upper, lower)]
        limits += [f"M{start:.1f} {edge}H{end:.1f}" for edge in edges if edge is not None]
        if edges[0] is not None and edges[1] is not None:
            band.append(f"M{start:.1f} {edges[0]}H{end:.1f}V{edges[1]}H{start:.1f}z")
    return "".join(band), "".join(limits), "".join(means)


def _level(point: Point) -> tuple[float | None, float | None, float | None]:
    return point.centre, point.lower_limit, point.upper_limit


def _half_way(points: Sequence[Point], index: int, step: int) -> float:
    """The day half way between a point and its neighbour; its own at the ends."""
    here = points[index].date.toordinal()
    other = index + step
    return (here + points[other].date.toordinal()) / 2 if 0 <= other < len(points) else here
