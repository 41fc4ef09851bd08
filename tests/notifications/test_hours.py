"""When somebody is left in peace: nights over midnight, whole days, and both changes of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lhs_community.notifications.hours import Plan, bits, days_of, leaves_room, peace_at

LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")
WEEKDAYS, NONE = frozenset(range(5)), frozenset()
NIGHTS = Plan(WEEKDAYS, 19 * 60, 7 * 60, frozenset({5, 6}))


def at(text: str, zone: ZoneInfo = LONDON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2027-01-12T18:59", None),  # a Tuesday
        ("2027-01-12T19:00", "2027-01-13T07:00"),
        ("2027-01-13T06:59", "2027-01-13T07:00"),
        ("2027-01-13T07:00", None),
        ("2027-01-15T20:00", "2027-01-18T00:00"),  # Friday evening: the weekend follows without a gap
        ("2027-01-17T23:59", "2027-01-18T00:00"),  # on Sunday no night begins
        ("2027-01-18T03:00", None),
    ],
)
def test_nights_run_over_midnight_and_days_adjoin(moment, until) -> None:
    peace = peace_at(NIGHTS, LONDON, at(moment))
    assert (peace.until if peace else None) == (at(until) if until else None)


def test_the_stretch_says_since_when() -> None:
    peace = peace_at(NIGHTS, LONDON, at("2027-01-17T12:00"))
    assert peace.since == at("2027-01-15T19:00")


def test_a_night_in_which_clocks_go_forward_is_an_hour_shorter() -> None:
    """In London on 28 March 2027 the clock goes from 01:00 to 02:00."""
    plan = Plan(frozenset({5}), 22 * 60, 7 * 60, NONE)
    peace = peace_at(plan, LONDON, at("2027-03-28T00:30"))
    assert peace.until == datetime(2027, 3, 28, 6, 0, tzinfo=UTC)
    assert peace.until - peace.since == timedelta(hours=8)


def test_a_night_in_which_clocks_go_back_is_an_hour_longer() -> None:
    """In London on 31 October 2027 the hour from 01:00 to 02:00 comes twice."""
    plan = Plan(frozenset({5}), 22 * 60, 7 * 60, NONE)
    peace = peace_at(plan, LONDON, at("2027-10-31T00:30"))
    assert peace.until == datetime(2027, 10, 31, 7, 0, tzinfo=UTC)
    assert peace.until - peace.since == timedelta(hours=10)


def test_what_ends_in_the_hour_that_comes_twice_ends_at_its_second_time() -> None:
    plan = Plan(frozenset({6}), 0, 90, NONE)  # Sunday from 00:00 to 01:30
    assert peace_at(plan, LONDON, datetime(2027, 10, 31, 1, 15, tzinfo=UTC)).until == datetime(
        2027, 10, 31, 1, 30, tzinfo=UTC
    )
    assert peace_at(plan, LONDON, datetime(2027, 10, 31, 1, 30, tzinfo=UTC)) is None


def test_what_begins_in_the_hour_that_is_left_out_begins_after_it() -> None:
    plan = Plan(frozenset({6}), 90, 4 * 60, NONE)
    assert peace_at(plan, LONDON, datetime(2027, 3, 28, 1, 29, tzinfo=UTC)) is None
    assert peace_at(plan, LONDON, datetime(2027, 3, 28, 1, 30, tzinfo=UTC)).until == datetime(
        2027, 3, 28, 3, 0, tzinfo=UTC
    )


def test_it_is_the_persons_own_wall_that_counts() -> None:
    moment = at("2027-01-13T06:00")
    assert peace_at(NIGHTS, LONDON, moment)
    assert peace_at(NIGHTS, NEW_YORK, moment).until == at("2027-01-13T07:00", NEW_YORK)
    assert peace_at(NIGHTS, NEW_YORK, at("2027-01-12T20:00")) is None


def test_a_plan_that_leaves_no_hour_a_week_is_known() -> None:
    everything = frozenset(range(7))
    assert leaves_room(NIGHTS)
    assert not leaves_room(Plan(NONE, 0, 60, everything))
    assert not leaves_room(Plan(frozenset({6}), 0, 23 * 60 + 30, frozenset(range(6))))
    assert leaves_room(Plan(everything, 8 * 60, 7 * 60, NONE))


@pytest.mark.parametrize("days", [set(), {0}, {6}, {0, 2, 6}, set(range(7))])
def test_days_are_kept_as_bits(days) -> None:
    assert days_of(bits(days)) == days
