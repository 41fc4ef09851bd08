"""The digest comes at a wall-clock hour of the reader's own zone, also where the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from lhs_community.digest.content import BUDGET, Item, Section, compose
from lhs_community.digest.models import Frequency
from lhs_community.digest.timing import next_time

LONDON, AUCKLAND = ZoneInfo("Europe/London"), ZoneInfo("Pacific/Auckland")


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("frequency", "weekday", "hour", "zone", "after", "due"),
    [
        (Frequency.DAILY, 0, 7, LONDON, at(2026, 1, 5, 6, 59), at(2026, 1, 5, 7)),
        (Frequency.DAILY, 0, 7, LONDON, at(2026, 1, 5, 7), at(2026, 1, 6, 7)),
        (Frequency.WEEKLY, 0, 7, LONDON, at(2026, 1, 5, 7), at(2026, 1, 12, 7)),
        (Frequency.WEEKLY, 4, 18, LONDON, at(2026, 1, 5, 7), at(2026, 1, 9, 18)),
        # Summer time begins on 29 March 2026: seven o'clock comes an hour earlier in UTC.
        (Frequency.DAILY, 0, 7, LONDON, at(2026, 3, 28, 8), at(2026, 3, 29, 6)),
        # Half past one does not exist that night; one o'clock falls an hour later.
        (Frequency.DAILY, 0, 1, LONDON, at(2026, 3, 28, 8), at(2026, 3, 29, 1)),
        # It ends on 25 October; one o'clock comes twice and the digest once.
        (Frequency.DAILY, 0, 1, LONDON, at(2026, 10, 24, 12), at(2026, 10, 25, 0)),
        (Frequency.DAILY, 0, 1, LONDON, at(2026, 10, 25, 0), at(2026, 10, 26, 1)),
        # Monday morning in Auckland is Sunday evening in UTC.
        (Frequency.WEEKLY, 0, 7, AUCKLAND, at(2026, 6, 3, 0), at(2026, 6, 7, 19)),
    ],
)
def test_the_next_time_is_the_readers_own_hour(frequency, weekday, hour, zone, after, due):
    assert next_time(frequency, weekday, hour, zone, after) == due


def test_never_has_no_next_time():
    assert next_time(Frequency.NEVER, 0, 7, LONDON, at(2026, 1, 5)) is None


def items(count: int, words: int, **more: object) -> list[Item]:
    return [Item(title=" ".join(["word"] * words), url=f"/things/{number}", **more) for number in range(count)]


def test_a_digest_takes_at_most_ten_minutes_to_read():
    digest = compose([Section("One", items(200, 60)), Section("Two", items(300, 60))], for_mail=True)
    assert digest.words <= BUDGET
    assert digest.minutes <= 10
    assert len(digest.sections[0].items) + digest.sections[0].left_out == 200


def test_a_thing_stands_once_in_its_first_section():
    digest = compose([Section("One", items(2, 5)), Section("Two", items(3, 5))], for_mail=False)
    assert [len(section.items) for section in digest.sections] == [2, 1]


def test_mail_only_counts_what_is_confidential():
    sections = [Section("One", items(3, 5, is_quiet=True))]
    assert compose(sections, for_mail=True).quiet_count == 3
    assert not compose(sections, for_mail=True).sections
    assert compose(sections, for_mail=False).quiet_count == 0
