"""Which events were heard of, in whatever order their ids are committed."""

from __future__ import annotations

import pytest

from lhs_community.foundation import heard
from lhs_community.foundation.heard import Heard

pytestmark = pytest.mark.once


@pytest.fixture
def at_ten() -> Heard:
    found = Heard()
    found.begin([7, 8, 10])
    return found


def test_before_it_begins_nothing_is_kept() -> None:
    found = Heard()
    assert not found.take(5)
    found.give_back(5)
    assert (found.has_begun, found.missing()) == (False, (0, []))


def test_what_was_missing_at_the_beginning_may_still_come(at_ten) -> None:
    assert at_ten.missing() == (10, [9])
    assert at_ten.take(9)
    assert not at_ten.take(9)
    assert at_ten.missing() == (10, [])


def test_an_empty_table_begins_at_nought() -> None:
    found = Heard()
    found.begin([])
    assert found.missing() == (0, [])
    assert found.take(1)


def test_ids_that_come_out_of_order_are_each_heard_once(at_ten) -> None:
    ids = sorted(range(11, 200), key=lambda id_: id_ * 37 % 101)
    assert all(at_ten.take(id_) for id_ in ids)
    assert not any(at_ten.take(id_) for id_ in ids)
    assert at_ten.missing() == (199, [9])


def test_what_was_undone_may_come_again(at_ten) -> None:
    for id_ in (11, 12, 13):
        at_ten.take(id_)
    for id_ in (11, 13, 12):
        at_ten.give_back(id_)
    assert at_ten.missing() == (10, [9])
    assert at_ten.take(11)


def test_what_was_undone_below_others_is_a_gap(at_ten) -> None:
    at_ten.take(11)
    at_ten.take(12)
    at_ten.give_back(11)
    assert at_ten.missing() == (12, [9, 11])


def test_it_stays_small(at_ten, monkeypatch) -> None:
    at_ten.take(5_000_000)
    top, gaps = at_ten.missing()
    assert (top, len(gaps), gaps[-1]) == (5_000_000, heard.MOST_GAPS, 4_999_999)
    for id_ in range(5_000_002, 5_010_000, 2):
        at_ten.take(id_)
    assert len(at_ten.missing()[1]) == heard.MOST_GAPS
    monkeypatch.setattr(heard, "WAITED_FOR", -1.0)
    assert at_ten.missing()[1] == []
