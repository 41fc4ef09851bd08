"""Would the golden answers notice a wrong engine? Each wrong variant of domain rule A15 must fail a row.

The variants are put into the engine by replacing one function or one rule, on a part of the golden files.
"""

from __future__ import annotations

import statistics
from dataclasses import replace
from functools import partial

import pytest

from lhs_community.measures.spc import xmr
from lhs_community.measures.spc.terms import MAKING_DATA_COUNT, Rules
from tests.measures import golden
from tests.measures.test_spc_golden import without_our_fallback

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def sample():
    """Series of 36 months of which the right engine reproduces every row."""
    files = {file.name: file for file in golden.FILES}
    everything = golden.series_of(files["ae_breaches_decrease"])[::4]
    return everything + golden.series_of(files["ae_breaches_unscreened"])[::4] + tuple(golden.edge_cases().values())


def analyse(series, **changed):
    observations = [xmr.Observation(day, one.value) for day, one in zip(series.dates, series.answers, strict=True)]
    return xmr.analyse(observations, **{**series.options, **changed})


def wrong_rows(sample, *, limits_too=False, **changed):
    return sum(
        len(list(golden.differences(series, analyse(series, **changed), limits_too=limits_too))) for series in sample
    )


def standard_deviation(base, screen, rules):
    known = [value for value in base if value is not None]
    right = without_our_fallback(base, screen, rules)
    return right if right.average is None else right._replace(average=statistics.stdev(known) * 3 / 2.66)


def median_range(base, screen, rules):
    ranges = xmr.moving_ranges(base)
    right = without_our_fallback(base, screen, rules)
    kept = xmr.screened(ranges, rules.screen_factor) if screen and any(ranges) else ranges
    return right if right.average is None else right._replace(average=statistics.median(kept))


def screened_again_and_again(ranges, factor):
    kept = list(ranges)
    while (fewer := [one for one in kept if one < factor * xmr.average(kept)]) and len(fewer) < len(kept):
        kept = fewer
    return kept


def ties_count_as_rising(values):
    right = STEPS(values)
    return [1 if step == 0 else step for step in right]


def any_side(near, sides):
    flagged = [False] * len(near)
    for start in range(len(near) - 2):
        if sum(near[start : start + 3]) >= 2:
            for index in range(start, start + 3):
                flagged[index] = flagged[index] or near[index]
    return flagged


def all_three(near, sides):
    flagged = [False] * len(near)
    for start in range(len(near) - 2):
        window = slice(start, start + 3)
        if sum(near[window]) >= 2 and sides[start] and len(set(sides[window])) == 1:
            flagged[window] = [True] * 3
    return flagged


def outside_is_near(value, group):
    if value is None or group.lower_near is None:
        return False
    return value > group.upper_near or value < group.lower_near


def shift_first(outside, trend, two_of_three, shift, side):
    return LABEL(False, 0, False, True, side) if shift else LABEL(outside, trend, two_of_three, shift, side)


def only_the_last_point(sides, length):
    right = SHIFTS(sides, length)
    return [flag and (index + 1 == len(right) or not right[index + 1]) for index, flag in enumerate(right)]


STEPS, LABEL, SHIFTS = xmr.steps, xmr.label, xmr.shifts

REPLACED = {
    "standard deviation instead of moving range": ("spread", standard_deviation),
    "median moving range": ("spread", median_range),
    "repeated screening": ("screened", screened_again_and_again),
    "ties allowed in a trend": ("steps", ties_count_as_rising),
    "two in three without the same side": ("two_in_three", any_side),
    "outside counted as near": ("is_near", outside_is_near),
    "all three of two in three flagged": ("two_in_three", all_three),
    "wrong precedence": ("label", shift_first),
    "only the last point of a run flagged": ("shifts", only_the_last_point),
}
SETTINGS = {
    "no screening": {"screen": False},
    "shift of 8": {"rules": Rules(shift_length=8)},
    "shift of 6": {"rules": Rules(shift_length=6)},
    "trend of 6": {"rules": Rules(trend_length=6)},
    "limits fixed after 12 by default": {"fix_after_n": 12},
}


@pytest.fixture(autouse=True)
def right_engine(monkeypatch):
    monkeypatch.setattr(xmr, "spread", without_our_fallback)


def test_the_right_engine_has_no_wrong_row(sample):
    assert wrong_rows(sample, limits_too=True) == 0


@pytest.mark.parametrize("mutation", REPLACED)
def test_a_wrong_function_is_noticed(mutation, sample, monkeypatch):
    name, function = REPLACED[mutation]
    monkeypatch.setattr(xmr, name, function)
    assert wrong_rows(sample) > 0


@pytest.mark.parametrize("mutation", SETTINGS)
def test_a_wrong_setting_is_noticed(mutation, sample):
    assert wrong_rows(sample, **SETTINGS[mutation]) > 0


def test_another_constant_is_noticed_by_the_limits(sample):
    """3/1.128 moves no flag here, only the limits, by less than 2e-4."""
    other = replace(MAKING_DATA_COUNT, limit_factor=3 / 1.128)
    check = partial(wrong_rows, sample, rules=other)
    assert check(limits_too=True) > 0


def test_there_are_fifteen_wrong_variants():
    assert len(REPLACED) + len(SETTINGS) + 1 == 15
