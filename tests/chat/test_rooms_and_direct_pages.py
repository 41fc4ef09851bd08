"""Pages of rooms, direct talk and being left in peace, by plain forms."""

from __future__ import annotations

import pytest

from lhs_community.accounts.models import Person
from lhs_community.chat.actions import peace, rooms as room_actions
from lhs_community.chat.queries import channels, direct, lists, peace as wishes, rooms
from lhs_community.communities.models import Visibility
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from tests.make.people import add_to


@pytest.fixture
def browse_as(client, sign_in):
    """`browse_as(viewer)`: the one browser, signed in as somebody else."""

    def change(viewer):
        client.post("/sign-out")
        sign_in(client, db.session.get_one(Person, viewer.id))
        return client

    return change


def test_a_room_is_started_renamed_closed_and_opened(browse_as, make_community, make_member) -> None:
    community = make_community("Falls")
    ada = make_member(community)
    client = browse_as(ada)
    assert "There is no room yet" in client.get(f"/c/{community.slug}/rooms").text
    typed = {"name": "Night shifts", "about": "What nights need to know", "submission_token": "the-same-token-again"}
    for _ in range(2):
        assert client.post(f"/c/{community.slug}/rooms", data=typed).status_code == 303
    (room,) = rooms.list_rooms(ada, community.id)
    page = client.get(f"/chat/room/{room.id}").text
    assert "What nights need to know" in page
    assert client.get(f"/chat/room/{room.id}/change").status_code == 200
    client.post(f"/chat/room/{room.id}/change", data={"name": "Nights", "about": ""})
    assert "Nights" in client.get(f"/c/{community.slug}").text
    client.post(f"/chat/room/{room.id}/close")
    page = client.get(f"/chat/room/{room.id}").text
    assert "This room is closed" in page
    assert "<textarea" not in page
    assert client.post(f"/chat/room/{room.id}", data={"body": "Still?"}).status_code == 403
    client.post(f"/chat/room/{room.id}/reopen")
    assert client.post(f"/chat/room/{room.id}", data={"body": "Yes"}).status_code == 303


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "Give the room a name"),
        ({"name": "x" * 61}, "Field cannot be longer"),
        ({"name": "Fine", "about": "x" * 301}, "Field cannot be longer"),
        ({"name": "Saw 999 526 0182"}, "NHS number"),
        ({"name": "falls"}, "a room of that name"),
    ],
)
def test_a_bad_room_comes_back_with_what_was_typed(typed, words, browse_as, make_community, make_member, make_room):
    community = make_community()
    make_room(community, "Falls")
    answer = browse_as(make_member(community)).post(f"/c/{community.slug}/rooms", data=typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{typed["name"]}"' in answer.text


def test_who_may_not_read_a_community_finds_no_room_of_it(browse_as, make_community, make_member, make_room) -> None:
    community = make_community("Secret circle", visibility=Visibility.PRIVATE)
    room = make_room(community, "Secret room")
    client = browse_as(make_member())
    for path in (f"/c/{community.slug}/rooms", f"/chat/room/{room.id}", f"/chat/room/{room.id}/change"):
        assert client.get(path).status_code == 404
    for path in (f"/chat/room/{room.id}/close", f"/chat/room/{room.id}/reopen", f"/chat/room/{room.id}/mute"):
        assert client.post(path).status_code == 404
    assert client.get("/chat/room/99999999999").status_code == 404
    assert "Secret" not in client.get("/chat").text


def test_a_member_who_did_not_start_it_cannot_change_a_room(browse_as, make_community, make_member, make_room) -> None:
    community = make_community()
    room = make_room(community)
    client = browse_as(make_member(community))
    assert client.get(f"/chat/room/{room.id}/change").status_code == 403
    assert client.post(f"/chat/room/{room.id}/close").status_code == 403
    assert "Change or close this room" not in client.get(f"/chat/room/{room.id}").text


def test_convenors_can_keep_rooms_to_themselves(browse_as, make_community, make_member) -> None:
    community = make_community()
    convenor, member = make_member(community, "convenor"), make_member(community)
    client = browse_as(convenor)
    page = client.get(f"/c/{community.slug}/settings").text
    assert "Members may start rooms" in page
    typed = {"name": community.name, "visibility": "open", "join_question": "Why?", "allows_anonymous": "y"}
    assert client.post(f"/c/{community.slug}/settings", data=typed).status_code == 303
    client = browse_as(member)
    assert "Convenors of this community start rooms" in client.get(f"/c/{community.slug}/rooms").text
    assert client.post(f"/c/{community.slug}/rooms", data={"name": "Mine"}).status_code == 403


def test_a_talk_is_started_by_finding_and_choosing_people(browse_as, make_community, make_member) -> None:
    community, other = make_community(), make_community()
    ada, ben, eve = make_member(community), make_member(community, name="Ben Osei"), make_member(other, name="Eve Gray")
    client = browse_as(ada)
    assert "Ben Osei" in client.get("/chat/direct/new").text
    assert "Eve Gray" not in client.get("/chat/direct/new?find=eve").text
    found = client.post("/chat/direct/new", data={"find": "ben", "search": "y"})
    assert found.status_code == 303
    assert "find=ben" in found.location
    answer = client.post("/chat/direct/new", data={"people": [str(ben.id)]})
    assert answer.status_code == 303
    assert "Only those in this talk read it" in client.get(answer.location).text
    assert client.post("/chat/direct/new", data={"people": [str(ben.id)]}).location == answer.location
    for chosen in ([], [str(eve.id)], ["x"], ["99999999999999"], [str(ada.id)]):
        assert client.post("/chat/direct/new", data={"people": chosen}).status_code == 422, chosen


def test_a_talk_begins_on_somebodys_page(browse_as, make_community, make_member) -> None:
    community = make_community()
    ada, ben = make_member(community), make_member(community)
    client = browse_as(ada)
    assert f"Write to {ben.name}" in client.get(f"/people/{ben.handle}").text
    peace.choose(ben, shows_presence=True, accepts_direct=False)
    db.session.commit()
    assert f"Write to {ben.name}" not in client.get(f"/people/{ben.handle}").text


def test_nobody_else_finds_a_direct_talk(browse_as, make_community, make_member, make_direct, say_in) -> None:
    community = make_community()
    ada, ben, eve = (make_member(community) for _ in range(3))
    talk = make_direct(ada, ben)
    message = say_in(ada, Ref("direct", talk.id), "Between us two")
    db.session.commit()
    client = browse_as(eve)
    for path in (f"/chat/direct/{talk.id}", f"/chat/messages/{message.id}/edit", "/chat/direct/99999999999"):
        assert client.get(path).status_code == 404
    for path in (f"/chat/direct/{talk.id}", f"/chat/direct/{talk.id}/leave", f"/chat/direct/{talk.id}/mute"):
        assert client.post(path, data={"body": "x"}).status_code == 404
    assert "Between us" not in client.get("/chat").text
    assert "Between us" in browse_as(ben).get("/chat").text


def test_leaving_and_refusing_by_plain_forms(browse_as, make_community, make_member, make_direct, say_in) -> None:
    community = make_community()
    ada, ben, cem = (make_member(community) for _ in range(3))
    several, two = make_direct(ada, ben, cem), make_direct(ada, ben)
    say_in(ada, Ref("direct", two.id), "Hello")
    db.session.commit()
    client = browse_as(ben)
    assert "Leave this talk" in client.get(f"/chat/direct/{several.id}").text
    assert client.post(f"/chat/direct/{several.id}/leave").status_code == 303
    assert client.get(f"/chat/direct/{several.id}").status_code == 404
    assert client.post(f"/chat/direct/{two.id}/leave").status_code == 403
    assert client.post(f"/chat/refused/{ada.id}", data={"is_refused": "y"}).status_code == 303
    assert ada.name in client.get("/chat/settings").text
    assert "Nobody in this talk can be written to" in client.get(f"/chat/direct/{two.id}").text
    client.post(f"/chat/refused/{ada.id}")
    assert "<textarea" in client.get(f"/chat/direct/{two.id}").text
    for odd in (ben.id, 999_999, 2**40):
        assert client.post(f"/chat/refused/{odd}", data={"is_refused": "y"}).status_code in (404, 422), odd


def test_settings_are_kept(browse_as, make_community, make_member) -> None:
    ada = make_member(make_community())
    client = browse_as(ada)
    assert client.get("/chat/settings").text.count("checked") >= 2
    assert client.post("/chat/settings", data={"accepts_direct": "y"}).status_code == 303
    assert wishes.wishes_of(ada) == (False, True)


def test_a_muted_channel_counts_in_no_total_and_still_shows_what_is_unread(
    browse_as, make_community, make_member, make_room, say_in, count_queries
) -> None:
    community = make_community()
    ada, ben = make_member(community), make_member(community)
    ref = Ref("room", make_room(community, "Nights").id)
    say_in(ben, ref, "One")
    say_in(ada, ref, "Two: read so far")
    say_in(ben, ref, "Three")
    db.session.commit()
    assert lists.count_new(ada) == 1
    client = browse_as(ada)
    assert client.post(f"/chat/room/{ref.id}/mute", data={"is_muted": "y"}).status_code == 303
    assert lists.count_new(ada) == 0
    page = client.get("/chat").text
    assert "Muted" in page
    assert "1<span class=\"nhsuk-u-visually-hidden\"> unread</span>" in page
    assert "Hear of it again" in client.get(f"/chat/room/{ref.id}").text
    client.post(f"/chat/room/{ref.id}/mute")
    with count_queries(at_most=1):
        assert lists.count_new(ada) == 1


def test_what_may_not_be_read_any_more_counts_nowhere(make_community, make_member, make_direct, say_in) -> None:
    community = make_community()
    ada, ben, cem = (make_member(community) for _ in range(3))
    talk = make_direct(ada, ben, cem)
    say_in(ada, Ref("direct", talk.id), "Hello")
    db.session.flush()
    assert lists.count_new(cem) == 1
    assert lists.count_new(ada) == 0  # one's own is read
    from_there = direct.get_direct(cem, talk.id)
    for one in from_there.people:
        if one.person_id == cem.id:
            one.left_at = talk.started_at
    db.session.flush()
    assert lists.count_new(cem) == 0


def test_the_list_is_grouped_found_by_name_and_as_quick_for_many(
    browse_as, make_community, make_member, make_room, make_meeting, make_direct, say_in, count_queries
) -> None:
    falls, sepsis = make_community("Falls"), make_community("Sepsis")
    ada, ben = make_member(falls), make_member(falls, name="Ben Osei")
    ada = add_to(sepsis, db.session.get_one(Person, ada.id))
    make_room(falls, "Nights")
    say_in(ben, Ref("direct", make_direct(ben, ada).id), "Hello")
    db.session.commit()
    with count_queries(at_most=14) as few:
        found = lists.list_channels(ada)
    assert [group.title for group in found.groups] == ["Direct talk", "Falls", "Sepsis"]
    assert [row.subject.title for row in found.groups[1].rows] == ["Falls", "Nights"]
    assert [row.subject.title for row in lists.list_channels(ada, "BEN").rows] == ["Ben Osei"]
    assert [row.subject.title for row in lists.list_channels(ada, "fall").rows] == ["Falls", "Nights"]
    for number in range(5):
        room = make_room(falls, f"Room {number} of many")
        say_in(ben, Ref("room", room.id), "Hello")
        say_in(ben, Ref("meeting", make_meeting(falls).id), "Hello")
    db.session.commit()
    with count_queries(at_most=len(few) + 1):
        assert len(lists.list_channels(ada).rows) > len(found.rows)
    client = browse_as(ada)
    assert "No channel of yours is called that" in client.get("/chat?find=nothing+of+the+kind").text


def test_a_closed_room_leaves_the_list_of_who_never_spoke_there(make_community, make_member, make_room) -> None:
    community = make_community()
    convenor, ada = make_member(community, "convenor"), make_member(community)
    room = rooms.get_room(convenor, make_room(community, "Over", convenor).id)
    assert "Over" in [row.subject.title for row in lists.list_channels(ada).rows]
    room_actions.close_room(convenor, room)
    db.session.flush()
    assert "Over" not in [row.subject.title for row in lists.list_channels(ada).rows]
    assert channels.get_talk(ada, Ref("room", room.id)).may_post is False


def test_a_meetings_page_leads_to_its_talk(browse_as, make_community, make_meeting, make_member) -> None:
    community = make_community()
    meeting = make_meeting(community)
    client = browse_as(make_member(community))
    assert f"/chat/meeting/{meeting.id}" in client.get(f"/meetings/{meeting.id}").text
    assert client.post(f"/chat/meeting/{meeting.id}", data={"body": "See you"}).status_code == 303


def test_a_first_direct_message_is_told_once_and_a_room_to_followers(
    browse_as, make_community, make_member, make_direct, say_in, deliver
) -> None:
    community = make_community()
    ada, ben = make_member(community, name="Ada Okoro"), make_member(community)
    ref = Ref("direct", make_direct(ada, ben).id)
    say_in(ada, ref, "One")
    say_in(ada, ref, "Two")
    deliver()
    page = browse_as(ben).get("/notices").text
    assert page.count("Ada Okoro wrote to you directly") == 1
    assert "wrote to you directly" not in browse_as(make_member(community, "convenor")).get("/notices").text


def test_in_protected_time_the_header_counts_no_chat_and_says_until_when(
    browse_as, make_community, make_member, make_direct, say_in
) -> None:
    community = make_community()
    ada, ben = make_member(community), make_member(community)
    say_in(ada, Ref("direct", make_direct(ada, ben).id), "Hello")
    db.session.commit()
    client = browse_as(ben)
    assert "app-navigation__count" in client.get("/communities").text
    typed = {"is_on": "y", "days": [str(day) for day in range(7)], "starts": "0", "ends": "1410"}
    noon = clock.now().replace(hour=12, minute=0)
    assert client.post("/notices/protected-time", data=typed).status_code == 303
    with clock.at(noon):
        client = browse_as(ben)
        page = client.get("/communities").text
    assert "app-navigation__count" not in page
    assert "quiet until" in page
