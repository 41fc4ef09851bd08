"""Pareto charts: the sums, the words, and a drawing whose line really adds up its bars."""

from __future__ import annotations

import pytest

from lhs_community.foundation import pareto
from lhs_community.foundation.pareto import NARROW, WIDE, draw, in_words, rank

pytestmark = pytest.mark.once
WAITS = [("Transport", 12), ("Pharmacy", 42), ("Letters", 25), ("Beds", 12), ("Other", 9)]


def test_parts_come_largest_first_with_what_they_make_up_together():
    found = rank(WAITS)
    assert [part.label for part in found] == ["Pharmacy", "Letters", "Transport", "Beds", "Other"]
    assert [part.cumulative for part in found] == pytest.approx([42, 67, 79, 91, 100])
    assert [part.share for part in found] == pytest.approx([42, 25, 12, 12, 9])
    assert [part.is_vital for part in found] == [True, True, True, True, False]  # 79% is not yet 80%


def test_exactly_eighty_per_cent_needs_no_further_part():
    assert [part.is_vital for part in rank([("a", 8), ("b", 1), ("c", 1)])] == [True, False, False]
    assert [part.is_vital for part in rank([("a", 0.5), ("b", 0.3), ("c", 0.1), ("d", 0.1)])] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("parts", [[], [("a", 0)], [("a", 0), ("b", 0.0)]])
def test_nothing_counted_is_said_and_not_drawn(parts):
    assert rank(parts) == []
    assert draw(rank(parts)) is None
    assert in_words(rank(parts)) == "There is nothing to count yet."


@pytest.mark.parametrize("count", [-1, float("nan"), float("inf")])
def test_what_is_no_count_is_refused(count):
    with pytest.raises(ValueError, match="nought or more"):
        rank([("a", 5), ("b", count)])


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([("Pharmacy", 5)], "one cause so far"),
        ([("a", 90), ("b", 6), ("c", 4)], "Of the 3, 1 makes up 90% of all: “a”."),
        ([(name, 1) for name in "abcdef"], "It takes 5 of them to make up 80%"),
    ],
)
def test_words_say_whether_a_few_causes_stand_out(parts, said):
    assert said in in_words(rank(parts))


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=lambda size: size.name)
@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_drawing_lies_inside_and_its_line_adds_up_the_bars(size, count):
    parts = rank([(f"Cause number {index} with a long name", 50 - index) for index in range(count)])
    drawn = draw(parts, size)
    assert drawn is not None
    assert 0 < drawn.left < drawn.right < size.width
    assert all(drawn.left <= bar.x and bar.x + bar.width <= drawn.right + 0.2 for bar in drawn.bars)
    assert drawn.points[0][1] == pytest.approx(drawn.bars[0].y, abs=0.2)
    assert drawn.points[-1][1] == pytest.approx(drawn.top, abs=0.2)
    total = sum(bar.height for bar in drawn.bars)
    assert total == pytest.approx(drawn.bottom - drawn.top, abs=0.2 * count)
    assert drawn.counts[0].place == drawn.bottom


def test_labels_stand_below_their_bars_or_give_way_to_their_place():
    roomy = draw(rank([("A rather long name of a cause", 2), ("b", 1)]), WIDE)
    crowded = draw(rank([(f"Cause {index}", 5) for index in range(20)]), NARROW)
    assert roomy is not None
    assert crowded is not None
    assert " ".join(roomy.bars[0].words) == "A rather long name of a cause"
    assert crowded.bars[3].words == ("4",)


@pytest.mark.parametrize(("count", "labels"), [(2, ["0", "1", "2"]), (12, ["0", "3", "6", "9", "12"])])
def test_whole_numbers_are_counted_in_whole_numbers(count, labels):
    drawn = draw(rank([("a", count)]))
    assert drawn is not None
    assert [tick.label for tick in drawn.counts] == labels


def test_a_bar_says_its_label_number_and_shares():
    drawn = draw(rank(WAITS))
    assert drawn is not None
    assert drawn.bars[1].label == "Letters: 25, 25.0%; together 67.0%"
    assert pareto.VITAL == 80
