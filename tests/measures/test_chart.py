"""The drawing: axes that do not lie, shapes beside colours, and nothing missing that the table has."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from lhs_community.foundation.scales import Scale, date_ticks, spread_out, value_ticks
from lhs_community.measures.chart.drawing import NARROW, SMALL, WIDE, Bounds, Remark, draw
from lhs_community.measures.chart.lettering import text_width
from lhs_community.measures.spc.terms import Direction, Observation
from lhs_community.measures.spc.xmr import analyse

pytestmark = pytest.mark.once
FIRST = date(2023, 1, 1)


def chart(*values, step=1, **options):
    days = [FIRST + timedelta(days=index * step) for index in range(len(values))]
    return analyse([Observation(day, value) for day, value in zip(days, values, strict=True)], **options)


@pytest.mark.parametrize(
    ("numbers", "ticks"),
    [
        ([3, 9], [0, 2, 4, 6, 8, 10]),
        ([0.91, 0.98], [0.9, 0.92, 0.94, 0.96, 0.98]),
        ([-7, 12], [-10, -5, 0, 5, 10, 15]),
        ([5], [4.4, 4.6, 4.8, 5, 5.2, 5.4, 5.6]),
        ([0], [0, 0.2, 0.4, 0.6, 0.8, 1]),
        ([1e9, 3e9], [0, 1e9, 2e9, 3e9]),
    ],
)
def test_value_ticks_are_round_and_hold_all_numbers(numbers, ticks):
    assert value_ticks(numbers, 5) == pytest.approx(ticks)


def test_an_axis_starts_at_nought_unless_that_would_flatten_the_data_and_then_it_is_said():
    near = draw(chart(40.0, 60.0, 50.0, 45.0, 55.0), WIDE)
    far = draw(chart(91.0, 93.0, 92.0, 94.0), WIDE, unit="%")
    assert near.value_ticks[0].label == "0"
    assert not near.notes
    assert far.value_ticks[0].label == "88%"
    assert far.notes == ("The vertical axis starts at 88%, not at 0.",)


@pytest.mark.parametrize(
    ("last", "most", "labels"),
    [
        (date(2023, 1, 5), 9, ["1 Jan 2023", "2 Jan", "3 Jan", "4 Jan", "5 Jan"]),
        (date(2023, 4, 1), 5, ["Jan 2023", "Feb 2023", "Mar 2023", "Apr 2023"]),
        (date(2032, 6, 1), 5, ["2024", "2026", "2028", "2030", "2032"]),
        (date(2023, 1, 1), 5, ["1 Jan 2023"]),
        (date(2025, 1, 1), 2, ["Jan 2023", "Jan 2025"]),
    ],
)
def test_date_ticks_are_as_fine_as_there_is_room(last, most, labels):
    assert [label for _, label in date_ticks(FIRST, last, most)] == labels


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=lambda size: size.name)
@pytest.mark.parametrize("count", [3, 40, 200, 700])
def test_labels_of_dates_do_not_touch(size, count):
    drawn = draw(chart(*[150.25, 170.5] * (count // 2 + 1)), size, unit="minutes")
    places = [(tick.place, text_width(tick.label, size.letters)) for tick in drawn.date_ticks]
    assert len(places) >= 2
    assert all(there - here > (wide + broad) / 2 for (here, wide), (there, broad) in pairwise(places))


def test_periods_lie_apart_as_their_dates_do():
    days = [date(2024, 1, 1), date(2024, 1, 2), date(2024, 1, 11)]
    drawn = draw(analyse([Observation(day, 1.0) for day in days]), WIDE)
    first, second, third = (mark.x for mark in drawn.marks)
    assert (third - second) / (second - first) == pytest.approx(9, rel=0.02)


def test_each_kind_of_signal_has_a_shape_of_its_own():
    values = [50.0, 52.0] * 8
    shapes = {
        (direction, last): draw(chart(*values, last, direction=direction), WIDE).marks[-1].outline
        for direction in Direction
        for last in (90.0, 10.0)
    }
    common = draw(chart(*values), WIDE).marks[-1].outline
    up, down = shapes[Direction.INCREASE, 90.0], shapes[Direction.DECREASE, 10.0]
    concern, neutral = shapes[Direction.INCREASE, 10.0], shapes[Direction.NEUTRAL, 10.0]
    assert shapes[Direction.DECREASE, 90.0] == concern
    assert shapes[Direction.NEUTRAL, 90.0] == neutral
    assert len({common, up, down, concern, neutral}) == 5


def test_a_mark_says_its_date_value_and_finding():
    drawn = draw(chart(*[50.0, 52.0] * 8, 90.0, direction=Direction.DECREASE), WIDE, unit="%")
    assert drawn.marks[-1].label == "17 January 2023: 90%. Concern: above the upper limit"


def test_a_gap_breaks_the_line_and_has_no_mark():
    drawn = draw(chart(1.0, 2.0, None, 3.0, 4.0), WIDE)
    assert len(drawn.lines) == 2
    assert len(drawn.marks) == 4


def test_each_stretch_has_its_own_lines_and_they_join():
    drawn = draw(chart(*[1.0, 2.0] * 12, rebase=[FIRST + timedelta(days=12)]), WIDE)
    first, second = drawn.stretches
    assert first.end == second.start
    assert drawn.left <= first.start < second.end <= drawn.right


def test_a_limit_beyond_what_can_be_is_drawn_at_the_bound_and_this_is_said():
    wild = chart(1.0, 9.0, 0.0, 8.0, 2.0, 9.0)
    free, bound = draw(wild, WIDE), draw(wild, WIDE, bounds=Bounds(0, 10))
    assert free.value_ticks[0].label == "−20"
    assert bound.value_ticks[0].label == "0"
    assert bound.stretches[0].lower.startswith(f"M{bound.stretches[0].start} {bound.bottom}H")
    assert bound.notes[0].endswith("it is drawn at 0, as no value can lie beyond.")
    assert len(bound.notes) == 2
    assert wild.groups[0].lower_limit < 0  # never clipped in the sums


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=lambda size: size.name)
def test_lines_are_named_at_their_end_and_the_names_do_not_overlap(size):
    drawn = draw(chart(*[50.0, 50.1] * 8, target=50.05, direction=Direction.INCREASE), size)
    assert len(drawn.labels) == 4
    assert all(later.y - earlier.y >= size.letters for earlier, later in pairwise(drawn.labels))
    assert all(drawn.top <= label.y <= drawn.bottom for label in drawn.labels)
    assert drawn.right < size.width


def test_remarks_are_numbered_as_in_their_list_and_close_ones_stack():
    days = [FIRST + timedelta(days=offset) for offset in (-9, 3, 3, 4, 20)]
    drawn = draw(chart(*[1.0, 2.0] * 15), NARROW, remarks=[Remark(day, "x") for day in days])
    assert [(flag.number, flag.row) for flag in drawn.flags] == [(2, 0), (3, 1), (4, 2), (5, 0)]


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALL], ids=lambda size: size.name)
@pytest.mark.parametrize(
    "values",
    [[3.0], [5.0] * 15, [None, 4.0, None], [1e9, -1e9, 1e9], [0.00001, 0.00002], [120.0, 130.0, 110.0]],
    ids=["one", "constant", "one between gaps", "huge", "tiny", "over 100"],
)
def test_awkward_series_are_drawn_inside_the_plot(values, size):
    drawn = draw(chart(*values, target=values[-1] or 4.0, direction=Direction.INCREASE), size, unit="%")
    assert drawn.left < drawn.right <= size.width
    assert all(drawn.left <= mark.x <= drawn.right for mark in drawn.marks)
    assert all(drawn.top <= mark.y <= drawn.bottom for mark in drawn.marks)
    assert len(drawn.marks) == sum(value is not None for value in values)


def test_without_values_there_is_no_drawing():
    assert draw(chart(), WIDE) is None
    assert draw(chart(None, None), WIDE) is None


def test_in_a_very_long_series_only_signals_are_marked_and_this_is_said():
    drawn = draw(chart(*[50.0, 52.0] * 2500, 90.0, direction=Direction.INCREASE), WIDE)
    assert len(drawn.marks) == 1
    assert "only special causes are marked" in drawn.notes[-1]


def test_labels_spread_out_stay_in_order_and_inside():
    assert spread_out([10, 11, 12], 5, 0, 100) == [10, 15, 20]
    assert spread_out([98, 99, 99], 5, 0, 100) == [90, 95, 100]
    assert spread_out([], 5, 0, 100) == []


def test_a_scale_of_one_figure_puts_it_in_the_middle():
    assert Scale(5, 5, 0, 10).at(5) == 5
