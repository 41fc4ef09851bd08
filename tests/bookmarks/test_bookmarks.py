"""Bookmarks: kept once, private, of what may be read; reminders come once, at the right time of one's own zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from lhs_community.accounts import current
from lhs_community.bookmarks import actions, queries
from lhs_community.bookmarks.models import Bookmark
from lhs_community.bookmarks.moments import offered, on_the_wall
from lhs_community.communities.actions.following import set_following
from lhs_community.communities.actions.members import leave_community
from lhs_community.communities.models import FollowLevel, Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.notifications.models import Notice
from lhs_community.safety.held import Held
from tests.discussions.pages import NHS_NUMBER, shown
from tests.make.discussions import post_number

LONDON, CHICAGO = ZoneInfo("Europe/London"), ZoneInfo("America/Chicago")
SOON = timedelta(hours=2)


def _at(text: str, zone: ZoneInfo = LONDON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.once
@pytest.mark.parametrize(
    "now, zone, expected",
    [
        (
            "2026-11-25 09:07", LONDON,
            {"later": "2026-11-25 12:15", "tomorrow": "2026-11-26 08:00", "next_week": "2026-11-30 08:00"},
        ),
        ("2026-11-25 21:30", LONDON, {"tomorrow": "2026-11-26 08:00", "next_week": "2026-11-30 08:00"}),
        (
            "2026-11-30 10:00", LONDON,
            {"later": "2026-11-30 13:00", "tomorrow": "2026-12-01 08:00", "next_week": "2026-12-07 08:00"},
        ),
        # The night the clocks go forward, and back: eight is eight on the wall.
        ("2026-03-28 22:00", LONDON, {"tomorrow": "2026-03-29 08:00", "next_week": "2026-03-30 08:00"}),
        ("2026-10-24 22:00", LONDON, {"tomorrow": "2026-10-25 08:00", "next_week": "2026-10-26 08:00"}),
        ("2026-03-07 22:00", CHICAGO, {"tomorrow": "2026-03-08 08:00", "next_week": "2026-03-09 08:00"}),
    ],
)  # fmt: skip
def test_the_moments_offered_are_those_of_ones_own_clock(now, zone, expected):
    found = {one.key: one.when for one in offered(_at(now, zone), zone)}
    assert found == {key: _at(when, zone) for key, when in expected.items()}


@pytest.mark.once
def test_an_hour_that_is_left_out_or_comes_twice_is_still_one_moment():
    assert on_the_wall(date(2026, 3, 29), time(1, 30), LONDON) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert on_the_wall(date(2026, 10, 25), time(1, 30), LONDON) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.fixture
def told(deliver):
    """`told(person)` -> of what they have notices, once everything due has been done twice."""

    def look(viewer):
        for _ in range(2):
            actions.remind_due()
            deliver()
        query = select(Notice.subject_kind, Notice.subject_id).where(Notice.person_id == viewer.id)
        return [Ref(kind, id_) for kind, id_ in db.session.execute(query)]

    return look


def test_a_reminder_becomes_a_notice_once_even_for_what_is_muted(make_member, make_thread, told):
    reader = make_member()
    thread = make_thread()
    ref = Ref("thread", thread.id)
    set_following(reader, ref, FollowLevel.MUTE)
    due = clock.now() + SOON
    actions.keep_bookmark(reader, ref, remind_at=due)
    assert told(reader) == []
    with clock.at(due + timedelta(seconds=1)):
        assert told(reader) == [ref]
        bookmark = queries.find_bookmark(reader, ref)
        assert bookmark.reminded_at is not None
        actions.keep_bookmark(reader, ref, note="Again", remind_at=due)  # saved again as it is
        assert told(reader) == [ref]
        actions.keep_bookmark(reader, ref, remind_at=due + SOON)
        assert told(reader) == [ref]
    with clock.at(due + 2 * SOON):
        assert told(reader) == [ref, ref]


def test_one_bookmark_a_thing_and_only_its_owner_has_it(make_member, make_thread):
    one, other = make_member(), make_member()
    thread = make_thread(replies=["Two"])
    ref, post = Ref("thread", thread.id), Ref("post", post_number(thread, 2).id)
    first = actions.keep_bookmark(one, ref, note="  Why   I keep it ")
    assert actions.keep_bookmark(one, ref, note="Changed").id == first.id
    actions.keep_bookmark(one, post)
    assert queries.bookmarked_among(one, [ref, post]) == {ref, post}
    assert queries.bookmarked_among(other, [ref, post]) == frozenset()
    assert queries.count_bookmarks(one) == (2, 0)
    assert queries.list_bookmarks(other).rows == []
    for call in (lambda: queries.get_bookmark(other, first.id), lambda: actions.remove_bookmark(other, first.id)):
        with pytest.raises(NotThere):
            call()
    actions.remove_bookmark(one, first.id)
    db.session.flush()
    assert [row.bookmark.ref for row in queries.list_bookmarks(one).rows] == [post]


def test_what_may_not_be_read_cannot_be_bookmarked_and_the_note_is_guarded(make_community, make_member, make_thread):
    private = make_thread(make_community(visibility=Visibility.PRIVATE))
    reader = make_member()
    for ref in (Ref("thread", private.id), Ref("thread", 99999), Ref("nonsense", 1)):
        with pytest.raises(NotThere):
            actions.keep_bookmark(reader, ref)
    ref = Ref("thread", make_thread().id)
    with pytest.raises(Refused):
        actions.keep_bookmark(current.guest(), ref)
    with pytest.raises(Held):
        actions.keep_bookmark(reader, ref, note=f"Ask about {NHS_NUMBER}")
    with pytest.raises(Invalid):
        actions.keep_bookmark(reader, ref, note="x" * 501)
    with pytest.raises(Invalid):
        actions.keep_bookmark(reader, ref, remind_at=clock.now() - SOON)


def test_what_is_no_longer_readable_says_only_that(client, as_viewer, make_community, make_member, make_thread, told):
    community = make_community(visibility=Visibility.PRIVATE)
    reader = make_member(community)
    thread = make_thread(community, title="Secret topic")
    ref = Ref("thread", thread.id)
    actions.keep_bookmark(reader, ref, note="Private thought", remind_at=clock.now() + SOON)
    leave_community(reader, community)
    as_viewer(client, viewer_for(reader.id))
    page = shown(client.get("/bookmarks"))
    assert "No longer available" in page
    for gone in ("Secret topic", "Private thought", community.name):
        assert gone not in page
    assert client.get(f"/bookmarks/thread/{thread.id}").status_code == 404
    with clock.at(clock.now() + 2 * SOON):
        assert ref in told(reader)
        assert "Secret topic" not in shown(client.get("/notices"))
    bookmark = db.session.scalars(select(Bookmark)).one()
    assert client.post(f"/bookmarks/{bookmark.id}/remove").location == "/bookmarks"
    assert "No bookmarks here" in shown(client.get("/bookmarks"))


def test_a_bookmark_is_kept_changed_and_removed_on_pages(client, as_viewer, make_member, make_thread):
    reader = make_member()
    thread = make_thread(title="About bells", replies=["Two", "Three"])
    as_viewer(client, reader)
    url = f"/bookmarks/post/{post_number(thread, 2).id}?next=/threads/{thread.id}"
    assert "Tomorrow: " in shown(client.get(url))
    done = client.post(url, data={"note": "For Monday", "remind": "tomorrow"})
    assert done.location == f"/threads/{thread.id}"
    page = shown(client.get(f"/threads/{thread.id}"))
    assert page.count("Bookmarked ✓") == 1
    assert "For Monday" in shown(client.get("/bookmarks?show=reminders"))
    assert "As it is set: " in shown(client.get(url))
    assert client.post(url, data={"note": "Later", "remind": "never"}).status_code == 303
    bookmark = db.session.scalars(select(Bookmark)).one()
    assert (bookmark.note, bookmark.remind_at) == ("Later", None)
    for day, hour, expected in (
        ("2099-06-01", "", datetime(2099, 6, 1, 7, tzinfo=UTC)),
        ("2099-01-05", "17:30", datetime(2099, 1, 5, 17, 30, tzinfo=UTC)),
    ):
        assert client.post(url, data={"remind": "day", "day": day, "hour": hour}).status_code == 303
        db.session.expire_all()
        assert bookmark.remind_at == expected


@pytest.mark.parametrize(
    "typed, complaint",
    [
        ({"remind": "rubbish"}, "Not a valid choice"),
        ({"remind": "day"}, "Enter a day, such as 14/3/2026"),
        ({"remind": "day", "day": "2001-01-01"}, "Choose a time that is still to come"),
        ({"remind": "day", "day": "0001-01-01"}, "Choose a time that is still to come"),
        ({"remind": "day", "day": "31/2/2026"}, "Not a valid date value"),
        ({"remind": "day", "day": "2099-01-01", "hour": "25:00"}, "Not a valid time value"),
        ({"remind": "never", "note": "x" * 501}, "Field cannot be longer than 500 characters"),
        ({"remind": "never", "note": f"Bed of {NHS_NUMBER}"}, "NHS number"),
    ],
)
def test_bad_input_comes_back_with_what_was_typed(client, as_viewer, make_member, make_thread, typed, complaint):
    as_viewer(client, make_member())
    answer = client.post(f"/bookmarks/thread/{make_thread().id}", data={"note": "Kept words"} | typed)
    assert answer.status_code == 422
    page = shown(answer)
    assert complaint in page
    assert typed.get("note", "Kept words")[:10] in page
    assert db.session.scalars(select(Bookmark)).all() == []


def test_hostile_notes_are_text_and_the_way_back_stays_on_this_site(client, as_viewer, make_member, make_thread):
    as_viewer(client, make_member())
    url = f"/bookmarks/thread/{make_thread().id}?next=https://evil.example/"
    assert client.post(url, data={"remind": "never", "note": "<script>x()</script>"}).location == "/bookmarks"
    assert "&lt;script&gt;x()" in client.get("/bookmarks").get_data(as_text=True)


def test_sending_the_form_twice_makes_one(client, as_viewer, make_member, make_thread):
    as_viewer(client, make_member())
    url = f"/bookmarks/thread/{make_thread().id}"
    for _ in range(2):
        assert client.post(url, data={"remind": "never", "submission_token": "same-token-1"}).status_code == 303
    assert len(db.session.scalars(select(Bookmark)).all()) == 1


def test_pages_of_bookmarks_stay_right_while_they_come_and_go(make_community, make_member, make_thread, count_queries):
    community = make_community()
    reader = make_member(community)
    made = [actions.keep_bookmark(reader, Ref("thread", make_thread(community).id)).id for _ in range(7)]

    def ids(page):
        return [row.bookmark.id for row in page.rows]

    first = queries.list_bookmarks(reader, limit=3)
    assert (ids(first), first.newer) == (made[:3:-1], None)
    actions.remove_bookmark(reader, made[4])
    actions.keep_bookmark(reader, Ref("thread", make_thread(community).id))
    db.session.flush()
    second = queries.list_bookmarks(reader, before=first.older, limit=3)
    assert ids(second) == [made[3], made[2], made[1]]
    back = queries.list_bookmarks(reader, after=second.newer, limit=3)
    assert made[5] in ids(back)
    assert back.newer is None
    last = queries.list_bookmarks(reader, before=second.older, limit=3)
    assert (ids(last), last.older) == ([made[0]], None)
    with count_queries(at_most=2):
        queries.list_bookmarks(reader)


def test_a_thread_page_asks_for_all_its_bookmarks_at_once(client, as_viewer, make_member, make_thread, count_queries):
    as_viewer(client, make_member())
    short, long = make_thread(), make_thread(replies=[f"Reply {number}" for number in range(12)])
    sizes = []
    for thread in (short, long):
        with count_queries() as sent:
            client.get(f"/threads/{thread.id}")
        sizes.append(sum("bookmark" in statement for statement in sent))
    assert sizes == [1, 1]
