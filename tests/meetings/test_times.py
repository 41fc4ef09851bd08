"""Clock times through the days on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from lhs_community.foundation.errors import Invalid
from lhs_community.meetings.times import Repeat, combine, resolve, series, shown
from tests.make.meetings import wall

LONDON = "Europe/London"


def test_a_time_that_no_clock_shows_is_refused_with_one_that_it_does():
    words = r"no 01:30 on 29 March 2026 in Europe/London: clocks go forward.*02:30"
    with pytest.raises(Invalid, match=words) as refusal:
        resolve(wall("2026-03-29T01:30"), LONDON)
    assert refusal.value.field == "starts"
    assert resolve(wall("2026-03-29T00:59"), LONDON).moment == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert resolve(wall("2026-03-29T02:00"), LONDON).moment == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_time_that_comes_twice_asks_which():
    with pytest.raises(Invalid, match="comes twice") as refusal:
        resolve(wall("2026-10-25T01:30"), LONDON)
    assert refusal.value.field == "which"
    first, second = (resolve(wall("2026-10-25T01:30"), LONDON, which) for which in ("first", "second"))
    assert (first.moment, second.moment) == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )
    assert (first.is_second_hour, second.is_second_hour) == (False, True)
    assert not resolve(wall("2026-10-26T01:30"), LONDON, "second").is_second_hour


@pytest.mark.parametrize("zone", ["Nowhere/AtAll", "../../etc/passwd", "", "Europe"])
def test_a_zone_that_is_none_is_refused_beside_its_field(zone):
    with pytest.raises(Invalid) as refusal:
        resolve(wall("2026-06-01T12:00"), zone)
    assert refusal.value.field == "time_zone"


def test_the_end_of_time_is_refused_and_no_fault():
    with pytest.raises(Invalid):
        resolve(wall("9999-12-31T23:59"), "America/New_York")


def test_a_weekly_series_keeps_the_time_on_the_wall():
    walls = series(wall("2026-03-17T09:00"), Repeat.WEEKLY, 4)
    assert {one.time() for one in walls} == {time(9)}
    moments = [resolve(one, LONDON).moment.hour for one in walls]
    assert moments == [9, 9, 8, 8]


def test_a_monthly_series_keeps_the_weekday_and_a_fifth_becomes_the_last():
    second_tuesdays = series(wall("2026-12-08T14:15"), Repeat.MONTHLY, 8)
    assert [f"{one:%d %b}" for one in second_tuesdays] == [
        "08 Dec", "12 Jan", "09 Feb", "09 Mar", "13 Apr", "11 May", "08 Jun", "13 Jul",
    ]
    fifth = series(wall("2026-01-29T10:00"), Repeat.MONTHLY, 3)
    assert [one.date() for one in fifth] == [date(2026, 1, 29), date(2026, 2, 26), date(2026, 3, 26)]


def test_it_is_shown_in_the_viewers_zone_with_the_meetings_named():
    begins = datetime(2026, 7, 1, 11, 30, tzinfo=UTC)
    here = shown(begins, begins + timedelta(hours=1), LONDON, LONDON)
    assert (here.day, here.hours, here.zone, here.there) == (
        "Wednesday 1 July 2026", "12:30 to 13:30", "Europe/London time", "",
    )
    abroad = shown(begins, begins + timedelta(hours=1), LONDON, "Pacific/Auckland")
    assert (abroad.day, abroad.hours) == ("Wednesday 1 July 2026", "23:30 to 00:30 on Thursday")
    assert abroad.zone == "your time, Pacific/Auckland"
    assert abroad.there == "12:30 on Wednesday 1 July in Europe/London, where it is held"


def test_an_end_after_clocks_changed_says_so():
    begins = resolve(wall("2026-10-25T00:30"), LONDON).moment
    assert shown(begins, begins + timedelta(hours=2), LONDON, LONDON).hours == "00:30 to 01:30 GMT"


def test_seconds_are_left_out():
    assert combine(date(2026, 1, 1), time(9, 30, 59)) == wall("2026-01-01T09:30")
