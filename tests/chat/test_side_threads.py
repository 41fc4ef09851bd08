"""Replies in a side thread: one sequence of numbers, apart from the rest of the talk, with what is new in it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from lhs_community.chat.actions import messages as actions
from lhs_community.chat.actions.channels import mark_side_read
from lhs_community.chat.queries import channels, messages
from lhs_community.chat.queries.replies import get_side_thread, replies_of
from lhs_community.communities.models import Visibility
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.notifications.models import Notice


@pytest.fixture
def circle(make_community, make_member):
    """A private community with Ada, who began, and Ben, who replies."""
    community = make_community("Circle", visibility=Visibility.PRIVATE)
    return community, make_member(community), make_member(community)


def _channel(viewer, community):
    return channels.find_channel(viewer, Ref("community", community.id))


def test_replies_stand_apart_and_share_the_numbers_of_the_talk(circle, say) -> None:
    community, ada, ben = circle
    say(ada, community, "Who has tried socks?")
    say(ben, community, "We have", answers=1)
    say(ada, community, "Something else")
    say(ada, community, "And did they help?", answers=2)  # a reply to a reply joins the same side thread
    channel = _channel(ada, community)
    assert [one.number for one in messages.list_before(ada, channel)] == [1, 3]
    assert [one.number for one in messages.list_after(ada, channel, 0)] == [1, 2, 3, 4]
    side = get_side_thread(ben, channel, 1)
    assert [one.number for one in side.replies] == [2, 4]
    assert messages.message_url(side.replies[0]).endswith("/replies/1?at=2#m2")


def test_what_is_new_is_told_to_who_takes_part_until_it_is_read(circle, say, make_member) -> None:
    community, ada, ben = circle
    carol = make_member(community)
    root = say(ada, community, "Who has tried socks?")
    for words in ("We have", "They help"):
        say(ben, community, words, answers=1)

    def counted(viewer) -> tuple[int, int]:
        found = replies_of(viewer, [messages.get_message(viewer, root.id)])[root.id]
        return found.count, found.new

    assert (counted(ada), counted(ben), counted(carol)) == ((2, 2), (2, 0), (2, 0))
    mark_side_read(ada, Ref("community", community.id), 1, 2)
    assert counted(ada) == (2, 1)
    mark_side_read(ada, Ref("community", community.id), 1, 10**9)
    assert counted(ada) == (2, 0)
    mark_side_read(ada, Ref("community", community.id), 1, 1)  # never backwards
    assert counted(ada) == (2, 0)


def test_who_takes_part_is_sent_notices_and_nobody_else(circle, say, make_member, deliver) -> None:
    community, ada, ben = circle
    carol = make_member(community)
    say(ada, community, "Who has tried socks?")
    say(ben, community, "We have", answers=1)
    say(ada, community, "Thank you", answers=1)
    deliver()
    told = db.session.execute(
        select(Notice.person_id, func.count())
        .join(EventRow, EventRow.id == Notice.event_id)
        .where(EventRow.name == "chat.message_answered")
        .group_by(Notice.person_id)
    )
    assert dict(told.all()) == {ada.id: 1, ben.id: 1}
    assert carol.id not in (ada.id, ben.id)


def test_a_deleted_beginning_keeps_its_replies(circle, say) -> None:
    community, ada, ben = circle
    root = say(ada, community, "Oh no")
    say(ben, community, "Good point", answers=1)
    actions.delete_message(ada, messages.get_message(ada, root.id))
    side = get_side_thread(ben, _channel(ben, community), 1)
    assert side.root is not None
    assert (side.root.is_deleted, [one.body for one in side.replies]) == (True, ["Good point"])
    assert replies_of(ben, [side.root])[root.id].count == 1


def test_replies_outlive_a_beginning_that_is_no_longer_kept(client, sign_in, make_person, make_community, viewer, say):
    community, person = make_community(), make_person()
    ada = viewer(person)
    root = say(ada, community, "Old")
    say(ada, community, "Kept", answers=1)
    db.session.delete(root)  # as retention does
    db.session.flush()
    sign_in(client, person)
    page = client.get(f"/chat/community/{community.id}/replies/1").text
    assert "no longer kept" in page
    assert "Kept" in page
    assert client.post(f"/chat/community/{community.id}/replies/1", data={"body": "More"}).status_code == 404


@pytest.mark.parametrize("number", [0, 2, 99, 2**40])
def test_there_is_no_side_thread_of_what_is_no_message(number, circle, say) -> None:
    community, ada, ben = circle
    say(ada, community, "One")
    say(ben, community, "Two", answers=1)
    with pytest.raises(NotThere):
        get_side_thread(ada, _channel(ada, community), number)
    with pytest.raises(NotThere):
        say(ada, community, "Three", answers=number + 100)


def test_a_long_side_thread_is_read_page_by_page(circle, say) -> None:
    community, ada, ben = circle
    say(ada, community, "Begin")
    for number in range(2, 72):
        say(ben, community, f"Reply {number}", answers=1)
    channel = _channel(ada, community)
    latest = get_side_thread(ada, channel, 1)
    assert [latest.replies[0].number, latest.replies[-1].number, latest.has_older] == [22, 71, True]
    older = get_side_thread(ada, channel, 1, before=22)
    assert [older.replies[0].number, older.replies[-1].number, older.has_older] == [2, 21, False]
    assert 10 in [one.number for one in get_side_thread(ada, channel, 1, at=10).replies]


def test_a_side_thread_is_read_and_answered_by_plain_forms(
    client, sign_in, make_person, make_community, make_member, say, viewer
) -> None:
    community, person = make_community(), make_person()
    root = say(make_member(community), community, "Who has tried socks?")
    sign_in(client, person)
    found = client.get(f"/chat/messages/{root.id}/replies")
    assert found.location == f"/chat/community/{community.id}/replies/1"
    assert "No replies yet" in client.get(found.location).text
    answer = client.post(found.location, data={"body": "We **have**"})
    assert answer.status_code == 303
    assert answer.location.endswith("/replies/1#latest")
    page = client.get(f"/chat/community/{community.id}").text
    assert f'href="/chat/community/{community.id}/replies/1">1 reply' in page
    assert "<strong>have</strong>" not in page
    assert "<strong>have</strong>" in client.get(found.location).text
    assert client.post(found.location, data={"body": "Saw 999 526 0182"}).status_code == 422
    assert client.post(f"{found.location}/read", data={"number": "2"}).status_code == 303


def test_outsiders_find_no_side_thread(client, sign_in, make_person, circle, say) -> None:
    community, ada, ben = circle
    root = say(ada, community, "Secret")
    say(ben, community, "Secret reply", answers=1)
    sign_in(client, make_person())
    here = f"/chat/community/{community.id}/replies/1"
    for path in (here, f"/chat/messages/{root.id}/replies", f"/chat/messages/{root.id}"):
        assert client.get(path).status_code == 404
    assert client.post(here, data={"body": "x"}).status_code == 404
    assert client.post(f"{here}/read", data={"number": "2"}).status_code == 404
