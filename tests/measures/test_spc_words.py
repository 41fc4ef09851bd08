"""What charts of other kinds than XmR say, made from their flags alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lhs_community.measures.spc import false_alarms, kinds, words
from lhs_community.measures.spc.analysis import analyse_as
from lhs_community.measures.spc.terms import (
    ANHOEJ,
    PRESETS,
    Baseline,
    ChartKind,
    Direction,
    Observation,
)

pytestmark = pytest.mark.once


def monthly(*values, size=None):
    return [
        Observation(date(2023 + index // 12, index % 12 + 1, 1), None if size else value, value if size else None, size)
        for index, value in enumerate(values)
    ]


def run(*values, **options):
    return analyse_as(ChartKind.RUN, monthly(*values), **options)


STEADY = [5.0, 7.0, 5.5, 7.5, 7.2, 5.2, 6.8, 7.4, 5.1, 5.3, 7.1, 5.6]


def test_a_run_chart_tells_its_median_and_its_runs():
    said = words.explain(run(*STEADY))
    assert said.startswith("12 values from January 2023 to December 2023, with a median of 6.2.")
    assert "belongs to no shift and no trend" in said
    assert "There are 9 runs about the median, where chance gives 4 to 10." in said
    assert "limit" not in said


def test_a_run_chart_of_nine_values_is_plotted_and_not_judged():
    chart = run(*range(9), direction=Direction.INCREASE)
    assert "With 9 values it is plotted and not judged: the rules of run charts need 10." in words.explain(chart)
    assert not any(point.special_cause for point in chart.points)
    assert "too little to judge yet" in words.headline(chart)


def test_a_shift_on_a_run_chart_is_told_with_the_median():
    chart = run(*STEADY, 9.0, 9.5, 9.1, 9.3, 9.4, 9.2, direction=Direction.INCREASE, fix_after_n=12)
    said = words.explain(chart)
    assert "belongs to a run of 6 or more values above the median" in said
    assert "it is a change for the better" in said
    assert "The median is fixed from the first 12 values." in said
    assert "fixed median" in false_alarms.note(chart)


def test_a_short_trend_is_told_with_the_doubt_it_deserves():
    chart = run(*STEADY, 5.7, 5.9, 6.15, 6.3)
    assert "Trends this short often come by chance" in words.explain(chart)


def test_too_few_and_too_many_runs_are_told():
    assert "There are only 2 runs" in words.explain(run(*[1.0, 2.0] * 6, *[8.0, 9.0] * 6))
    assert "two processes are mixed" in words.explain(run(*[1.0, 9.0] * 12))


def test_one_value_far_from_the_rest_is_asked_about():
    said = words.explain(run(*STEADY, 60.0))
    assert "60 (January 2024) lies far from the rest: ask what happened." in said


def test_a_lasting_improvement_is_offered_a_new_median_that_is_never_set_by_itself():
    values = [*STEADY, *[9.0, 9.4, 9.2] * 4]
    better = run(*values, direction=Direction.INCREASE)
    assert "by NHS Scotland’s way the median would be 9.2 from January 2024" in words.explain(better)
    assert len(better.groups) == 1
    assert "Scotland" not in words.explain(run(*values, direction=Direction.DECREASE))
    assert "Scotland" not in words.explain(run(None, *STEADY, *STEADY, direction=Direction.INCREASE))


def test_anhoejs_rules_are_told_by_their_two_figures():
    said = words.explain(run(*[1.0, 2.0, 3.0] * 4, *[8.0, 9.0, 7.0] * 4, rules=ANHOEJ))
    assert "The longest run has 12 values; up to 8 come by chance" in said
    assert "crosses the median once; fewer than 8 is unusual: a signal of change" in said
    assert "no sign of change" in words.explain(run(*STEADY, rules=ANHOEJ))


def test_limits_that_differ_are_told_for_the_latest_denominator():
    chart = analyse_as(ChartKind.P, monthly(12.0, 15.0, 11.0, 14.0, size=120.0), per=100)
    assert "with the latest denominator" in words.explain(chart, "%")


def test_primed_limits_say_how_much_wider_they_are():
    chart = analyse_as(ChartKind.U_PRIME, monthly(*[200.0, 300.0] * 8, size=1000.0))
    assert "times as wide as chance alone would make them" in words.explain(chart)


def test_a_chart_that_cannot_be_says_which_can():
    nothing_below = words.explain(analyse_as(ChartKind.P, monthly(12.0, 15.0)))
    assert "no numerator and denominator, which a p chart is made from" in nothing_below
    assert "A u chart takes it" in words.explain(analyse_as(ChartKind.P, monthly(12.0, 15.0, size=10.0)))
    assert "an XmR chart takes it" in words.explain(analyse_as(ChartKind.C, monthly(-1.0, 15.0, 3.0)))


def test_a_t_chart_without_a_lower_limit_tells_the_upper_one():
    chart = analyse_as(ChartKind.T, monthly(0.1, 40, 0.2, 90, 1, 60, 0.1, 30, 200, 0.3), screen=False)
    assert "values are expected up to" in words.explain(chart, "days")


def test_a_baseline_is_named_where_it_sets_the_lines():
    window = Baseline(date(2023, 1, 1), date(2023, 12, 31))
    chart = analyse_as(ChartKind.XMR, monthly(*[5.0, 6.0] * 9), baseline=window)
    assert "The mean and limits are fixed from the 12 values of the baseline." in words.explain(chart)


def test_a_new_median_is_told_as_such():
    chart = run(*[5.0, 6.0] * 6, *[8.0, 9.0] * 6, rebase=[date(2024, 1, 1)])
    assert "The median was worked out anew from January 2024; the earlier one stays" in words.explain(chart)


@pytest.mark.parametrize("kind", ChartKind)
def test_every_chart_names_its_rules(kind):
    said = kinds.how_made(analyse_as(kind, monthly(4.0, 5.0, 6.0, size=100.0 if kind.needs_denominator else None)))
    assert said.startswith(kinds.KIND_NAMES[kind])
    assert "Rules: " in said
    assert ("moving ranges" in said) == (kind.value in ("xmr", "t", "p_prime", "u_prime"))


@pytest.mark.parametrize("kind", ChartKind)
def test_every_chart_tells_how_often_its_rules_cry_wolf(kind):
    values = [4.0, 5.0, 6.0, 5.0] * 6
    own = analyse_as(kind, monthly(*values, size=100.0 if kind.needs_denominator else None))
    note = false_alarms.note(own)
    assert "stable processes of this length (24 values)" in note
    assert "4,000 simulated" in note


def test_the_notes_follow_the_measured_tables():
    chart = run(*STEADY, *STEADY)
    assert "About 1 in 3 stable processes" in false_alarms.note(chart)
    assert "short trends" in false_alarms.note(chart)
    assert "About 1 in 33 stable" in false_alarms.note(run(*STEADY, *STEADY, rules=ANHOEJ))
    assert "At least 8 in 10" in false_alarms.note(run(*STEADY * 6))
    assert "only our default rules" in false_alarms.note(run(*STEADY, rules=PRESETS["sustained_shift_of_9"]))


def test_gaps_are_passed_over_on_a_run_chart_and_said_so():
    days = [date(2024, 1, 1) + timedelta(days=index) for index in range(13)]
    values = [*STEADY[:6], None, *STEADY[6:]]
    chart = analyse_as(ChartKind.RUN, [Observation(day, value) for day, value in zip(days, values, strict=True)])
    assert "1 period has no value; gaps are passed over." in words.explain(chart)
