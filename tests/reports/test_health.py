"""Each indicator equals a count by hand on a small community, and nothing tells of few people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lhs_community.measures.spc.terms import Variation
from lhs_community.reports import health
from lhs_community.reports.health import Setting
from lhs_community.reports.indicators import BY_KEY, INDICATORS, find
from lhs_community.reports.talk import Calendar, Member, Post, Span, Talk, Thread, calendar, first_reply, weeks

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
OPEN = Setting(smallest=0)  # nothing is withheld
STRICT = Setting(smallest=10)
WINDOW = Span(NOW - timedelta(days=28), NOW)
CONVENOR, ADA, BEN, CAT, OUTSIDER = 1, 2, 3, 4, 9


def ago(days: float = 0, hours: float = 0) -> datetime:
    return NOW - timedelta(days=days, hours=hours)


def member(id_: int, **more: object) -> Member:
    return Member(id_, more.pop("joined_at", ago(300)), **more)  # type: ignore[arg-type]  # only in tests


@pytest.fixture
def talk() -> Talk:
    """Five threads in the window: answered after 2 h; after 60 h, and by a convenor after 1 h; never; a convenor's
    own; and a sealed one whose author replied alone."""
    threads = (
        Thread(10, ADA, 0, ago(20), is_question=True, is_settled=True),
        Thread(11, BEN, 0, ago(18), is_question=True),
        Thread(12, CAT, 0, ago(10), is_question=True),
        Thread(13, CONVENOR, 0, ago(9)),
        Thread(14, None, 1, ago(5), is_question=True),
    )
    replies = (
        Post(10, BEN, 0, ago(20) + timedelta(hours=2)),
        Post(11, CONVENOR, 0, ago(18) + timedelta(hours=1)),
        Post(11, CAT, 0, ago(18) + timedelta(hours=60)),
        Post(13, OUTSIDER, 0, ago(8)),
        Post(14, None, 1, ago(4)),
    )
    return Talk(
        now=NOW,
        threads=threads,
        replies=replies,
        members={
            CONVENOR: member(CONVENOR, is_convenor=True),
            ADA: member(ADA, joined_at=ago(50)),
            BEN: member(BEN, joined_at=ago(40)),
            CAT: member(CAT),
        },
        people={
            CONVENOR: (1, "leader"), ADA: (1, "clinician"), BEN: (2, "clinician"), CAT: (1, "analyst"),
            OUTSIDER: (2, ""),
        },  # fmt: skip
        readers=frozenset({ADA, BEN, CAT}),
        followers=2,
        learning={"decisions": [ago(3)], "lessons": [ago(100), ago(1)]},
    )


BY_HAND = {
    # waits of the members' threads, convenors' replies left out: 2, 60, none, none; the median is among those without
    "hours-to-first-reply": None,
    # questions at least 48 hours old: 10 in 2 h and 11 in 1 h (by the convenor), 12 and 14 never
    "answered-in-time": 50,
    "no-response": 2,
    "resolved": 25,
    "contributors": 100,
    "readers": 75,
    "quiet-readers": 0,
    # 10 posts; by the convenor one thread and one reply
    "by-members": 80,
    "reach": 50,
    "threads": 5,
    "replies-per-thread": 1,
    # 10: 2; 11: 3; 12: 1; 13: 2; 14: the sealed author alone, 1
    "people-per-thread": 9 / 5,
    # all four: Ben (2) to Ada (1), the convenor (1) and Cat (1) to Ben (2), the outsider (2) to the convenor (1)
    "across-organisations": 100,
    # Ben to Ada: same; the convenor to Ben: across; Cat to Ben: across; the outsider's is unknown
    "across-professions": 200 / 3,
    "learning-steps": 2,
    "learning-yield": 40,
    # Ada joined 50 and Ben 40 days ago; Ada's first post came 30 days after, just in time, and Ben's 20 days after
    "first-post": 100,
    # Ada's first post had Ben's reply after 2 h. Ben's first post is that reply; nobody wrote after it
    "first-post-answered": 50,
    # Ada wrote once, Ben twice
    "second-post": 50,
}


@pytest.mark.parametrize("key", BY_HAND)
def test_an_indicator_equals_the_count_by_hand(talk, key):
    dates = Calendar(WINDOW, Span(ago(120), ago(30)), ())
    figure = find(talk, BY_KEY[key], OPEN, dates).figure
    assert figure.value == (None if BY_HAND[key] is None else pytest.approx(BY_HAND[key])), figure


def test_unanswered_threads_count_as_the_longest_waits(talk):
    assert health.hours_to_reply(talk, WINDOW, OPEN).value is None
    assert health.hours_to_reply(talk, WINDOW, OPEN, 0.5 - 1e-9).value == 60
    early = Span(ago(25), ago(15))
    assert health.hours_to_reply(talk, early, OPEN).value == pytest.approx(31)


def test_a_sealed_author_does_not_answer_themself(talk):
    assert first_reply(talk, talk.by_id[14]) is None
    other = Post(14, None, 2, ago(3))
    answered = Talk(NOW, talk.threads, (*talk.replies, other), talk.members)
    assert first_reply(answered, answered.by_id[14]) == ago(3)


def test_figures_of_few_people_are_withheld(talk):
    for work in (health.contributors, health.readers, health.quiet_readers, health.gini, health.reach,
                 health.newcomers_answered, health.newcomers_again):  # fmt: skip
        figure = work(talk, WINDOW, STRICT)
        assert (figure.value, "fewer than 10" in figure.why) == (None, True), work
    assert health.bus_factor(talk, WINDOW, STRICT).value is None
    assert health.top_share(talk, WINDOW, STRICT).value is None


def crowd(count: int, writers: int) -> Talk:
    threads = tuple(Thread(number, number, 0, ago(3)) for number in range(1, writers + 1))
    return Talk(NOW, threads, (), {id_: member(id_) for id_ in range(1, count + 1)})


def test_a_group_of_ten_is_shown_and_one_of_nine_is_not():
    assert health.contributors(crowd(30, 10), WINDOW, STRICT).value == pytest.approx(100 / 3)
    assert health.contributors(crowd(30, 9), WINDOW, STRICT).value is None


def test_what_subtraction_would_tell_is_withheld_too():
    """21 of 30 posted: then it is known that nine did not."""
    assert health.contributors(crowd(30, 21), WINDOW, STRICT).value is None
    assert health.contributors(crowd(30, 20), WINDOW, STRICT).value is not None


def test_the_most_active_are_shown_only_as_a_group():
    assert health.top_share(crowd(2000, 900), WINDOW, STRICT).value is None
    assert health.top_share(crowd(2000, 1000), WINDOW, STRICT).value == pytest.approx(1)


def test_gini_is_zero_among_equals_and_high_where_one_writes_nearly_all():
    assert health.gini(crowd(20, 12), WINDOW, STRICT).value == pytest.approx(0)
    threads = tuple(Thread(number, number, 0, ago(3)) for number in range(1, 13))
    loud = Talk(NOW, threads, tuple(Post(1, 1, 0, ago(2)) for _ in range(500)), {})
    # by hand: counts 1 (eleven times) and 501
    assert health.gini(loud, WINDOW, STRICT).value == pytest.approx(2 * (66 + 12 * 501) / (12 * 512) - 13 / 12)


def test_weeks_are_whole_and_local_also_where_the_clocks_change():
    found = weeks(datetime(2026, 4, 8, 12, tzinfo=UTC), LONDON, datetime(2026, 3, 16, tzinfo=UTC))
    assert [day.isoformat() for day, _ in found] == ["2026-03-16", "2026-03-23", "2026-03-30"]
    # The week in which summer time begins has an hour less.
    assert found[1][1].end - found[1][1].start == timedelta(days=7)
    assert found[1][1].end.astimezone(UTC) - found[1][1].start.astimezone(UTC) == timedelta(days=7, hours=-1)
    assert all(earlier[1].end == later[1].start for earlier, later in zip(found, found[1:], strict=False))


def test_a_changed_year_of_weeks_shows_on_the_chart():
    """40 weeks of two or three threads, then 12 of five or six: our own engine calls it a special cause."""
    threads = []
    for week in range(52):
        monday = datetime(2026, 11, 23, 9, tzinfo=UTC) - timedelta(weeks=52 - week)
        threads += [Thread(len(threads), 1, 0, monday) for _ in range((2 + week % 2) if week < 40 else (5 + week % 2))]
    talk = Talk(NOW, tuple(threads), (), {})
    finding = find(talk, BY_KEY["threads"], STRICT, calendar(NOW, LONDON, ago(800)))
    assert finding.study is not None
    assert len(finding.study.chart.points) == 52
    assert finding.study.chart.variation is Variation.NEUTRAL_HIGH


def test_mostly_empty_weeks_are_not_drawn_but_explained(talk):
    for indicator in INDICATORS:
        finding = find(talk, indicator, STRICT, calendar(NOW, LONDON, ago(400)))
        if indicator.is_weekly:
            assert finding.study or finding.why_no_chart, indicator.key
