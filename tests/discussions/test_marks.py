"""Unread is exact to the post: ranges, gaps, hidden and own posts, lists, and the person's other pages."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import func, select

from lhs_community.accounts import current
from lhs_community.communities.models import Visibility
from lhs_community.discussions import reading
from lhs_community.discussions.actions import (
    hiding as hiding_actions,
    posts as post_actions,
    reading as actions,
)
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.reading import ReadMark, ReadRange
from lhs_community.discussions.queries import threads
from lhs_community.discussions.queries.reading import get_reading
from lhs_community.discussions.queries.threads import Filter
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.foundation.live import server as live
from tests.discussions.pages import shown
from tests.make.discussions import post_number

pairs = st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), max_size=8)


@given(pairs, st.integers(1, 40), st.sets(st.integers(1, 40), max_size=5))
@pytest.mark.once
def test_ranges_are_the_set_of_their_numbers(some, last, but):
    numbers = {number for first, end in some for number in range(first, end + 1)}
    ranges = reading.joined(some)
    assert {number for first, end in ranges for number in range(first, end + 1)} == numbers
    assert reading.total(ranges) == len(numbers)
    assert all(later[0] > earlier[1] + 1 for earlier, later in zip(ranges, ranges[1:], strict=False))
    outside = [number for number in range(1, last + 1) if number not in numbers | but]
    assert reading.first_outside(ranges, last, but) == (outside[0] if outside else None)
    assert reading.within(ranges, last) == reading.joined((one, one) for one in numbers if one <= last)


@pytest.mark.once
@pytest.mark.parametrize(
    "typed, read",
    [
        ("3-7,9", ((3, 7), (9, 9))),
        ("1,2,3", ((1, 3),)),
        ("", ()),
        ("x,-1,2-,7-3,9999999999,4", ((4, 4),)),
        ("1;2", ()),
        (",".join(["5"] * 5000), ((5, 5),)),
    ],
)
def test_numbers_from_a_page_are_read_and_rubbish_is_left_out(typed, read):
    expected = ((2, 2), *read) if "2-" in typed else read
    assert reading.parse(typed) == expected


def test_who_jumps_to_the_end_has_not_read_what_stands_before(make_community, make_member, make_thread):
    community = make_community()
    reader = make_member(community)
    thread = make_thread(community, replies=[f"Reply {number}" for number in range(2, 11)])
    actions.mark_read(reader, thread, ((9, 10),))
    found = get_reading(reader, thread)
    assert (found.unread, found.first_unread) == (8, 1)
    actions.mark_read(reader, thread, ((1, 4),))
    found = get_reading(reader, thread)
    assert (found.unread, found.first_unread, found.read) == (4, 5, ((1, 4), (9, 10)))
    assert [number for number in range(1, 11) if found.begins_unread(number)] == [5]
    actions.mark_read(reader, thread, ((5, 8),))
    assert get_reading(reader, thread).unread == 0
    of_reader = select(ReadMark.id).where(ReadMark.person_id == reader.id)
    assert db.session.scalar(select(func.count()).where(ReadRange.mark_id.in_(of_reader))) == 1


def test_own_and_hidden_posts_are_not_news(make_community, make_member, make_thread):
    community = make_community()
    reader, convenor = make_member(community), make_member(community, "convenor")
    thread = make_thread(community, replies=["Two", "Three"])
    actions.mark_read(reader, thread, ((1, 1),))
    post_actions.reply(reader, thread, "Four, my own")
    hiding_actions.hide_post(convenor, thread, post_number(thread, 2), is_hidden=True)
    found = get_reading(reader, thread)
    assert (found.unread, found.first_unread) == (1, 3)
    actions.mark_read(reader, thread, ((3, 3),))
    assert get_reading(reader, thread).unread == 0
    assert threads.count_threads(reader, Filter("unread")) == 0
    hiding_actions.hide_post(convenor, thread, post_number(thread, 2), is_hidden=False)
    assert get_reading(reader, thread).first_unread == 2
    assert threads.count_threads(reader, Filter("unread")) == 1


def test_the_list_of_what_is_new_and_its_counts_say_the_same(make_community, make_member, make_thread):
    """The rule and its SQL twin, over every way to have read a thread of four posts, one of them hidden."""
    community = make_community()
    convenor, reader = make_member(community, "convenor"), make_member(community)
    expected = set()
    for mask in range(1, 16):
        thread = make_thread(community, replies=["Two", "Three", "Four"])
        hiding_actions.hide_post(convenor, thread, post_number(thread, 3), is_hidden=True)
        read = {number for number in range(1, 5) if mask & (1 << number - 1)}
        actions.mark_read(reader, thread, tuple((number, number) for number in read))
        numbers = set(db.session.scalars(select(Post.number).where(Post.thread_id == thread.id, ~Post.is_hidden)))
        assert get_reading(reader, thread).unread == len(numbers - read)
        if numbers - read:
            expected.add(thread.id)
    listed = threads.list_threads(reader, Filter("unread"))
    assert {row.thread.id for row in listed.rows} == expected
    assert all(row.unread for row in listed.rows)


def test_unread_from_here_and_all_read(client, as_viewer, make_community, make_member, make_thread):
    community = make_community()
    reader = make_member(community)
    thread = make_thread(community, replies=["Two"])
    post_actions.reply(reader, thread, "Three, my own")
    make_thread(community, title="Another one")
    as_viewer(client, reader)
    url = f"/threads/{thread.id}/reading"
    assert client.post(url, data={"do": "read"}).location == f"/threads/{thread.id}"
    assert get_reading(reader, thread).unread == 0
    assert client.post(url, data={"do": "unread", "number": "2"}).location == "/threads?scope=unread"
    assert "is new for you from post 2 on" in shown(client.get("/threads?scope=unread"))
    assert get_reading(reader, thread).read == ((1, 1), (3, 3))
    assert client.post(url, data={"do": "rubbish"}).status_code == 422
    assert client.post("/threads/reading", data={"scope": "unread"}).location == "/threads?scope=unread"
    assert threads.count_threads(reader, Filter("unread")) == 0
    assert "All caught up" in shown(client.get("/threads?scope=unread"))


def test_marking_a_list_touches_only_what_it_shows(client, as_viewer, make_community, make_member, make_thread):
    one, two = make_community(), make_community()
    reader = make_member(one)
    private = make_thread(make_community(visibility=Visibility.PRIVATE))
    inside, outside = make_thread(one), make_thread(two)
    with pytest.raises(NotThere):
        actions.mark_unread(reader, private, 1)
    with pytest.raises(Refused):
        actions.mark_all_read(current.guest(), [inside])
    as_viewer(client, reader)
    client.post("/threads/reading", data={"community": one.slug})
    assert get_reading(reader, inside).unread == 0
    assert get_reading(reader, outside).unread == 1
    for refused in (private.id, 99999):
        assert client.post(f"/threads/{refused}/reading", data={"do": "read"}).status_code == 404


def test_open_pages_of_the_same_person_are_told_after_the_commit_and_nobody_else(
    client, as_viewer, make_community, make_member, make_thread, monkeypatch
):
    told = []
    monkeypatch.setattr(live.socketio, "emit", lambda name, ids, to, **_: told.append((name, ids, to)))
    community = make_community()
    reader = make_member(community)
    thread = make_thread(community, replies=["Two", "Three"])
    as_viewer(client, reader)
    told.clear()
    client.post(f"/threads/{thread.id}/seen", data={"seen": "1,3"}).close()
    assert told == [("changed", {"read": thread.id, "unread": 1}, f"me:{reader.id}")]
    told.clear()
    client.post(f"/threads/{thread.id}/reading", data={"do": "rubbish"}).close()
    assert told == []


def test_the_page_marks_what_is_new_to_the_post(client, as_viewer, make_community, make_member, make_thread):
    community = make_community()
    reader = make_member(community)
    thread = make_thread(community, replies=[f"Reply {number}" for number in range(2, 6)])
    as_viewer(client, reader)
    client.post(f"/threads/{thread.id}/seen", data={"seen": "1,3-4"})
    page = shown(client.get(f"/threads/{thread.id}"))
    assert page.count("New since you were here") == 2
    assert page.index('id="unread"') < page.index('id="post-2"') < page.index('id="post-3"')
    assert "Go to the first of" in page
    assert [number for number in range(1, 6) if f'data-number="{number}" tabindex="-1" data-unread' in page] == [2, 5]
