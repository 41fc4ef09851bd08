"""What a run chart says beside its signals: its runs as a whole, and a value to ask about."""

from __future__ import annotations

from lhs_community.measures.spc import runs
from lhs_community.measures.spc.figures import Figures
from lhs_community.measures.spc.phases import phases
from lhs_community.measures.spc.terms import Direction, Group, LimitNote, SeriesChart

FIRST_BASE = 12


def about_runs(chart: SeriesChart, group: Group, figures: Figures) -> str:
    """For the latest stretch."""
    if group.note is LimitNote.NO_RULES:
        return (
            f"With {group.count} value{'' if group.count == 1 else 's'} it is plotted and not judged: "
            f"the rules of run charts need {runs.FEWEST_VALUES}."
        )
    found = group.runs
    if found is None or found.fewest is None:
        return "Too few values lie off the median to count runs." if found is not None and found.useful else ""
    told = _anhoej(group) if chart.rules.is_anhoej else _runs_test(group)
    return " ".join(
        part for part in (told, _phases(chart, group, figures), _astronomical(chart, group, figures)) if part
    )


def _runs_test(group: Group) -> str:
    found = group.runs
    assert found is not None
    expected = f"{found.count} runs about the median, where chance gives {found.fewest} to {found.most}"
    if found.are_too_few:
        return f"There are only {expected}: the values stay on one side longer than chance would have it."
    if found.are_too_many:
        return f"There are {expected}: the values swing from side to side, as when two processes are mixed."
    return f"There are {expected}."


def _anhoej(group: Group) -> str:
    found = group.runs
    assert found is not None
    longest = f"The longest run has {found.longest} values; up to {found.longest_allowed} come by chance"
    times = {0: "never crosses the median", 1: "crosses the median once"}.get(
        found.crossings, f"crosses the median {found.crossings} times"
    )
    crossings = f"the line {times}; fewer than {found.fewest_crossings} is unusual"
    verdict = "a signal of change" if found.is_anhoej_signal else "no sign of change"
    return f"{longest}, and {crossings}: {verdict}."


def _phases(chart: SeriesChart, group: Group, figures: Figures) -> str:
    """Where NHS Scotland's way would set a new median, told and never done; only the improving side calls for one."""
    own = [point for point in chart.points if point.group == group.number]
    side = {Direction.INCREASE: 1, Direction.DECREASE: -1, Direction.NEUTRAL: 0}[chart.direction]
    found = phases([point.value for point in own], first=FIRST_BASE, side=side)
    if len(found) < 2 or found[-1].centre == group.centre:
        return ""
    new, day = figures.computed(found[-1].centre), figures.day(own[found[-1].start].date)
    return (
        f"Nine values in a row lie beyond the median of the first {FIRST_BASE}: by NHS Scotland’s way the median "
        f"would be {new} from {day}. Set it anew only if you know what changed."
    )


def _astronomical(chart: SeriesChart, group: Group, figures: Figures) -> str:
    own = [point for point in chart.points if point.group == group.number]
    if group.centre is None:
        return ""
    index = runs.astronomical([point.value for point in own], group.centre)
    if index is None:
        return ""
    point = own[index]
    assert point.value is not None
    return f"{figures.value(point.value)} ({figures.day(point.date)}) lies far from the rest: ask what happened."
