"""Whatever is plotted is drawn, or it is said why not: awkward series as every kind of chart, and laws of them all."""

from __future__ import annotations

import math
import random
import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from lhs_community.measures.chart.drawing import NARROW, SMALL, WIDE, draw
from lhs_community.measures.chart.study import ChartStudy
from lhs_community.measures.spc import false_alarms, kinds, words
from lhs_community.measures.spc.advice import advice
from lhs_community.measures.spc.analysis import analyse_as
from lhs_community.measures.spc.terms import (
    ANHOEJ,
    RUN_CHART_PRESETS,
    ChartKind,
    Direction,
    Observation,
    PointType,
)

pytestmark = pytest.mark.once
FIRST = date(2024, 1, 1)
ALL = list(ChartKind)
NOISE = random.Random(4)  # noqa: S311  a series, not a secret
AWKWARD = {
    "empty": [],
    "nothing but gaps": [None, None],
    "one": [3.0],
    "two": [3.0, 4.0],
    "constant": [5.0] * 15,
    "all nought": [0.0] * 15,
    "gaps": [4.0, None, 5.0, None, None, 6.0, 5.0, 4.0, None, 5.0, 6.0, 4.0, 5.0, 7.0],
    "huge": [1e9, 1.1e9, 0.9e9] * 5,
    "tiny": [1e-7, 2e-7, 3e-7] * 5,
    "negative": [-4.0, -6.0, 5.0] * 5,
    "over a hundred": [120.0, 130.0, 110.0] * 5,
    "five thousand": [abs(NOISE.gauss(50, 5)) for _ in range(5000)],
}


def observed(kind, values, size=100.0):
    return [
        Observation(
            FIRST + timedelta(days=index),
            None if kind.needs_denominator else value,
            *((value, size) if kind.needs_denominator else ()),
        )
        for index, value in enumerate(values)
    ]


def everything_said(chart):
    return " ".join(
        [
            words.explain(chart, "%"),
            words.headline(chart, "%"),
            words.assurance_label(chart),
            words.short_variation(chart),
            false_alarms.note(chart),
            kinds.how_made(chart),
            *advice(chart),
        ]
    )


def require_sense(chart):
    """Words for people, and every place of every drawing within it."""
    said = everything_said(chart)
    assert not re.search(r"\bnan\b|\binf\b|None|\de[+-]\d|\{", said), said
    for size in (WIDE, NARROW, SMALL):
        drawn = draw(chart, size, unit="%")
        assert (drawn is None) == (chart.last is None)
        if drawn is None:
            continue
        assert all(drawn.left <= mark.x <= drawn.right and drawn.top <= mark.y <= drawn.bottom for mark in drawn.marks)
        heights = [
            float(height)
            for one in drawn.stretches
            for path in (one.centre, one.upper, one.lower)
            for height in re.findall(r"(?:M\S+ |V)([-.\d]+)", path)
        ]
        assert all(drawn.top - 0.1 <= height <= drawn.bottom + 0.1 for height in heights)
        assert "nan" not in repr(drawn)


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("name", AWKWARD)
def test_an_awkward_series_is_drawn_or_explained(kind, name):
    values = AWKWARD[name]
    chart = analyse_as(kind, observed(kind, values), target=4.0, direction=Direction.INCREASE)
    assert len(chart.points) == len(values)
    require_sense(chart)
    if not any(value is not None for value in values):
        assert words.explain(chart) == "There are no values yet."


@pytest.mark.parametrize("kind", ALL)
def test_a_series_in_no_order_is_put_in_order(kind):
    values = [5.0, 7.0, 6.0, 8.0, 5.0, 9.0, 6.0, 7.0, 8.0, 6.0, 5.0, 7.0]
    ordered = observed(kind, values)
    assert analyse_as(kind, ordered[::-1]) == analyse_as(kind, ordered)


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize(
    "spoil",
    [
        lambda own: [*own, own[0]],
        lambda own: [*own, Observation(date(2025, 1, 1), math.inf, math.inf, 1.0)],
        lambda own: [*own, Observation(date(2025, 1, 1), math.nan, 1.0, math.nan)],
    ],
    ids=["a day twice", "infinite", "not a number"],
)
def test_what_cannot_be_a_series_is_refused_in_words(kind, spoil):
    with pytest.raises(ValueError, match="must"):
        analyse_as(kind, spoil(observed(kind, [4.0, 5.0])))


def test_a_rate_is_said_for_more_than_nought():
    with pytest.raises(ValueError, match="more than nought"):
        analyse_as(ChartKind.U, [], per=0)


# Laws ----------------------------------------------------------------------------------------------------

numbers = st.floats(0, 1e6).map(lambda number: round(number, 3))
some_values = st.lists(st.none() | numbers | st.sampled_from([0.0, 4.0, 5.0]), max_size=45)
sizes = st.lists(st.none() | st.sampled_from([0.0, 3.0, 40.0, 41.5, 900.0]), min_size=45, max_size=45)


@given(
    kind=st.sampled_from(ALL), values=some_values, below=sizes, cut=st.integers(0, 50), per=st.sampled_from([1, 100])
)
@settings(max_examples=150, deadline=None)
def test_every_series_makes_sense_as_every_chart(kind, values, below, cut, per):
    given_ = [
        Observation(FIRST + timedelta(days=index), value, *((value, size) if kind.needs_denominator else ()))
        for index, (value, size) in enumerate(zip(values, below, strict=False))
    ]
    chart = analyse_as(kind, given_, rebase=[FIRST + timedelta(days=cut)], per=per, direction=Direction.DECREASE)
    require_sense(chart)
    for point in chart.points:
        if point.upper_limit is not None:
            slack = 1e-9 * max(1.0, abs(point.upper_limit))
            assert (point.lower_limit or 0) - slack <= point.upper_limit
            assert kind is ChartKind.G or point.centre <= point.upper_limit + slack
        if point.value is None:
            assert (point.special_cause, point.side, point.is_outside) == (None, None, False)
        assert (point.special_cause is None) == (point.point_type is PointType.COMMON_CAUSE)


@given(values=st.lists(st.integers(0, 40), min_size=2, max_size=40), by=st.integers(-500, 500), times=st.integers(1, 9))
@settings(max_examples=100, deadline=None)
@pytest.mark.parametrize("kind", [ChartKind.XMR, ChartKind.RUN])
def test_moving_or_stretching_a_series_moves_no_flag(kind, values, by, times):
    """In whole numbers of eighths, so that rounding puts no value off its line."""
    plain = analyse_as(kind, observed(kind, [value / 8 for value in values]))
    moved = analyse_as(kind, observed(kind, [times * value / 8 + by for value in values]))
    near_a_line = any(
        abs(point.value - line) < 1e-6
        for point in plain.points
        for group in plain.groups
        for line in (group.upper_limit, group.lower_limit, group.upper_near, group.lower_near, group.centre)
        if line is not None and kind is ChartKind.XMR
    )
    if not near_a_line:
        assert [one.special_cause for one in plain.points] == [one.special_cause for one in moved.points]


@given(values=st.lists(st.integers(0, 6), min_size=10, max_size=40))
@settings(max_examples=100, deadline=None)
@pytest.mark.parametrize("rules", RUN_CHART_PRESETS.values(), ids=RUN_CHART_PRESETS)
def test_a_run_chart_seen_upside_down_has_the_same_signals(rules, values):
    upright = analyse_as(ChartKind.RUN, observed(ChartKind.RUN, values), rules=rules)
    turned = analyse_as(ChartKind.RUN, observed(ChartKind.RUN, [-value for value in values]), rules=rules)
    flipped = {"above": "below", "below": "above", "up": "down", "down": "up"}
    for here, there in zip(upright.points, turned.points, strict=True):
        assert (here.special_cause is None) == (there.special_cause is None)
        if here.special_cause and there.special_cause:
            name, way = here.special_cause.value.rsplit("_", 1)
            assert there.special_cause.value == f"{name}_{flipped[way]}"
    assert upright.groups[0].runs == turned.groups[0].runs


@given(values=st.lists(numbers, min_size=10, max_size=60))
@settings(max_examples=60, deadline=None)
def test_anhoejs_rules_flag_runs_that_are_unusually_long_for_their_series(values):
    chart = analyse_as(ChartKind.RUN, observed(ChartKind.RUN, values), rules=ANHOEJ)
    found = chart.groups[0].runs
    flagged = any(point.special_cause for point in chart.points)
    assert flagged == (found.longest_allowed is not None and found.longest > found.longest_allowed)


# Studies, as the pages show them -------------------------------------------------------------------------


def test_only_an_xmr_chart_has_moving_ranges_below():
    made = {
        kind: ChartStudy("Waits", "days", analyse_as(kind, observed(kind, [3.0, 4.0, 5.0, 4.0]))).moving_ranges
        for kind in ALL
    }
    assert [kind for kind, below in made.items() if below] == [ChartKind.XMR]
    assert ChartStudy("Waits", "days", analyse_as(ChartKind.XMR, [])).moving_ranges is None
    below = made[ChartKind.XMR]
    assert below.wide.marks[-1].label == "4 January 2024: 1 days"


def test_limits_that_differ_from_point_to_point_are_drawn_in_steps():
    own = [Observation(FIRST + timedelta(days=index), None, 20, 100 + 50 * (index % 2)) for index in range(6)]
    steps = draw(analyse_as(ChartKind.P, own), WIDE).stretches[0]
    assert steps.upper.count("V") == 5
    assert steps.band.count("Z") == 6
    gap = [*own[:3], Observation(FIRST + timedelta(days=3), None), *own[4:]]
    assert draw(analyse_as(ChartKind.P, gap), WIDE).stretches[0].upper.count("M") == 2


def test_a_run_chart_has_a_median_and_no_limits():
    chart = analyse_as(ChartKind.RUN, observed(ChartKind.RUN, [3.0, 4.0, 5.0, 9.0]))
    drawn = draw(chart, WIDE)
    assert [label.text for label in drawn.labels] == ["Median 4.5"]
    assert (drawn.stretches[0].upper, drawn.stretches[0].band) == ("", "")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=lambda size: size.name)
@pytest.mark.parametrize("kind", [ChartKind.XMR, ChartKind.RUN, ChartKind.T])
def test_end_labels_have_the_room_that_the_widest_letters_take(size, kind):
    """DejaVu Sans Bold, in thousandths of the letters' height."""
    shares = dict.fromkeys("0123456789", 0.696) | {
        "M": 0.995, "e": 0.678, "d": 0.716, "i": 0.343, "a": 0.675, "n": 0.712, " ": 0.348, ".": 0.38, "−": 0.838,
        "C": 0.734, "t": 0.478, "r": 0.493, "l": 0.343,
    }  # fmt: skip
    drawn = draw(analyse_as(kind, observed(kind, [27.0, 26.0, 28.0, 27.0])), size)
    (label,) = [label for label in drawn.labels if label.kind == "mean"]
    assert drawn.right + 6 + sum(shares[letter] for letter in label.text) * size.letters <= size.width
