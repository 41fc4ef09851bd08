"""The engine against the answers of the programs that "Making Data Count" teams use: see tests/data/spc."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from lhs_community.measures.spc import xmr
from lhs_community.measures.spc.terms import (
    Assurance,
    Direction,
    Group,
    LimitNote,
    Observation,
    Point,
    PointType,
    Rules,
    SpecialCause,
)
from tests.measures import golden

pytestmark = pytest.mark.once


def without_our_fallback(base: xmr.Values, screen: bool, rules: Rules) -> xmr.Spread:
    """`xmr.spread` with our one difference of A10 taken back: screening may leave a spread of nothing."""
    ranges = xmr.moving_ranges(base)
    if not ranges or (screen and not any(ranges)):
        return xmr.Spread(None, 0, LimitNote.TOO_FEW)
    kept = xmr.screened(ranges, rules.screen_factor) if screen else ranges
    return xmr.Spread(xmr.average(kept), len(ranges) - len(kept), LimitNote.ORDINARY)


def test_the_golden_files_are_complete():
    counts = {file.name: sum(len(one.dates) for one in golden.series_of(file)) for file in golden.FILES}
    assert counts == {file.name: file.rows for file in golden.FILES}
    assert sum(counts.values()) == 31_390


@pytest.mark.parametrize("file", golden.FILES, ids=lambda file: file.name)
def test_every_golden_row_is_reproduced(file, monkeypatch):
    """Limits at 1e-9, every flag and every label, with our deliberate difference taken back."""
    monkeypatch.setattr(xmr, "spread", without_our_fallback)
    assert [wrong for series in golden.series_of(file) for wrong in golden.differences(series)] == []


def test_the_only_rows_where_we_differ_are_those_whose_limits_fall_on_the_mean():
    """Domain rule A10: 24 series of nearly all noughts; the original makes every point a special cause."""
    rows = 0
    for file in golden.FILES:
        for series in golden.series_of(file):
            chart = series.analyse()
            undone = {group.number for group in chart.groups if group.note is LimitNote.SCREENING_UNDONE}
            answers = [one for one in series.answers if one.group in undone]
            assert all(one.lower == one.mean == one.upper for one in answers)
            rows += len(answers)
            if not undone:
                assert not list(golden.differences(series, chart))
    assert rows == 666


def test_all_assurance_icons_are_reproduced():
    rows = golden.assurance_rows()
    assert len(rows) == 615
    wrong = []
    for row in rows:
        mean, lower, upper = (golden.number(row[name]) for name in ("mean", "lpl", "upl"))
        kind = PointType(row["last_point_type"])
        last = Point(date(2024, 1, 1), mean, 0, mean, lower, upper, 0, False, False, None, kind)
        icon = xmr.assurance_of(last, float(row["target"]), Direction(row["direction"]))
        if icon != (Assurance(row["assurance"]) if row["assurance"] else None):
            wrong.append((row, icon))
    assert wrong == []


DELIBERATE = {"constant_but_last", "n12_short_warning", "constant_series"}


@pytest.mark.parametrize("name", sorted(set(golden.edge_cases()) - DELIBERATE))
def test_edge_cases_are_reproduced(name):
    series = golden.edge_cases()[name]
    chart = series.analyse()
    assert list(golden.differences(series, chart)) == []
    for point, answer in zip(chart.points, series.answers, strict=True):
        group = chart.groups[point.group]
        assert group.is_trial == (answer.is_short and group.count != 12)  # twelve: as n12_short_warning


def test_there_are_33_edge_cases():
    assert len(golden.edge_cases()) == 33


def test_differing_on_purpose_a_constant_series_is_said_to_have_no_variation():
    chart = golden.edge_cases()["constant_series"].analyse()
    assert chart.groups[0].note is LimitNote.NO_VARIATION
    assert {(point.centre, point.upper_limit, point.special_cause) for point in chart.points} == {(5.0, None, None)}


def test_differing_on_purpose_screening_is_undone_where_it_would_leave_no_variation():
    chart = golden.edge_cases()["constant_but_last"].analyse()
    assert chart.groups[0].note is LimitNote.SCREENING_UNDONE
    unscreened = golden.edge_cases()["constant_but_last_unscreened"]
    assert list(golden.differences(unscreened, chart)) == []


def test_differing_on_purpose_twelve_values_are_no_longer_a_trial():
    series = golden.edge_cases()["n12_short_warning"]
    chart = series.analyse()
    assert list(golden.differences(series, chart)) == []
    assert series.answers[0].is_short
    assert not chart.groups[0].is_trial


# The Python port's own vectors ---------------------------------------------------------------------------

VECTORS = json.loads((golden.FOLDER / "nhspy" / "unit_vectors.json").read_text())


def vectors(function):
    chosen = [one for one in VECTORS if one["function"] == function]
    assert chosen
    return pytest.mark.parametrize("vector", chosen, ids=[one["test"] for one in chosen])


def analysed(values, **options):
    first = date(2024, 1, 1)
    return xmr.analyse([Observation(first + timedelta(days=n), v) for n, v in enumerate(values)], **options)


@vectors("limits_calculations")
def test_port_limits(vector):
    group: Group = analysed(vector["values"], screen=False).groups[0]
    ours = (group.centre, group.lower_limit, group.upper_limit, group.lower_near, group.upper_near)
    assert ours == pytest.approx(vector["expected"], rel=1e-9, abs=1e-12)


@vectors("seven_point_trend")
def test_port_trend(vector):
    """The port marks the last point of each window of seven; a point is in a trend if a window holds it."""
    ends = vector["expected"]
    member = [any(ends[index : index + 7]) for index in range(len(ends))]
    assert [bool(one) for one in xmr.trends(vector["values"], 7)] == member


@vectors("seven_point_one_side_mean")
def test_port_shift(vector):
    ends = [False] * len(vector["expected"]) if "disagrees_with_R" in vector else vector["expected"]
    sides = [(value > 0) - (value < 0) if abs(value) <= 1 else value for value in vector["values"]]
    member = [any(ends[index : index + 7]) for index in range(len(ends))]
    assert xmr.shifts(sides, 7) == member


@vectors("two_in_three")
def test_port_two_in_three(vector):
    """Ours joins the port's two steps: in a window, and itself near. Our lists are always of one length."""
    near, sides = vector["bool_values"], vector["values"]
    if len(near) != len(sides):
        return
    assert xmr.two_in_three(near, sides) == [
        bool(window and close) for window, close in zip(vector["expected"], near, strict=True)
    ]


@vectors("pandas_spc_x_calc")
def test_port_whole_chart(vector):
    chart = analysed(vector["values"], fix_after_n=vector["fix_after"])
    expected = vector["expected"]
    if "degenerate" in vector["test"]:
        assert chart.groups[0].note is LimitNote.SCREENING_UNDONE
        return
    group = chart.groups[0]
    assert (group.centre, group.lower_limit, group.upper_limit) == pytest.approx(
        (expected["mean"], expected["lpl"], expected["upl"]), rel=1e-9
    )
    assert [point.is_outside for point in chart.points] == [bool(flag) for flag in expected["outside"]]
    assert [point.side for point in chart.points] == expected["relative"]
    assert [point.is_near for point in chart.points] == [bool(flag) for flag in expected["close"]]
    flags = [point.special_cause is not None for point in chart.points]
    assert flags == [bool(flag) for flag in expected["special_cause_flag"]]


def test_the_words_of_special_causes_are_all_used_by_the_golden_answers():
    used = {one.cause for file in golden.FILES for series in golden.series_of(file) for one in series.answers}
    assert used == {None, *SpecialCause}
