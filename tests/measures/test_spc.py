"""The engine where the golden answers are silent: gaps, bad input, rebasing, presets, and its words."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from lhs_community.measures.spc import false_alarms, words, xmr
from lhs_community.measures.spc.figures import figures_of, plain_number
from lhs_community.measures.spc.terms import (
    PRESETS,
    Assurance,
    Direction,
    LimitNote,
    Observation,
    SpecialCause,
    Variation,
)

pytestmark = pytest.mark.once
FIRST = date(2024, 1, 1)


def series(*values, first=FIRST, step=1):
    return [Observation(first + timedelta(days=index * step), value) for index, value in enumerate(values)]


def monthly(*values):
    return [Observation(date(2023 + index // 12, index % 12 + 1, 1), value) for index, value in enumerate(values)]


def causes(chart):
    return [point.special_cause for point in chart.points]


def test_an_empty_series_is_an_empty_chart():
    chart = xmr.analyse([])
    assert (chart.points, chart.groups, chart.variation, chart.assurance, chart.last) == (
        (),
        (),
        None,
        None,
        None,
    )
    assert words.explain(chart) == "There are no values yet."


def test_one_value_has_a_mean_and_no_limits():
    chart = xmr.analyse(series(3.0), direction=Direction.INCREASE, target=2.0)
    assert (chart.points[0].centre, chart.points[0].upper_limit) == (3.0, None)
    assert chart.groups[0].note is LimitNote.TOO_FEW
    assert chart.assurance is Assurance.INCONSISTENT


@pytest.mark.parametrize(
    "observations",
    [series(1.0, float("nan")), series(float("inf")), [Observation(FIRST, 1.0)] * 2, series(1.0, 2.0)[::-1]],
    ids=["nan", "infinite", "date twice", "out of order"],
)
def test_unsound_series_are_refused(observations):
    with pytest.raises(ValueError, match="must"):
        xmr.analyse(observations)


def test_unsound_settings_are_refused():
    with pytest.raises(ValueError, match="target"):
        xmr.analyse(series(1.0), target=float("nan"))
    with pytest.raises(ValueError, match="fixed"):
        xmr.analyse(series(1.0), fix_after_n=0)


def test_a_gap_gives_no_moving_range_on_either_side():
    chart = xmr.analyse(series(5.0, None, 50.0, 51.0), screen=False)
    assert chart.groups[0].average_moving_range == 1.0
    assert chart.points[1].special_cause is None
    assert chart.points[1].side is None


def test_a_gap_breaks_a_shift_and_a_trend():
    run = [1.0] * 4 + [None] + [1.0] * 4
    chart = xmr.analyse(series(*run, *[0.0, 3.0] * 6), direction=Direction.INCREASE)
    assert SpecialCause.SHIFT_BELOW not in causes(chart)
    rising = [float(value) for value in range(1, 5)] + [None] + [float(value) for value in range(5, 9)]
    assert SpecialCause.TREND_UP not in causes(xmr.analyse(series(*rising)))


def test_the_last_value_decides_the_icon_even_before_a_gap():
    chart = xmr.analyse(series(*[1.0, 2.0] * 7, 9.0, None), direction=Direction.DECREASE)
    assert chart.variation is Variation.CONCERN_HIGH


def test_runs_restart_where_the_chart_is_rebased():
    values = [1.0, 3.0] * 6 + [11.0, 13.0, 11.0, 13.0]
    plain = xmr.analyse(series(*values))
    rebased = xmr.analyse(series(*values), rebase=[FIRST + timedelta(days=12)])
    assert any(causes(plain))
    assert not any(causes(rebased))
    assert [group.centre for group in rebased.groups] == [2.0, 12.0]
    assert rebased.points[12].group == 1


def test_a_rebase_between_dates_takes_the_next_one_and_one_outside_the_series_changes_nothing():
    weekly = series(*[1.0, 2.0] * 6, step=7)
    inside = xmr.analyse(weekly, rebase=[FIRST + timedelta(days=10)])
    assert [group.start for group in inside.groups] == [FIRST, FIRST + timedelta(days=14)]
    outside = xmr.analyse(weekly, rebase=[FIRST - timedelta(days=1), FIRST + timedelta(days=999)])
    assert len(outside.groups) == 1


@pytest.mark.parametrize(
    ("preset", "length"),
    [
        ("making_data_count", 7),
        ("run_chart_shift_of_6", 6),
        ("western_electric_shift_of_8", 8),
        ("sustained_shift_of_9", 9),
    ],
)
def test_presets_need_a_run_of_their_own_length(preset, length):
    def has_shift(run):
        values = [3.0, -3.0] * 10 + [0.5, 1.5] * 6
        chart = xmr.analyse(series(*values[:20], *values[20 : 20 + run], -3.0), rules=PRESETS[preset])
        return SpecialCause.SHIFT_ABOVE in causes(chart)

    # The value before the run is below the mean, so the run is exactly as long as it is made.
    assert has_shift(length)
    assert not has_shift(length - 1)


def test_a_tie_between_two_rising_trends_keeps_the_direction_of_the_first():
    values = [1.0, 2, 3, 4, 5, 6, 7, 7, 8, 9, 10, 11, 12, 13]
    assert xmr.trends(values, 7) == [1] * 14


def test_equal_decimals_lie_on_their_own_mean():
    chart = xmr.analyse(series(*[0.1] * 7, *[0.1] * 7))
    assert {point.side for point in chart.points} == {0}


def test_very_large_and_negative_values_have_limits():
    chart = xmr.analyse(series(*[1e9, -1e9, 1e9 + 1] * 5))
    assert chart.groups[0].lower_limit < -1e9 < 1e9 < chart.groups[0].upper_limit
    assert "e+" not in words.explain(chart)


def test_five_thousand_points_are_analysed():
    values = random.Random(1)  # noqa: S311  a series, not a secret
    chart = xmr.analyse(series(*[values.gauss(50, 5) for _ in range(5000)]))
    assert len(chart.points) == 5000


# Words ---------------------------------------------------------------------------------------------------


def test_words_for_a_stable_process_do_not_chase_single_values():
    said = words.explain(xmr.analyse(monthly(*[50.0, 52.0] * 8), direction=Direction.INCREASE), "%")
    assert "16 values from January 2023 to April 2024, with a mean of 51%" in said
    assert "is within what this process usually does (common cause variation)" in said
    assert "No value stands out" in said


@pytest.mark.parametrize(
    ("direction", "sense"),
    [
        ("increase", "a change for the better"),
        ("decrease", "a change for the worse"),
        ("neutral", "asking what changed"),
    ],
)
def test_words_for_a_signal_say_its_sense(direction, sense):
    chart = xmr.analyse(monthly(*[50.0, 52.0] * 8, 90.0), direction=Direction(direction))
    said = words.explain(chart)
    assert "The latest value, 90 in May 2024, is above the upper limit" in said
    assert sense in said


@pytest.mark.parametrize(
    ("target", "said"),
    [(40.0, "it will go on being met"), (60.0, "it will go on being missed"), (51.0, "by chance")],
)
def test_words_for_a_target(target, said):
    chart = xmr.analyse(monthly(*[50.0, 52.0] * 8), direction=Direction.INCREASE, target=target)
    assert said in words.explain(chart)


def test_a_target_without_limits_is_counted_instead():
    chart = xmr.analyse(monthly(*[100.0] * 14), direction=Direction.INCREASE, target=95.0)
    assert "14 of 14 values meet it" in words.explain(chart)


def test_words_tell_of_trial_limits_gaps_rebasing_screening_and_fixed_limits():
    said = words.explain(xmr.analyse(monthly(4.0, 5.0, 4.0, None, 6.0)))
    assert "trial limits" in said
    assert "1 period has no value" in said
    rebased = xmr.analyse(monthly(*[1.0, 2.0] * 12), rebase=[date(2024, 1, 1)])
    assert "worked out anew from January 2024" in words.explain(rebased)
    screened = xmr.analyse(monthly(*[1.0, 2.0] * 8, 30.0, 1.0))
    assert "extreme moving ranges were left out" in words.explain(screened)
    fixed = xmr.analyse(monthly(*[1.0, 2.0] * 9), fix_after_n=12)
    assert "fixed from the first 12 values" in words.explain(fixed)


def test_earlier_signals_are_told_newest_first_and_counted_when_many():
    values = ([50.0, 54.0] * 8 + [80.0]) * 5 + [50.0, 54.0] * 3
    chart = xmr.analyse(series(*values), direction=Direction.DECREASE)
    said = words.explain(chart)
    assert len(words.signals(chart)) == 5
    assert "and 2 more before that" in said
    assert said.index("25 March 2024") < said.index("8 March 2024")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1234567.0, "1,234,567"),
        (-0.5, "−0.5"),
        (-0.00001, "0"),
        (5.0, "5"),
        (100.0, "100"),
        (1e9, "1,000,000,000"),
    ],
)
def test_numbers_are_written_for_people(number, text):
    assert plain_number(number) == text


def test_small_values_keep_figures_that_tell_them_apart():
    chart = xmr.analyse(series(*[0.0001, 0.0003] * 8))
    assert figures_of(chart).computed(chart.groups[0].upper_limit) == "0.00073"


# False alarms --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "chance"), [(11, None), (12, 0.06), (18, 0.12), (24, 0.18), (60, 0.47), (500, 0.47)])
def test_false_alarms_follow_the_measured_table(count, chance):
    assert false_alarms.chance_of_signal(count) == (chance if chance is None else pytest.approx(chance))


def test_the_false_alarm_note_says_one_in_how_many_and_its_source():
    said = false_alarms.note(xmr.analyse(series(*[1.0, 2.0] * 12)))
    assert said.startswith("About 1 in 6 stable processes of this length (24 values)")
    assert "4,000 simulated" in said
    assert "At least 1 in 2" in false_alarms.note(xmr.analyse(series(*[1.0, 2.0] * 60)))
    assert "not been measured" in false_alarms.note(xmr.analyse(series(1.0, 2.0)))
    assert "only our default rules" in false_alarms.note(
        xmr.analyse(series(1.0, 2.0), rules=PRESETS["sustained_shift_of_9"])
    )
    assert "more frequent" in false_alarms.note(xmr.analyse(series(*[1.0, 2.0] * 12), fix_after_n=12))


def test_the_measured_table_is_about_right_for_24_values():
    noise = random.Random(7)  # noqa: S311  a series, not a secret
    alarms = sum(any(causes(xmr.analyse(series(*[noise.gauss(0, 1) for _ in range(24)])))) for _ in range(400))
    assert alarms / 400 == pytest.approx(0.18, abs=0.06)
