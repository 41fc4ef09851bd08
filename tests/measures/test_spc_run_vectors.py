"""Run charts against the answers of others: 185 vectors of jsphdms/runchart, and the exact table of the runs test."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date, timedelta

import pytest

from lhs_community.measures.spc import runs
from lhs_community.measures.spc.analysis import analyse_as
from lhs_community.measures.spc.phases import Phase, first_sustained_shift, phases
from lhs_community.measures.spc.terms import ChartKind, Observation
from tests.measures import golden

pytestmark = pytest.mark.once
FOLDER = golden.FOLDER / "run_chart"
VECTORS = json.loads((FOLDER / "jsphdms_runchart_test_vectors.json").read_text())


def shift(base, val):
    return sorted(index + 1 for members in runs.shifts(val, base[0]) for index in members) or None


def trend(val):
    found = {}
    for number, one in enumerate(runs.trends(val), 1):
        span = range(one.members[0], one.members[-1] + 1)
        found[f"trend{number}"] = [value if index in span else None for index, value in enumerate(val)]
    return found or None


def sustained(base, val):
    return [index + 1 for index in first_sustained_shift(val, base[0])] or None


def rephased(val):
    base, extended, label = ([None] * len(val) for _ in range(3))
    for phase in phases(val):
        base[phase.start : phase.base_end + 1] = [phase.centre] * (phase.base_end + 1 - phase.start)
        extended[phase.start :] = [phase.centre] * (len(val) - phase.start)
        label[phase.start] = phase.centre
    return {"base": base, "base_ext": extended, "base_label": label}


def gaps(base):
    """What lies after a base and in none: there the original looks for shifts."""
    started = next((index for index, one in enumerate(base) if one is not None), len(base))
    found = []
    for index in range(started, len(base)):
        if base[index] is None:
            if base[index - 1] is not None:
                found.append([])
            found[-1].append(index + 1)
    return found or None


def shifts_after_bases(val, base, base_ext):
    found = [None] * len(val)
    for gap in gaps(base) or []:
        start = gap[0] - 1
        for members in runs.shifts(val[start : gap[-1]], base_ext[start]):
            for index in members:
                found[start + index] = val[start + index]
    return found


def columns(val, _names):
    """A line for each new level: ours is a group for each rebasing, with the median as its line."""
    first = date(2024, 1, 1)
    days = [first + timedelta(days=index) for index in range(len(val))]
    known = [index for index, value in enumerate(val) if value is not None]
    turns = [days[later] for before, later in zip(known, known[1:], strict=False) if val[before] != val[later]]
    made = analyse_as(
        ChartKind.RUN, [Observation(day, value) for day, value in zip(days, val, strict=True)], rebase=turns
    )
    return {
        f"base{group.number + 1}": [
            point.centre if point.group == group.number and point.value is not None else None for point in made.points
        ]
        for group in made.groups
    }


def base_of_first(val, count=8):
    found = phases(val, first=count)
    return found[0] if found else Phase(0, -1, 0.0)


REPRODUCED = {
    "basic_shift": shift,
    "basic_trend": trend,
    "sus_first": sustained,
    "sus": rephased,
    "multi_shift": shifts_after_bases,
    "base_gaps": gaps,
    "split": columns,
    "index1": lambda val: [base_of_first(val, 1).start + 1],
    "index8": lambda val, count=(8,): [base_of_first(val, count[0]).base_end + 1 or None],
    "elems8": lambda val: [value for value in val[: base_of_first(val).base_end + 1] if value is not None],
}


def answer(vector):
    arguments = vector["args"]
    function = REPRODUCED[vector["fun"][0]]
    return function(**arguments) if isinstance(arguments, dict) else function(*arguments)


WITH_ARGUMENTS = [one for one in VECTORS if one["args"] and one["fun"][0] in REPRODUCED]


@pytest.mark.parametrize("function", REPRODUCED)
def test_the_vectors_of_a_function_are_reproduced(function):
    own = [one for one in WITH_ARGUMENTS if one["fun"][0] == function]
    assert own
    assert [(one["args"], one["expected"], answer(one)) for one in own if answer(one) != one["expected"]] == []


def test_the_vectors_that_look_on_value_by_value_are_reproduced():
    """The original's `sus_ticker(base = 2, val = 1:15)` is asked again after each value, as its own test shows."""
    looked_on = [one for one in VECTORS if one["fun"] == ["sus"] and not one["args"]]
    assert len(looked_on) == 12
    for seen, vector in enumerate(looked_on, 1):
        assert sustained([2], list(range(1, 16))[:seen]) == vector["expected"]


def test_the_vector_that_lays_a_new_median_from_a_point_on_is_reproduced():
    (vector,) = [one for one in VECTORS if one["fun"] == ["rebase"]]
    values, start = vector["args"]["1"], vector["args"]["start"][0]
    median = runs.median_of(vector["args"]["new_vals"])
    assert values[: start - 1] + [median] * (len(values) + 1 - start) == vector["expected"]


def test_all_185_vectors_are_looked_at():
    counts = Counter("looked on" if not one["args"] else one["fun"][0] for one in VECTORS)
    assert counts.pop("looked on") == 12
    assert counts.pop("rebase") == 1
    assert sum(counts.values()) == len(WITH_ARGUMENTS) == 172
    assert set(counts) == set(REPRODUCED)


def critical_values():
    with (FOLDER / "runs_test_critical_values.csv").open(newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_runs_test_has_the_exact_critical_values():
    wrong = [
        row
        for row in critical_values()
        if runs.runs_expected(int(row["useful_observations"])) != (int(row["lower_ok"]), int(row["upper_ok"]))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("useful", "published"),
    [(10, (3, 9)), (14, (4, 12)), (16, (5, 13)), (24, (8, 18)), (30, (11, 21)), (40, (15, 27)), (50, (19, 33))],
)
def test_the_runs_test_matches_the_rows_that_all_printed_tables_agree_on(useful, published):
    assert runs.runs_expected(useful) == published


def test_anhoejs_bounds_for_24_useful_values():
    assert (runs.longest_run_allowed(24), runs.fewest_crossings(24)) == (8, 8)
