"""The lines of a chart as SVG paths: centre line and limits of each stretch, and the joined values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lhs_community.foundation.scales import Scale
from lhs_community.measures.spc.terms import Group, Point, SeriesChart


@dataclass(frozen=True)
class Stretch:
    """A group's lines, from `start` to `end`; a path is empty where there is no such line. `band` fills what is
    expected: between the limits or, where there is no lower one, from the upper down.
    """

    start: float
    end: float
    centre: str
    upper: str
    lower: str
    band: str


@dataclass(frozen=True)
class Step:
    """Limits as they hold from one place to the next."""

    start: float
    end: float
    upper: float
    lower: float | None


Bound = Callable[[float], float]


def stretches(chart: SeriesChart, across: Scale, up: Scale, within: Bound) -> tuple[Stretch, ...]:
    """A group's lines reach half way to its neighbours', so that no step hangs in the air."""
    found = []
    for index, group in enumerate(chart.groups):
        start, end = across.at(group.start.toordinal()), across.at(group.end.toordinal())
        if index:
            start = (start + across.at(chart.groups[index - 1].end.toordinal())) / 2
        if index + 1 < len(chart.groups):
            end = (end + across.at(chart.groups[index + 1].start.toordinal())) / 2
        if start == end:
            start, end = across.start, across.end
        start, end = round(start, 1), round(end, 1)
        steps = _steps(chart, group, start, end, across, up, within)
        centre = "" if group.centre is None else f"M{start} {up.at(group.centre)}H{end}"
        found.append(Stretch(start, end, centre, _upper(steps), _lower(steps), _band(steps, up)))
    return tuple(found)


def _steps(
    chart: SeriesChart, group: Group, start: float, end: float, across: Scale, up: Scale, within: Bound
) -> list[Step]:
    """One where the limits are the same all along; else one a point, half way to the points beside it."""

    def height(number: float | None) -> float | None:
        return None if number is None else up.at(within(number))

    if not chart.kind.has_steps:
        upper = height(group.upper_limit)
        return [] if upper is None else [Step(start, end, upper, height(group.lower_limit))]
    own = [point for point in chart.points if point.group == group.number]
    places = [across.at(point.date.toordinal()) for point in own]
    turns = [start, *(round((here + there) / 2, 1) for here, there in zip(places, places[1:], strict=False)), end]
    found = []
    for index, point in enumerate(own):
        upper = height(point.upper_limit)
        if upper is not None:
            found.append(Step(turns[index], turns[index + 1], upper, height(point.lower_limit)))
    return found


def _upper(steps: Sequence[Step]) -> str:
    return _joined([(step.start, step.end, step.upper) for step in steps])


def _lower(steps: Sequence[Step]) -> str:
    return _joined([(step.start, step.end, step.lower) for step in steps if step.lower is not None])


def _joined(pieces: Sequence[tuple[float, float, float]]) -> str:
    """Stairs: each piece follows from where the last one ended, or begins anew after a gap."""
    path, before = "", None
    for start, end, height in pieces:
        path += f"V{height}H{end}" if before == start else f"M{start} {height}H{end}"
        before = end
    return path


def _band(steps: Sequence[Step], up: Scale) -> str:
    return "".join(
        f"M{step.start} {step.upper}H{step.end}V{up.start if step.lower is None else step.lower}H{step.start}Z"
        for step in steps
    )


def joined_values(points: Sequence[Point], across: Scale, up: Scale) -> tuple[str, ...]:
    """The values as polylines, broken at gaps."""
    lines: list[list[str]] = [[]]
    for point in points:
        if point.value is None:
            lines.append([])
        else:
            lines[-1].append(f"{across.at(point.date.toordinal())},{up.at(point.value)}")
    return tuple(" ".join(line) for line in lines if len(line) > 1)
