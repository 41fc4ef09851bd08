"""Protected time: from when to when somebody is left in peace. Pure: times on their own wall, through clock changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = 24 * 60
WEEK = 7 * DAY
FREE_AT_LEAST = 60  # minutes a week
AROUND = 9  # days looked at before and after: more than a week without a gap is refused when it is set


@dataclass(frozen=True)
class Plan:
    """Days are numbers, 0 for Monday. On `days` from `starts` to `ends`, in minutes of the day; an end that is not
    later than the start is on the day after. On `whole_days` from midnight to midnight."""

    days: frozenset[int]
    starts: int
    ends: int
    whole_days: frozenset[int]


@dataclass(frozen=True)
class Peace:
    """A stretch of protected time."""

    since: datetime
    until: datetime


def bits(days: Iterable[int]) -> int:
    return sum(1 << day for day in set(days))


def days_of(bits: int) -> frozenset[int]:
    return frozenset(day for day in range(7) if bits & 1 << day)


def peace_at(plan: Plan, zone: ZoneInfo, moment: datetime) -> Peace | None:
    """The stretch around that moment, what adjoins or overlaps taken together."""
    found: Peace | None = None
    for since, until in sorted(_stretches(plan, zone, moment.astimezone(zone).date())):
        if found is not None and since <= found.until:
            found = Peace(found.since, max(found.until, until))
        elif found is not None and found.until > moment:
            break
        else:
            found = Peace(since, until)
    return found if found is not None and found.since <= moment < found.until else None


def _stretches(plan: Plan, zone: ZoneInfo, today: date) -> Iterator[tuple[datetime, datetime]]:
    for offset in range(-AROUND, AROUND + 1):
        day = today + timedelta(days=offset)
        if day.weekday() in plan.whole_days:
            yield _on_wall(day, 0, zone), _on_wall(day + timedelta(days=1), 0, zone)
        if day.weekday() in plan.days:
            last = day if plan.ends > plan.starts else day + timedelta(days=1)
            yield _on_wall(day, plan.starts, zone), _on_wall(last, plan.ends, zone, fold=1)


def _on_wall(day: date, minute: int, zone: ZoneInfo, fold: int = 0) -> datetime:
    """In UTC. An hour that comes twice: its first time to begin, its second (`fold`) to end."""
    return datetime.combine(day, time(minute // 60, minute % 60, fold=fold), zone).astimezone(UTC)


def leaves_room(plan: Plan) -> bool:
    """Is there at least an hour a week in which notices come?"""
    held = {day * DAY + minute for day in plan.whole_days for minute in range(DAY)}
    length = (plan.ends - plan.starts) % DAY or DAY
    held |= {(day * DAY + plan.starts + minute) % WEEK for day in plan.days for minute in range(length)}
    return WEEK - len(held) >= FREE_AT_LEAST
