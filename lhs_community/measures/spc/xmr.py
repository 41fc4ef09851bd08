"""XmR charts by the rules of NHS England's "Making Data Count", as NHSRplotthedots 0.2.2 computes them.

Pure functions on plain numbers: no web, no database, no third-party arithmetic. Each rule names its source;
"PTD" is NHSRplotthedots (MIT licence). Our three deliberate differences from it are at `spread` (two) and
`Group.is_trial` (fewer than 12 values, where PTD's threshold is 13 although its text says 12).

Values are in the measure's own unit. Limits are never clipped at 0 or 100 (PTD does not); a chart may draw a
floor, and then says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from lhs_community.measures.spc.terms import (
    MAKING_DATA_COUNT,
    Assurance,
    Baseline,
    Direction,
    Group,
    LimitNote,
    Lines,
    Observation,
    Point,
    PointType,
    Rules,
    SeriesChart,
    SpecialCause,
    Variation,
)

Values = Sequence[float | None]


def analyse(
    observations: Iterable[Observation],
    *,
    direction: Direction = Direction.NEUTRAL,
    target: float | None = None,
    rebase: Iterable[date] = (),
    fix_after_n: int | None = None,
    screen: bool = True,
    rules: Rules = MAKING_DATA_COUNT,
    baseline: Baseline | None = None,
) -> SeriesChart:
    """Find mean, limits and special causes of a series.

    `observations`: one a period, dates strictly rising. `rebase`: a group starts at the first observation on
    or after each date, and everything (mean, limits, runs) restarts there. `fix_after_n`: only so many
    periods of each group set its mean and limits. `baseline`: in the group it lies in, these days do. `screen`:
    leave out extreme moving ranges, once. Raises ValueError for dates out of order or repeated, a value or target
    that is not finite, and `fix_after_n` below 1.
    """
    series = tuple(observations)
    require_sound(series, target, fix_after_n)
    groups: list[Group] = []
    points: list[Point] = []
    for number, (start, end) in enumerate(stretches(series, rebase)):
        members = series[start:end]
        group = _group(number, members, base_of(members, fix_after_n, baseline), screen, rules)
        groups.append(group)
        points.extend(judge(members, [group] * len(members), number, direction, rules))
    last = next((point for point in reversed(points) if point.value is not None), None)
    return SeriesChart(
        points=tuple(points),
        groups=tuple(groups),
        direction=direction,
        target=target,
        fix_after_n=fix_after_n,
        is_screened=screen,
        rules=rules,
        variation=variation_of(last),
        assurance=assurance_of(last, target, direction),
        baseline=baseline,
    )


def require_sound(series: Sequence[Observation], target: float | None, fix_after_n: int | None) -> None:
    if any(later.date <= earlier.date for earlier, later in pairwise(series)):
        raise ValueError("the dates must rise, each used once")
    if not all(one.value is None or math.isfinite(one.value) for one in series):
        raise ValueError("every value must be a finite number, or None for a gap")
    if target is not None and not math.isfinite(target):
        raise ValueError("the target must be a finite number")
    if fix_after_n is not None and fix_after_n < 1:
        raise ValueError("limits can be fixed after one period at the earliest")


def stretches(series: Sequence[Observation], rebase: Iterable[date]) -> list[tuple[int, int]]:
    """The groups as index ranges: a rebase date belongs to the new group."""
    cuts = {0, len(series)} if series else set()
    for day in rebase:
        cuts.add(next((index for index, one in enumerate(series) if one.date >= day), 0))
    return list(pairwise(sorted(cuts)))


def base_of(
    members: Sequence[Observation], fix_after_n: int | None, baseline: Baseline | None
) -> Sequence[Observation]:
    """The periods that set a group's centre and limits: those of the baseline where it has a value in the group."""
    if baseline is not None:
        held = [one for one in members if baseline.holds(one.date)]
        if any(one.value is not None for one in held):
            return held
    return members[:fix_after_n]


# Mean and limits -----------------------------------------------------------------------------------------


class Spread(NamedTuple):
    """The average moving range, how many ranges were screened out, and what to say of it."""

    average: float | None
    screened_out: int
    note: LimitNote


def moving_ranges(base: Values) -> list[float]:
    """|y_i - y_(i-1)|; a gap gives no range on either side."""
    return [abs(later - earlier) for earlier, later in pairwise(base) if earlier is not None and later is not None]


def average(numbers: Sequence[float]) -> float:
    return math.fsum(numbers) / len(numbers)


def centre(base: Sequence[float]) -> float:
    """The arithmetic mean; of equal values exactly that value, so that rounding puts none off its mean."""
    return base[0] if min(base) == max(base) else average(base)


def screened(ranges: Sequence[float], factor: float) -> list[float]:
    """Ranges below `factor` times their average, strictly and once.

    Source: Nelson 1982; Provost & Murray, pages 155 and 192.
    """
    ceiling = factor * average(ranges)
    return [one for one in ranges if one < ceiling]


def spread(base: Values, screen: bool, rules: Rules) -> Spread:
    """The average moving range of a group's base.

    Two deliberate differences from PTD. All values equal, screening on: PTD's limits are not numbers; here
    there are none, and the note says that nothing varies. A series like 5 x 14, 6: screening removes the only
    range above zero and PTD's limits collapse on the mean, so that all points become special causes; here the
    unscreened average is used and the note says so.
    """
    ranges = moving_ranges(base)
    if not ranges:
        return Spread(None, 0, LimitNote.TOO_FEW)
    plain = average(ranges)
    if plain == 0:
        return Spread(None if screen else 0.0, 0, LimitNote.NO_VARIATION)
    if not screen:
        return Spread(plain, 0, LimitNote.ORDINARY)
    kept = screened(ranges, rules.screen_factor)
    left = average(kept) if kept else 0.0
    if left == 0:
        return Spread(plain, 0, LimitNote.SCREENING_UNDONE)
    return Spread(left, len(ranges) - len(kept), LimitNote.ORDINARY)


def _group(
    number: int, members: Sequence[Observation], base: Sequence[Observation], screen: bool, rules: Rules
) -> Group:
    """Limits: mean ± 2.66 average moving ranges; near lines at two thirds of that (PTD; Wheeler)."""
    values = [one.value for one in base]
    known = [value for value in values if value is not None]
    mean = centre(known) if known else None
    found = spread(values, screen, rules)
    lower = upper = lower_near = upper_near = None
    if mean is not None and found.average is not None:
        limit = rules.limit_factor * found.average
        near = 2 * (rules.limit_factor / 3) * found.average
        lower, upper, lower_near, upper_near = mean - limit, mean + limit, mean - near, mean + near
    return Group(
        number=number,
        start=members[0].date,
        end=members[-1].date,
        count=sum(one.value is not None for one in members),
        base_count=len(known),
        centre=mean,
        average_moving_range=found.average,
        lower_limit=lower,
        upper_limit=upper,
        lower_near=lower_near,
        upper_near=upper_near,
        screened_out=found.screened_out,
        note=found.note,
    )


# Special causes ------------------------------------------------------------------------------------------


def side_of(value: float | None, mean: float | None) -> int | None:
    if value is None or mean is None:
        return None
    return (value > mean) - (value < mean)


def is_outside(value: float | None, lines: Lines) -> bool:
    """Beyond a limit; on the line is inside. Some charts have no lower limit (`rare`)."""
    if value is None or lines.upper_limit is None:
        return False
    return value > lines.upper_limit or (lines.lower_limit is not None and value < lines.lower_limit)


def is_near(value: float | None, lines: Lines) -> bool:
    """In the outer third, between a near line and its limit: a point outside the limits is not near."""
    if value is None or lines.upper_near is None or is_outside(value, lines):
        return False
    return value > lines.upper_near or (lines.lower_near is not None and value < lines.lower_near)


def steps(values: Values) -> list[int]:
    """The sign of each step to the next value; 0 for a tie, and next to a gap, as both break a trend."""
    return [0 if here is None or there is None else (there > here) - (there < here) for here, there in pairwise(values)]


def in_runs(signs: Sequence[int], length: int) -> list[tuple[int, int]]:
    """Where at least `length` equal signs other than 0 follow each other: index ranges, end excluded."""
    runs = []
    start = 0
    for index in range(1, len(signs) + 1):
        if index == len(signs) or signs[index] != signs[start]:
            if signs[start] and index - start >= length:
                runs.append((start, index))
            start = index
    return runs


def trends(values: Values, length: int) -> list[int]:
    """1 or -1 for the members of a trend, else 0: `length` points that rise (or fall) strictly at every step.

    The label is the direction of the step into the point; of the step out of it where the next point is in a
    trend too (PTD). A step that is a tie has no direction: then the step in counts.
    """
    directions = steps(values)
    member = [False] * len(values)
    for start, end in in_runs(directions, length - 1):
        member[start : end + 1] = [True] * (end + 1 - start)
    labels = []
    for index, is_member in enumerate(member):
        before = directions[index - 1] if index else 0
        after = directions[index] if index + 1 < len(values) and member[index + 1] else 0
        labels.append((after or before) if is_member else 0)
    return labels


def two_in_three(near: Sequence[bool], sides: Sequence[int | None]) -> list[bool]:
    """Near points in some window of three with two or more near points, all three on one side of the mean."""
    flagged = [False] * len(near)
    for start in range(len(near) - 2):
        window = slice(start, start + 3)
        if sum(near[window]) >= 2 and sides[start] and len(set(sides[window])) == 1:
            for index in range(start, start + 3):
                flagged[index] = flagged[index] or near[index]
    return flagged


def shifts(sides: Sequence[int | None], length: int) -> list[bool]:
    """Members of a run of `length` or more points on one side; a point on the mean, or a gap, breaks it."""
    flagged = [False] * len(sides)
    for start, end in in_runs([side or 0 for side in sides], length):
        flagged[start:end] = [True] * (end - start)
    return flagged


def label(outside: bool, trend: int, two_of_three: bool, shift: bool, side: int | None) -> SpecialCause | None:
    """One label a point, in this order of precedence: outside, trend, two in three, shift (PTD)."""
    is_above = side == 1
    if outside:
        return SpecialCause.ABOVE_UPPER_LIMIT if is_above else SpecialCause.BELOW_LOWER_LIMIT
    if trend:
        return SpecialCause.TREND_UP if trend > 0 else SpecialCause.TREND_DOWN
    if two_of_three:
        return SpecialCause.TWO_IN_THREE_ABOVE if is_above else SpecialCause.TWO_IN_THREE_BELOW
    if shift:
        return SpecialCause.SHIFT_ABOVE if is_above else SpecialCause.SHIFT_BELOW
    return None


def judge(
    members: Sequence[Observation], lines: Sequence[Lines], number: int, direction: Direction, rules: Rules
) -> list[Point]:
    """The points of group `number`, each with its label; `lines` are those that each is judged by."""
    values = [one.value for one in members]
    sides = [side_of(value, own.centre) for value, own in zip(values, lines, strict=True)]
    outside = [is_outside(value, own) for value, own in zip(values, lines, strict=True)]
    near = [is_near(value, own) for value, own in zip(values, lines, strict=True)]
    found = zip(
        members,
        lines,
        sides,
        outside,
        near,
        trends(values, rules.trend_length),
        two_in_three(near, sides),
        shifts(sides, rules.shift_length),
        strict=True,
    )
    meanings: dict[SpecialCause | None, PointType] = {None: PointType.COMMON_CAUSE}
    meanings |= {cause: type_of(cause, direction) for cause in SpecialCause}
    points = []
    for one, own, side, beyond, close, trend, two_of_three, shift in found:
        cause = label(beyond, trend, two_of_three, shift, side)
        points.append(
            Point(
                one.date,
                one.value,
                number,
                own.centre,
                own.lower_limit,
                own.upper_limit,
                side,
                beyond,
                close,
                cause,
                meanings[cause],
                one.numerator,
                one.denominator,
            )
        )
    return points


# What it means -------------------------------------------------------------------------------------------


def type_of(cause: SpecialCause | None, direction: Direction) -> PointType:
    """A label read with the direction of improvement."""
    if cause is None:
        return PointType.COMMON_CAUSE
    if direction is Direction.NEUTRAL:
        return PointType.NEUTRAL_HIGH if cause.is_upward else PointType.NEUTRAL_LOW
    is_better = cause.is_upward == (direction is Direction.INCREASE)
    return PointType.IMPROVEMENT if is_better else PointType.CONCERN


_ICONS = {
    (PointType.IMPROVEMENT, True): Variation.IMPROVEMENT_HIGH,
    (PointType.IMPROVEMENT, False): Variation.IMPROVEMENT_LOW,
    (PointType.CONCERN, True): Variation.CONCERN_HIGH,
    (PointType.CONCERN, False): Variation.CONCERN_LOW,
    (PointType.NEUTRAL_HIGH, True): Variation.NEUTRAL_HIGH,
    (PointType.NEUTRAL_LOW, False): Variation.NEUTRAL_LOW,
}


def variation_of(last: Point | None) -> Variation | None:
    """The type of the last point that has a value; None when there is none."""
    if last is None:
        return None
    if last.special_cause is None:
        return Variation.COMMON_CAUSE
    return _ICONS[last.point_type, last.special_cause.is_upward]


def assurance_of(last: Point | None, target: float | None, direction: Direction) -> Assurance | None:
    """The target against the limits of the last point; None without a target, a value or a direction.

    A target on a limit, or a process without limits, is "inconsistent": it cannot be told (PTD).
    """
    if last is None or target is None or direction is Direction.NEUTRAL:
        return None
    if last.upper_limit is not None and target > last.upper_limit:
        will_pass = direction is Direction.DECREASE
    elif last.lower_limit is not None and target < last.lower_limit:
        will_pass = direction is Direction.INCREASE
    else:
        return Assurance.INCONSISTENT
    return Assurance.CONSISTENT_PASS if will_pass else Assurance.CONSISTENT_FAIL
