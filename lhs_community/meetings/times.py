"""Times on the wall and in UTC, through the days on which clocks change. Pure: no database, no web."""

from __future__ import annotations

import calendar
import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lhs_community.foundation.errors import Invalid


class Repeat(enum.StrEnum):
    NEVER = "never"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


REPEAT_LABELS = {
    Repeat.NEVER: "Does not repeat",
    Repeat.WEEKLY: "Every week",
    Repeat.FORTNIGHTLY: "Every two weeks",
    Repeat.MONTHLY: "Every month, on the same weekday, such as the second Tuesday",
}


@dataclass(frozen=True)
class When:
    """A time as people agree on it, and the moment that it is."""

    wall: datetime
    zone: str
    is_second_hour: bool
    moment: datetime


@dataclass(frozen=True)
class Shown:
    """When a meeting is, in words: for the viewer, and there where it is held if clocks differ."""

    day: str
    hours: str
    zone: str
    there: str


@lru_cache(maxsize=128)
def zone_of(name: str) -> ZoneInfo:
    """Raises Invalid."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid("Choose a time zone from the list.", "time_zone") from error


def is_ambiguous(wall: datetime, zone: ZoneInfo) -> bool:
    """Does the clock show this time twice?"""
    first, second = (_moment(wall, zone, fold) for fold in (0, 1))
    return first < second


def _moment(wall: datetime, zone: ZoneInfo, fold: int) -> datetime:
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def resolve(wall: datetime, zone_name: str, which: str = "") -> When:
    """`which` is "first" or "second" where the clock shows the time twice. Raises Invalid."""
    zone = zone_of(zone_name)
    try:
        moment = _moment(wall, zone, fold=0)
        is_missing = moment.astimezone(zone).replace(tzinfo=None) != wall
        is_double = is_ambiguous(wall, zone)
    except OverflowError as error:
        raise Invalid("Enter a day that is not so far away.", "day") from error
    if is_missing:
        later = (wall + timedelta(hours=1)).strftime("%H:%M")
        raise Invalid(
            f"There is no {wall:%H:%M} on {wall:%-d %B %Y} in {words(zone_name)}: clocks go forward then. "
            f"Choose another time, such as {later}.",
            "starts",
        )
    if is_double and which not in ("first", "second"):
        raise Invalid(
            f"Clocks go back on {wall:%-d %B %Y} in {words(zone_name)}, so {wall:%H:%M} comes twice. Say which one.",
            "which",
        )
    is_second = is_double and which == "second"
    return When(wall, zone_name, is_second, _moment(wall, zone, fold=int(is_second)))


def series(first: datetime, repeat: Repeat, count: int) -> Sequence[datetime]:
    """The wall times of a series: the clock on the wall shows the same, whatever the season."""
    if repeat is Repeat.MONTHLY:
        return [datetime.combine(_same_weekday(first.date(), months), first.time()) for months in range(count)]
    step = {Repeat.WEEKLY: 7, Repeat.FORTNIGHTLY: 14}.get(repeat)
    return [first + timedelta(days=step * number) for number in range(count)] if step else [first]


def _same_weekday(first: date, months: int) -> date:
    """The second Tuesday so many months later; a fifth becomes the last where a month has only four."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    days = calendar.monthrange(year, month + 1)[1]
    weekdays = [day for day in range(1, days + 1) if calendar.weekday(year, month + 1, day) == first.weekday()]
    return date(year, month + 1, weekdays[min((first.day - 1) // 7, len(weekdays) - 1)])


def wall_of(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M")  # noqa: DTZ007  a wall time has no zone


def text_of(wall: datetime) -> str:
    return wall.strftime("%Y-%m-%dT%H:%M")


def combine(day: date, at: time) -> datetime:
    return datetime.combine(day, at.replace(second=0, microsecond=0))


def words(zone_name: str) -> str:
    return zone_name.replace("_", " ")


def shown(starts_at: datetime, ends_at: datetime, zone_name: str, viewer_zone: str) -> Shown:
    here, there = _zone_or_london(viewer_zone), _zone_or_london(zone_name)
    begins, ends = starts_at.astimezone(here), ends_at.astimezone(here)
    far = starts_at.astimezone(there)
    is_same = far.utcoffset() == begins.utcoffset() and ends_at.astimezone(there).utcoffset() == ends.utcoffset()
    return Shown(
        day=f"{begins:%A %-d %B %Y}",
        hours=f"{begins:%H:%M} to {_end(begins, ends)}",
        zone=f"{words(here.key)} time" if is_same else f"your time, {words(here.key)}",
        there="" if is_same else f"{far:%H:%M} on {far:%A %-d %B} in {words(there.key)}, where it is held",
    )


def _end(begins: datetime, ends: datetime) -> str:
    """With its zone's letters where clocks change meanwhile, with its day where it is another."""
    if begins.utcoffset() != ends.utcoffset():
        return f"{ends:%H:%M %Z}"
    return f"{ends:%H:%M}" if begins.date() == ends.date() else f"{ends:%H:%M on %A}"


def _zone_or_london(name: str) -> ZoneInfo:
    try:
        return zone_of(name)
    except Invalid:
        return ZoneInfo("Europe/London")
