"""The moving-range chart that stands below an XmR chart on demand: how much one value differs from the one before."""

from __future__ import annotations

from dataclasses import replace

from lhs_community.measures.spc.counts import Limits
from lhs_community.measures.spc.terms import (
    Direction,
    Group,
    LimitNote,
    Observation,
    Point,
    PointType,
    SeriesChart,
    SpecialCause,
)
from lhs_community.measures.spc.xmr import average, base_of, is_outside, side_of, type_of


def moving_ranges_of(chart: SeriesChart) -> SeriesChart:
    """Upper limit: 3.267 times the average moving range of the base, unscreened, as this is the line that screening
    goes by; the lower is 0. Only a range above the limit is a signal: runs of ranges mean little, as neighbours share a
    value. A group's first point, and the two beside a gap, have no range.
    """
    groups: list[Group] = []
    points: list[Point] = []
    for group in chart.groups:
        own = [point for point in chart.points if point.group == group.number]
        observations = [
            Observation(point.date, _range(own[index - 1] if index else None, point)) for index, point in enumerate(own)
        ]
        based = base_of([Observation(point.date, point.value) for point in own], chart.fix_after_n, chart.baseline)
        days = {one.date for one in based[1:]}
        known = [one.value for one in observations if one.value is not None and one.date in days]
        found = _group(group, known, sum(one.value is not None for one in observations), chart)
        groups.append(found)
        points.extend(_point(one, found) for one in observations)
    return replace(
        chart,
        points=tuple(points),
        groups=tuple(groups),
        direction=Direction.NEUTRAL,
        target=None,
        variation=None,
        assurance=None,
    )


def _range(before: Point | None, here: Point) -> float | None:
    if before is None or before.value is None or here.value is None:
        return None
    return abs(here.value - before.value)


def _group(group: Group, known: list[float], count: int, chart: SeriesChart) -> Group:
    mean = average(known) if known else None
    upper = chart.rules.screen_factor * mean if mean else None
    limits = Limits(mean, 0.0 if upper is not None else None, upper)
    note = LimitNote.ORDINARY if mean else LimitNote.TOO_FEW if mean is None else LimitNote.NO_VARIATION
    found = replace(group, **limits._asdict(), average_moving_range=mean, screened_out=0, note=note)
    return replace(found, count=count, base_count=len(known))


def _point(one: Observation, group: Group) -> Point:
    beyond = is_outside(one.value, group)
    cause = SpecialCause.ABOVE_UPPER_LIMIT if beyond else None
    return Point(
        one.date,
        one.value,
        group.number,
        group.centre,
        group.lower_limit,
        group.upper_limit,
        side_of(one.value, group.centre),
        beyond,
        False,
        cause,
        type_of(cause, Direction.NEUTRAL) if cause else PointType.COMMON_CAUSE,
    )
