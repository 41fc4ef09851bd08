"""When a reminder comes: the moments offered, by the clock on the wall of whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

MORNING = time(8)
HOURS_LATER = 3
MONDAY = 0


class Moment(NamedTuple):
    key: str
    label: str
    when: datetime


def on_the_wall(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """That time there, in UTC. An hour that the clocks leave out in spring is as if they had not been moved yet; of one
    that comes twice in autumn it is the first."""
    return datetime.combine(day, hour, zone).astimezone(UTC)


def offered(now: datetime, zone: ZoneInfo) -> Sequence[Moment]:
    """Later today only while it is still today."""
    today = now.astimezone(zone).date()
    later = _quarter_after(now + timedelta(hours=HOURS_LATER))
    moments = [
        Moment("tomorrow", "Tomorrow", on_the_wall(today + timedelta(days=1), MORNING, zone)),
        Moment("next_week", "Next week", on_the_wall(_monday_after(today), MORNING, zone)),
    ]
    if later.astimezone(zone).date() == today:
        moments.insert(0, Moment("later", "Later today", later))
    return moments


def _quarter_after(moment: datetime) -> datetime:
    plain = moment.replace(second=0, microsecond=0)
    return plain + timedelta(minutes=-plain.minute % 15)


def _monday_after(day: date) -> date:
    return day + timedelta(days=(MONDAY - day.weekday() - 1) % 7 + 1)
