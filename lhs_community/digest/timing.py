"""When the next digest is due: at a wall-clock hour of the person's own zone, also where the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from lhs_community.digest.models import Frequency


def next_time(frequency: Frequency, weekday: int, hour: int, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first such hour after `after`, in UTC; None for never. An hour that the clocks skip falls an hour later."""
    if frequency is Frequency.NEVER:
        return None
    day = after.astimezone(zone).date()
    for _ in range(9):
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=zone).astimezone(UTC)
        if moment > after and (frequency is Frequency.DAILY or day.weekday() == weekday):
            return moment
        day += timedelta(days=1)
    raise ValueError("a week has seven days")
