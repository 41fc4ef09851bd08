"""Rooms, direct talk and being left in peace over sockets: who is let in, who is put out, who is not shown."""

from __future__ import annotations

import pytest

from lhs_community.accounts.models import Person
from lhs_community.chat.actions import direct as direct_actions, peace, rooms as room_actions
from lhs_community.chat.queries import direct, rooms
from lhs_community.communities.actions.members import leave_community
from lhs_community.communities.models import Visibility
from lhs_community.foundation import seats
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref

ASKED = (
    ("chat join", {"after": 0}),
    ("chat since", {"after": 0}),
    ("chat send", {"client_id": "a-client-id-1", "body": "Hello", "confirmed": False}),
    ("chat typing", {}),
    ("chat read", {"number": 1}),
)


@pytest.fixture
def open_as(open_page):
    return lambda viewer: open_page(db.session.get_one(Person, viewer.id))


def _send(page, ref, body, number=1):
    return page.ask(
        "chat send", {"subject": str(ref), "client_id": f"client-id-{number}", "body": body, "confirmed": False}
    )


@pytest.mark.parametrize("kind", ["room", "meeting", "direct"])
def test_nothing_is_answered_to_who_may_not_read(
    kind, open_as, make_community, make_member, make_room, make_meeting, make_direct
) -> None:
    community = make_community(visibility=Visibility.PRIVATE)
    ada, ben, outsider = make_member(community), make_member(community), make_member()
    convenor = make_member(community, "convenor")
    ref = {
        "room": lambda: Ref("room", make_room(community).id),
        "meeting": lambda: Ref("meeting", make_meeting(community).id),
        "direct": lambda: Ref("direct", make_direct(ada, ben).id),
    }[kind]()
    db.session.commit()
    page = open_as(convenor if kind == "direct" else outsider)
    for event, content in ASKED:
        assert "error" in page.ask(event, {"subject": str(ref)} | content), event
    assert not seats.in_room(f"chat:{ref}")


def test_a_direct_message_reaches_those_in_the_talk(open_as, make_community, make_member, make_direct) -> None:
    community = make_community()
    ada, ben = make_member(community), make_member(community)
    ref = Ref("direct", make_direct(ada, ben).id)
    db.session.commit()
    one, two = open_as(ada), open_as(ben)
    for page in (one, two):
        assert page.ask("chat join", {"subject": str(ref), "after": 0})["may_post"]
    assert _send(one, ref, "Between us")["number"] == 1
    assert two.got("chat messages")[0]["messages"][0]["html"] == "<p>Between us</p>"


def test_who_leaves_a_talk_is_put_out_at_once(open_as, make_community, make_member, make_direct) -> None:
    community = make_community()
    ada, ben, cem = (make_member(community) for _ in range(3))
    talk = make_direct(ada, ben, cem)
    ref = Ref("direct", talk.id)
    db.session.commit()
    one, three = open_as(ada), open_as(cem)
    for page in (one, three):
        page.ask("chat join", {"subject": str(ref), "after": 0})
    three.client.get_received()
    direct_actions.leave_direct(cem, direct.get_direct(cem, talk.id))
    db.session.commit()
    assert three.got("put out") == [{"room": f"chat:{ref}"}]
    _send(one, ref, "Without Cem")
    assert one.got("chat messages")
    assert three.got("chat messages", wait=0.3) == []


def test_who_leaves_the_community_is_put_out_of_its_rooms(open_as, make_community, make_member, make_room) -> None:
    community = make_community(visibility=Visibility.PRIVATE)
    ada, ben = make_member(community), make_member(community)
    ref = Ref("room", make_room(community).id)
    db.session.commit()
    page = open_as(ben)
    page.ask("chat join", {"subject": str(ref), "after": 0})
    page.client.get_received()
    leave_community(ben, community)
    db.session.commit()
    assert page.got("put out") == [{"room": f"chat:{ref}"}]
    _send(open_as(ada), ref, "Without Ben")
    assert page.got("chat messages", wait=0.3) == []


def test_in_a_closed_room_sending_is_refused(open_as, make_community, make_member, make_room) -> None:
    community = make_community()
    convenor = make_member(community, "convenor")
    room = rooms.get_room(convenor, make_room(community, "Over", convenor).id)
    ref = Ref("room", room.id)
    db.session.commit()
    page = open_as(convenor)
    assert page.ask("chat join", {"subject": str(ref), "after": 0})["may_post"]
    room_actions.close_room(convenor, room)
    db.session.commit()
    assert "closed" in _send(page, ref, "Still?")["error"]


def test_who_hides_is_neither_named_nor_seen_typing(open_as, make_community, make_member) -> None:
    community = make_community()
    ada, ben = make_member(community), make_member(community)
    subject = f"community:{community.id}"
    peace.choose(ada, shows_presence=False, accepts_direct=True)
    db.session.commit()
    watching = open_as(ben)
    watching.ask("chat join", {"subject": subject, "after": 0})
    hidden = open_as(ada)
    hidden.ask("chat join", {"subject": subject, "after": 0})
    (*_, last) = watching.got("chat presence")
    assert [person["id"] for person in last["people"]] == [ben.id]
    assert last["count"] == 1
    watching.client.get_received()
    assert hidden.ask("chat typing", {"subject": subject}) == {"ok": True}
    assert watching.got("chat typing", wait=0.3) == []


def test_what_is_read_on_one_device_is_told_to_the_persons_others(open_as, make_community, make_member, say) -> None:
    community = make_community()
    ada, ben = make_member(community), make_member(community)
    say(ben, community)
    db.session.commit()
    subject = f"community:{community.id}"
    phone, desk, other = open_as(ada), open_as(ada), open_as(ben)
    for page in (phone, desk, other):
        page.ask("watch", {"room": "me"})
    phone.ask("chat read", {"subject": subject, "number": 1})
    assert desk.got("chat read") == [{"subject": subject, "number": 1}]
    assert other.got("chat read", wait=0.3) == []
