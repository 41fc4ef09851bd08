"""Charts of counts, rates, proportions and rare events, against figures that others worked out."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest

from lhs_community.measures.spc.analysis import analyse_as
from lhs_community.measures.spc.moving import moving_ranges_of
from lhs_community.measures.spc.terms import (
    PRESETS,
    Baseline,
    ChartKind,
    Direction,
    LimitNote,
    Observation,
    SpecialCause,
)
from lhs_community.measures.spc.xmr import analyse

pytestmark = pytest.mark.once
FIRST = date(2024, 1, 1)
# Nonconforming cans of frozen orange juice, 30 samples of 50: Montgomery, Introduction to Statistical Quality
# Control, table 6.1: p̄ = 347/1500, limits 0.0524 and 0.4102.
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
# Nonconformities in 26 samples of 100 printed circuit boards: the same, table 6.7: c̄ = 19.85, limits 6.48 and 33.22.
BOARDS = [21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15]
# Purchase orders with errors, 25 samples of unequal size: the same, table 6.4.
SAMPLES = [(12, 100), (8, 80), (6, 80), (9, 100), (10, 110), (12, 110), (11, 100), (16, 100), (10, 90), (6, 90),
           (20, 110), (15, 120), (9, 120), (8, 120), (6, 110), (8, 80), (10, 80), (7, 80), (5, 90), (8, 100),
           (5, 100), (8, 100), (10, 100), (6, 90), (9, 90)]  # fmt: skip


def series(*values):
    return [Observation(FIRST + timedelta(days=index), value) for index, value in enumerate(values)]


def counted(*pairs):
    return [Observation(FIRST + timedelta(days=index), None, *pair) for index, pair in enumerate(pairs)]


def causes(chart):
    return [point.special_cause for point in chart.points]


def test_a_p_chart_has_montgomerys_limits():
    chart = analyse_as(ChartKind.P, counted(*((count, 50) for count in CANS)))
    group = chart.groups[0]
    assert group.centre == pytest.approx(347 / 1500)
    assert (group.lower_limit, group.upper_limit) == pytest.approx((0.0524, 0.4102), abs=5e-5)
    outside = [index + 1 for index, point in enumerate(chart.points) if point.is_outside]
    assert outside == [15, 23]  # the two samples the book investigates


def test_a_p_chart_of_unequal_samples_is_pooled_and_stepped():
    """Table 6.4: p̄ = 234/2450 = 0.0955; with 100 orders 0.007 to 0.184, and sample 11 lies above."""
    chart = analyse_as(ChartKind.P, counted(*SAMPLES))
    assert chart.groups[0].centre == pytest.approx(234 / 2450)
    assert (chart.points[0].lower_limit, chart.points[0].upper_limit) == pytest.approx((0.007, 0.184), abs=5e-4)
    assert chart.points[10].upper_limit == pytest.approx(0.180, abs=5e-4)
    assert chart.points[10].special_cause is SpecialCause.ABOVE_UPPER_LIMIT
    assert len({point.upper_limit for point in chart.points}) == 5
    averaged = sum(count / size for count, size in SAMPLES) / len(SAMPLES)
    assert chart.groups[0].centre != pytest.approx(averaged)


def test_a_c_chart_has_montgomerys_limits():
    chart = analyse_as(ChartKind.C, series(*BOARDS))
    group = chart.groups[0]
    assert group.centre == pytest.approx(516 / 26)
    assert (group.lower_limit, group.upper_limit) == pytest.approx((6.48, 33.22), abs=1e-2)
    assert [index + 1 for index, point in enumerate(chart.points) if point.is_outside] == [6, 20]


def test_a_u_chart_has_montgomerys_limits():
    """Example 6.5, errors per 50 m² of dyed cloth: ū = 153/107.5; roll 1 of 10 units, 0.29 to 2.55."""
    errors = [14, 12, 20, 11, 7, 10, 21, 16, 19, 23]
    units = [10, 8, 13, 10, 9.5, 10, 12, 10.5, 12, 12.5]
    chart = analyse_as(ChartKind.U, counted(*zip(errors, units, strict=True)))
    assert chart.groups[0].centre == pytest.approx(153 / 107.5)
    assert (chart.points[0].lower_limit, chart.points[0].upper_limit) == pytest.approx((0.29, 2.55), abs=6e-3)
    assert not any(causes(chart))


def by_hand_laney(pairs, variance):
    """Laney's formula, written out: σz = mean |z_i − z_(i−1)| / 1.128."""
    centre = sum(count for count, _ in pairs) / sum(size for _, size in pairs)
    scores = [(count / size - centre) / math.sqrt(variance(centre) / size) for count, size in pairs]
    ranges = [abs(later - earlier) for earlier, later in zip(scores, scores[1:], strict=False)]
    return centre, sum(ranges) / len(ranges) / 1.128


@pytest.mark.parametrize(
    ("kind", "plain", "variance"),
    [(ChartKind.P_PRIME, ChartKind.P, lambda p: p * (1 - p)), (ChartKind.U_PRIME, ChartKind.U, lambda u: u)],
)
def test_primed_charts_widen_the_plain_ones_by_laneys_factor(kind, plain, variance):
    pairs = [(round(3_000 + 900 * math.sin(index)), 20_000 + 700 * index) for index in range(18)]
    centre, factor = by_hand_laney(pairs, variance)
    chart, narrow = analyse_as(kind, counted(*pairs), screen=False), analyse_as(plain, counted(*pairs))
    assert chart.groups[0].widening == pytest.approx(factor, rel=1e-9)
    assert factor > 5
    for wide, tight in zip(chart.points, narrow.points, strict=True):
        assert wide.centre == pytest.approx(centre)
        assert wide.upper_limit - centre == pytest.approx(factor * (tight.upper_limit - centre), rel=1e-9)


def test_a_rate_is_said_for_as_many_as_the_measure_says():
    plain = analyse_as(ChartKind.U, counted((14, 3100), (9, 2900), (12, 3000)))
    said = analyse_as(ChartKind.U, counted((14, 3100), (9, 2900), (12, 3000)), per=1000)
    assert said.points[0].value == pytest.approx(14 / 3.1)
    assert said.points[0].upper_limit == pytest.approx(1000 * plain.points[0].upper_limit)


def test_a_c_chart_counts_whatever_it_is_said_for():
    chart = analyse_as(ChartKind.C, counted((14, 3100), (9, 2900), (12, 3000)), per=1000)
    assert [point.value for point in chart.points] == [14, 9, 12]
    assert chart.groups[0].centre == pytest.approx(35 / 3)


def test_proportions_stop_at_nought_and_at_the_whole():
    chart = analyse_as(ChartKind.P, counted((1, 10), (0, 8), (0, 12), (1, 9)), per=100)
    assert {point.lower_limit for point in chart.points} == {0.0}
    full = analyse_as(ChartKind.P, counted((9, 10), (8, 8), (12, 12), (9, 9)), per=100)
    assert {point.upper_limit for point in full.points} == {100.0}


def test_a_g_chart_has_the_median_as_its_centre_and_no_lower_signal():
    gaps = [4, 0, 11, 20, 7, 2, 33, 15, 9, 1, 6, 12]
    chart = analyse_as(ChartKind.G, series(*gaps))
    mean = sum(gaps) / 12
    assert chart.groups[0].centre == 8
    assert chart.groups[0].upper_limit == pytest.approx(mean + 3 * math.sqrt(mean * (mean + 1)))
    assert chart.groups[0].lower_limit == 0


def test_a_t_chart_is_an_xmr_chart_of_the_transformed_times():
    days = [12.0, 3.0, 25.0, 8.0, 41.0, 17.0, 30.0, 6.0, 22.0, 14.0, 9.0, 19.0]
    chart = analyse_as(ChartKind.T, series(*days), screen=False)
    inner = analyse(series(*(day ** (1 / 3.6) for day in days)), screen=False).groups[0]
    reach = 3 / 1.128 * inner.average_moving_range
    assert chart.groups[0].centre == pytest.approx(inner.centre**3.6)
    assert chart.groups[0].upper_limit == pytest.approx((inner.centre + reach) ** 3.6)
    assert chart.groups[0].lower_limit == pytest.approx(max(0, inner.centre - reach) ** 3.6)


def test_a_t_chart_whose_lower_line_falls_below_nought_has_none():
    chart = analyse_as(ChartKind.T, series(0.1, 40, 0.2, 90, 1, 60, 0.1, 30, 200, 0.3), screen=False)
    assert chart.groups[0].lower_limit is None
    assert chart.groups[0].upper_limit > 200
    assert not any(point.is_outside for point in chart.points)


def test_moving_ranges_stand_below_with_a_limit_of_their_own():
    chart = moving_ranges_of(analyse(series(10, 12, 11, 10, None, 12, 30, 11, 12, 11, 12, 10)))
    values = [point.value for point in chart.points]
    assert values == [None, 2, 1, 1, None, None, 18, 19, 1, 1, 1, 2]
    mean = sum(value for value in values if value is not None) / 9
    assert (chart.groups[0].centre, chart.groups[0].lower_limit) == (pytest.approx(mean), 0)
    assert chart.groups[0].upper_limit == pytest.approx(3.267 * mean)
    assert [index for index, point in enumerate(chart.points) if point.special_cause] == [6, 7]


# Baseline, rebasing, rules: the same on every kind ----------------------------------------------------------

ALL = list(ChartKind)


def made(kind, values, **options):
    """Values of any kind: the numerator of 100 where one is needed."""
    given = counted(*((value, 100) for value in values)) if kind.needs_denominator else series(*values)
    return analyse_as(kind, given, **options)


@pytest.mark.parametrize("kind", ALL)
def test_a_baseline_alone_sets_centre_and_limits(kind):
    values = [10, 12, 11, 13, 9, 12, 10, 11, 12, 10, 11, 13] + [30, 33, 31, 29] * 3
    window = Baseline(FIRST, FIRST + timedelta(days=11))
    whole, fixed = made(kind, values, baseline=window), made(kind, values[:12])
    assert whole.groups[0].base_count == 12
    assert whole.groups[0].centre == pytest.approx(fixed.groups[0].centre)
    assert whole.groups[0].upper_limit == (
        None if kind is ChartKind.RUN else pytest.approx(fixed.groups[0].upper_limit)
    )


def test_a_baseline_holds_in_the_stretch_it_lies_in_and_no_other():
    values = [10, 12, 11, 13, 9, 12, 30, 33, 31, 29, 32, 30]
    chart = analyse(
        series(*values),
        rebase=[FIRST + timedelta(days=6)],
        baseline=Baseline(FIRST, FIRST + timedelta(days=2)),
    )
    assert [group.base_count for group in chart.groups] == [3, 6]
    assert chart.groups[0].centre == 11


@pytest.mark.parametrize("kind", ALL)
def test_everything_starts_anew_where_a_chart_is_rebased(kind):
    values = [10, 12, 11, 13, 9, 12, 10, 11, 12, 10, 11, 13] + [30, 33, 31, 29] * 3
    chart = made(kind, values, rebase=[FIRST + timedelta(days=12)])
    assert [group.count for group in chart.groups] == [12, 12]
    assert chart.groups[1].centre > 2 * chart.groups[0].centre
    assert not any(causes(chart))


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind.has_limits])
def test_presets_reach_every_chart_with_limits(kind):
    values = [12, 10] * 8 + [13, 14] * 4
    assert SpecialCause.SHIFT_ABOVE in causes(made(kind, values, rules=PRESETS["western_electric_shift_of_8"]))
    assert SpecialCause.SHIFT_ABOVE not in causes(made(kind, values, rules=PRESETS["sustained_shift_of_9"]))


@pytest.mark.parametrize("kind", ALL)
def test_direction_decides_what_a_signal_means(kind):
    values = [10, 12] * 8 + [14, 13] * 6
    better = made(kind, values, direction=Direction.INCREASE).variation
    worse = made(kind, values, direction=Direction.DECREASE).variation
    assert (better.value, worse.value) == ("improvement_high", "concern_high")


def test_a_value_without_a_denominator_is_drawn_and_not_judged():
    given = [*counted((5, 100), (6, 110), (4, 90)), Observation(FIRST + timedelta(days=9), 80.0)]
    chart = analyse_as(ChartKind.P, given, per=100)
    assert (chart.points[3].value, chart.points[3].centre, chart.points[3].special_cause) == (80.0, None, None)
    assert chart.groups[0].base_count == 3


def test_a_period_with_nothing_to_count_is_a_gap():
    chart = analyse_as(ChartKind.P, counted((5, 100), (0, 0), (4, 90)))
    assert chart.points[1].value is None
    assert chart.groups[0].count == 2


@pytest.mark.parametrize("kind", [ChartKind.P, ChartKind.P_PRIME])
def test_more_than_all_is_no_proportion(kind):
    chart = analyse_as(kind, counted((5, 4), (3, 4), (2, 4)))
    assert chart.groups[0].note is LimitNote.IMPOSSIBLE
    assert chart.groups[0].upper_limit is None


@pytest.mark.parametrize("kind", [ChartKind.C, ChartKind.U, ChartKind.U_PRIME, ChartKind.P, ChartKind.G, ChartKind.T])
def test_a_value_below_nought_leaves_these_without_limits(kind):
    chart = made(kind, [-3, 4, 5, 2])
    assert chart.groups[0].note is LimitNote.IMPOSSIBLE
    assert not any(causes(chart))


@pytest.mark.parametrize("kind", [ChartKind.P, ChartKind.U, ChartKind.P_PRIME])
def test_values_without_any_denominator_are_told_so(kind):
    chart = analyse_as(kind, series(4.0, 5.0, 6.0))
    assert chart.groups[0].note is LimitNote.NO_DENOMINATORS
    assert [point.value for point in chart.points] == [4.0, 5.0, 6.0]
