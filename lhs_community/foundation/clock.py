"""The one source of "now". Aware, in UTC; pages turn it into local time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MORNING = time(8)
_moved: ContextVar[datetime | None] = ContextVar("moved_clock", default=None)


def now() -> datetime:
    return _moved.get() or datetime.now(UTC)


@lru_cache(maxsize=128)
def zone(name: str) -> ZoneInfo:
    """London where nobody knows the name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("Europe/London")


def today(zone_name: str) -> date:
    """The day that it is now by the clock on somebody's wall."""
    return now().astimezone(zone(zone_name)).date()


def morning(day: date, zone_name: str) -> datetime:
    """8 o'clock of that day by the clock on somebody's wall, in UTC."""
    return datetime.combine(day, MORNING, zone(zone_name)).astimezone(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Stand at another moment: the demo's history is written this way, and tests of due dates."""
    if moment.tzinfo is None:
        raise ValueError("clock.at wants an aware datetime")
    token = _moved.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)
