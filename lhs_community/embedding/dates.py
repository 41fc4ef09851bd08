"""When to look again: pure dates, and the moments of the notices by somebody's own clock."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

from lhs_community.foundation import clock

MONTHS = (3, 6, 12)
PATIENCE = timedelta(days=14)


def months_later(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def due_at(due_on: date, zone: str) -> datetime:
    return clock.morning(due_on, zone)


def overdue_at(due_on: date, zone: str) -> datetime:
    return clock.morning(due_on + PATIENCE, zone)
