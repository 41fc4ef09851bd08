"""What a run chart says beside its signals: its runs as a whole, and a value to ask about."""

from __future__ import annotations

from lhs_community.measures.spc import runs
from lhs_community.measures.spc.figures import Figures
from lhs_community.measures.spc.terms import Group, LimitNote, SeriesChart


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
    return f"{told} {_astronomical(chart, group, figures)}".strip()


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
    crossings = f"the line crosses the median {found.crossings} times; fewer than {found.fewest_crossings} is unusual"
    verdict = "a signal of change" if found.is_anhoej_signal else "no sign of change"
    return f"{longest}, and {crossings}: {verdict}."


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
