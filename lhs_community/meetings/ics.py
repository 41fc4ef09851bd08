"""Writes iCalendar (RFC 5545). Pure: what it is given is what may be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

MIMETYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Entry:
    """One meeting. `wall` and `zone` are written, so that a calendar follows the zone's clock; `uid` never changes."""

    uid: str
    sequence: int
    title: str
    description: str
    location: str
    url: str
    wall: datetime
    zone: str
    starts_at: datetime
    length: timedelta
    is_second_hour: bool
    revised_at: datetime
    is_cancelled: bool


def write(entries: Sequence[Entry], name: str) -> bytes:
    """A calendar of these entries, with the rules of each time zone that they use."""
    calendar = Calendar()
    calendar.add("prodid", "-//LHS community//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry))
    if entries:
        # A year on both sides, so that the rules before and after a change of clocks are there.
        first = min(entry.starts_at for entry in entries).date() - timedelta(days=366)
        last = max(entry.starts_at for entry in entries).date() + timedelta(days=366)
        calendar.add_missing_timezones(first_date=first, last_date=last)
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.revised_at.astimezone(UTC))
    event.add("last-modified", entry.revised_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    begins, ends = _ends(entry)
    event.add("dtstart", begins)
    event.add("dtend", ends)
    event.add("summary", entry.title)
    event.add("description", entry.description)
    if entry.location:
        event.add("location", entry.location)
    event.add("url", entry.url)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.is_cancelled else "OPAQUE")
    return event


def _ends(entry: Entry) -> tuple[datetime, datetime]:
    """Beginning and end with their zone; in UTC where that could not tell which of two equal clock times is meant."""
    ends_at = entry.starts_at + entry.length
    zone = ZoneInfo(entry.zone)
    local = ends_at.astimezone(zone)
    if entry.is_second_hour or local.fold or entry.zone in ("UTC", "Etc/UTC"):
        return entry.starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    return entry.wall.replace(tzinfo=zone), local
