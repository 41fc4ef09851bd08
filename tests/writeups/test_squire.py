"""The meter of a write-up: pure rules."""

from __future__ import annotations

import pytest

from lhs_community.writeups import squire
from lhs_community.writeups.squire import Standing

LONG = "word " * 80


def test_all_eighteen_items_are_there_with_the_six_parts_of_results():
    wanted = [*map(str, range(1, 13)), *(f"13{letter}" for letter in "abcdef"), *map(str, range(14, 19))]
    assert list(squire.ITEMS) == wanted


@pytest.mark.parametrize(
    ("written", "filled", "expected"),
    [
        ("", "", Standing.EMPTY),
        ("  \n", "  ", Standing.EMPTY),
        ("--- ***", "", Standing.EMPTY),
        ("Too short.", LONG, Standing.THIN),  # what a person wrote counts, not what it replaced
        ("", "Too short.", Standing.THIN),
        ("", LONG, Standing.FILLED),
        (LONG, "", Standing.WRITTEN),
    ],
)
def test_how_an_item_stands(written, filled, expected):
    assert squire.standing("3", written, filled) is expected


def test_an_empty_write_up_shows_the_three_gaps():
    meter = squire.measure({}, {})
    assert meter.done == 0
    assert meter.of == len(meter.empty) == 23
    assert [gap.key for gap in meter.gaps] == ["11", "13c", "13f"]
    assert [gap.share for gap in meter.gaps] == [48, 49, 54]


def test_figures_fill_two_gaps_and_context_needs_a_person():
    filled = {"11": "Read on an XmR chart.", "13c": "A note on a chart", "13f": "Nothing is missing"}
    assert [gap.key for gap in squire.gaps({}, filled)] == ["13c"]
    assert not squire.gaps({"13c": "A ward closed in March."}, filled)


def test_an_analysis_that_only_compares_before_and_after_is_pointed_out():
    filled = {"11": "Read on an XmR chart.", "13c": "x", "13f": "x"}
    written = {"11": "We compared the mean before with the mean after by a t test.", "13c": "y"}
    assert [gap.title for gap in squire.gaps(written, filled)] == ["Analysis over time"]


def test_a_full_write_up_is_complete():
    meter = squire.measure(dict.fromkeys(squire.ITEMS, f"{LONG} over time"), {})
    assert meter.done == meter.of
    assert not (meter.thin)
    assert not (meter.empty)
    assert not (meter.gaps)
