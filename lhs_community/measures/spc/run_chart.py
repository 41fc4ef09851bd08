"""Run charts: the values round their median, judged by runs alone (domain rules B; the rules are in `runs`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lhs_community.measures.spc import runs
from lhs_community.measures.spc.series import Setup, assemble, bare_group
from lhs_community.measures.spc.terms import (
    Group,
    LimitNote,
    Observation,
    Point,
    Rules,
    Runs,
    SeriesChart,
    SpecialCause,
)
from lhs_community.measures.spc.xmr import type_of


def analyse(series: Sequence[Observation], setup: Setup) -> SeriesChart:
    """The median of each stretch (of all its values, or of its baseline), and the members of shifts and trends.

    Fewer than ten values are plotted and not judged. `setup.rules`: six and five are the usual lengths; Anhøj's rules
    take theirs from how many useful values there are, and know no trend.
    """
    return assemble(series, setup, _stretch)


def _stretch(
    number: int, members: Sequence[Observation], base: Sequence[Observation], setup: Setup
) -> tuple[Group, list[Point]]:
    values = [one.value for one in members]
    group = bare_group(number, members, base, LimitNote.NO_RULES)
    centre = runs.median_of([one.value for one in base])
    group = replace(group, centre=centre)
    causes: dict[int, SpecialCause] = {}
    if centre is not None and group.count >= runs.FEWEST_VALUES:
        found = runs.runs_of(values, centre)
        note = LimitNote.ORDINARY if found.useful else LimitNote.NO_VARIATION
        group = replace(group, note=note, runs=found)
        causes = causes_of(values, centre, found, setup.rules)
    return group, [_point(index, one, group, causes.get(index), setup) for index, one in enumerate(members)]


def causes_of(values: runs.Values, centre: float, found: Runs, rules: Rules) -> dict[int, SpecialCause]:
    """One label a value, by index: a shift before a trend, as the trend rule alone calls a quarter of all stable
    series of 24 values a change (domain rules A14).
    """
    causes = {}
    if rules.is_anhoej:
        length = None if found.longest_allowed is None else found.longest_allowed + 1
    else:
        length = rules.shift_length
        for trend in runs.trends(values, rules.trend_length):
            for index in trend.members:
                causes[index] = SpecialCause.TREND_UP if trend.direction > 0 else SpecialCause.TREND_DOWN
    for members in runs.shifts(values, centre, length) if length else ():
        is_above = (values[members[0]] or 0.0) > centre
        for index in members:
            causes[index] = SpecialCause.SHIFT_ABOVE if is_above else SpecialCause.SHIFT_BELOW
    return causes


def _point(index: int, one: Observation, group: Group, cause: SpecialCause | None, setup: Setup) -> Point:
    centre, value = group.centre, one.value
    return Point(
        one.date,
        value,
        group.number,
        centre,
        None,
        None,
        None if value is None or centre is None else (value > centre) - (value < centre),
        False,
        False,
        cause,
        type_of(cause, setup.direction),
        one.numerator,
        one.denominator,
    )
