"""What the indicators are worked out from: who talked when, as plain rows, and how they are cut into weeks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

WEEK, WINDOW = timedelta(days=7), timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to, not including, `end`."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Thread:
    """`author_id` is None where the author is sealed; `alias` tells those of one thread apart.

    `is_settled`: somebody said what worked.
    """

    id: int
    author_id: int | None
    alias: int
    started_at: datetime
    is_question: bool = False
    is_settled: bool = False
    is_closed: bool = False

    @property
    def who(self) -> tuple[int | None, int]:
        return self.author_id, self.alias

    @property
    def thread_id(self) -> int:
        return self.id

    @property
    def at(self) -> datetime:
        return self.started_at


@dataclass(frozen=True, slots=True)
class Post:
    """A reply; the first post of a thread is the thread."""

    thread_id: int
    author_id: int | None
    alias: int
    posted_at: datetime

    @property
    def at(self) -> datetime:
        return self.posted_at

    @property
    def who(self) -> tuple[int | None, int]:
        return self.author_id, self.alias


@dataclass(frozen=True, slots=True)
class Member:
    id: int
    joined_at: datetime
    is_convenor: bool = False
    organisation_id: int | None = None
    profession: str = ""


@dataclass(frozen=True)
class Talk:
    """All that was said in one community, and what came of it.

    `threads` and `replies` in time order. `people`: organisation and profession of everybody who wrote, member or not.
    `readers`: members with something newly read in the window, by id. `followers`: how many follow the community.
    `learning`: when a decision was recorded, a cycle started, a lesson published, a lesson adopted.
    """

    now: datetime
    threads: Sequence[Thread]
    replies: Sequence[Post]
    members: Mapping[int, Member]
    people: Mapping[int, tuple[int | None, str]] = field(default_factory=dict)
    readers: frozenset[int] = frozenset()
    followers: int = 0
    learning: Mapping[str, Sequence[datetime]] = field(default_factory=dict)

    def threads_in(self, span: Span) -> Sequence[Thread]:
        return self.threads[bisect_left(self._thread_times, span.start) : bisect_left(self._thread_times, span.end)]

    def replies_in(self, span: Span) -> Sequence[Post]:
        return self.replies[bisect_left(self._reply_times, span.start) : bisect_left(self._reply_times, span.end)]

    @cached_property
    def _thread_times(self) -> list[datetime]:
        return [thread.started_at for thread in self.threads]

    @cached_property
    def _reply_times(self) -> list[datetime]:
        return [reply.posted_at for reply in self.replies]

    @cached_property
    def by_id(self) -> dict[int, Thread]:
        return {thread.id: thread for thread in self.threads}

    @cached_property
    def replies_of(self) -> dict[int, list[Post]]:
        found: dict[int, list[Post]] = {}
        for reply in self.replies:
            found.setdefault(reply.thread_id, []).append(reply)
        return found

    @cached_property
    def own_posts(self) -> dict[int, list[Thread | Post]]:
        """By author who is known, in time order: threads they started, and their replies."""
        found: dict[int, list[Thread | Post]] = {}
        everything: list[Thread | Post] = [*self.threads, *self.replies]
        for item in sorted(everything, key=lambda one: one.at):
            if item.author_id is not None:
                found.setdefault(item.author_id, []).append(item)
        return found

    @cached_property
    def convenors(self) -> frozenset[int]:
        return frozenset(id_ for id_, member in self.members.items() if member.is_convenor)


def first_reply(talk: Talk, thread: Thread, *, leaving_out: frozenset[int] = frozenset()) -> datetime | None:
    """When somebody other than the author replied first."""
    for reply in talk.replies_of.get(thread.id, ()):
        if reply.who != thread.who and reply.author_id not in leaving_out:
            return reply.posted_at
    return None


def weeks(now: datetime, zone: ZoneInfo, since: datetime, most: int = 52) -> list[tuple[date, Span]]:
    """The whole weeks, Monday to Sunday in local time, from the one after `since` to the last one ended."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    first = since.astimezone(zone).date()
    days = []
    for back in range(1, most + 1):
        day = monday - back * WEEK
        if day < first:
            break
        days.append(day)
    return [(day, Span(_midnight(day, zone), _midnight(day + WEEK, zone))) for day in reversed(days)]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


@dataclass(frozen=True)
class Calendar:
    """The stretches that figures are about. `window`: the last 28 days; `newcomers`: joined 120 to 30 days ago."""

    window: Span
    newcomers: Span
    weeks: Sequence[tuple[date, Span]]


def calendar(now: datetime, zone: ZoneInfo, since: datetime) -> Calendar:
    def ago(days: int) -> datetime:
        return now - timedelta(days=days)

    return Calendar(Span(now - WINDOW, now), Span(ago(120), ago(30)), weeks(now, zone, since))
