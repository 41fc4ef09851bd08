"""Chat over sockets, with Flask-SocketIO's own client: rights at joining, at each message and at each delivery."""

from __future__ import annotations

import time
from typing import Any

import pytest

from lhs_community.accounts import actions as accounts
from lhs_community.chat import delivery
from lhs_community.chat.actions.messages import post_message
from lhs_community.chat.queries import channels
from lhs_community.communities.actions.members import leave_community
from lhs_community.communities.models import Visibility
from lhs_community.foundation import seats
from lhs_community.foundation.database import db
from lhs_community.foundation.live import events, server as live
from lhs_community.foundation.refs import Ref
from tests.make.people import ADMINISTRATOR, add_to

ODD = [None, 1, "text", [], {}, [1, 2], {"subject": None},
       {"subject": 1, "after": 0}, {"subject": "community:77"},
       {"subject": "community:1", "after": "0"}, {"subject": "community:1", "after": True},
       {"subject": "x", "after": 0},
       {"subject": "community:" + "9" * 30, "after": 0}, {"subject": "community:999999999999999", "after": 0},
       {"subject": "person:1", "after": 0}, {"subject": "community:1", "after": 0, "more": 1},
       {"subject": {"a": 1}, "after": 0}, {"subject": "community:1", "after": 1.5}]  # fmt: skip


@pytest.fixture
def circle(make_community, make_person):
    """A private community with Ada and Ben in it."""
    community = make_community("Circle", visibility=Visibility.PRIVATE)
    ada, ben = make_person("Ada Okoro"), make_person("Ben Osei")
    for person in (ada, ben):
        add_to(community, person)
    db.session.commit()
    return community, ada, ben, f"community:{community.id}"


def _send(page: Any, subject: str, body: str, client_id: str = "client-id-1", **fields: Any) -> dict[str, Any]:
    content = {"subject": subject, "client_id": client_id, "body": body, "confirmed": False}
    return page.ask("chat send", content | fields)


def test_a_message_reaches_both_pages_and_is_acknowledged(circle, open_page) -> None:
    _, ada, ben, subject = circle
    one, two = open_page(ada), open_page(ben)
    assert one.ask("chat join", {"subject": subject, "after": 0})["messages"] == []
    two.ask("chat join", {"subject": subject, "after": 0})
    answer = _send(one, subject, "Hello **Ben**")
    assert answer["number"] == 1
    for page in (one, two):
        (content,) = page.got("chat messages")
        (message,) = content["messages"]
        assert message["html"] == "<p>Hello <strong>Ben</strong></p>"
        assert (message["author"], message["number"], message["client_id"]) == ("Ada Okoro", 1, "client-id-1")


def test_the_same_client_id_again_gives_the_same_answer(circle, open_page) -> None:
    _, ada, _, subject = circle
    page = open_page(ada)
    assert _send(page, subject, "Once") == _send(page, subject, "Once")
    assert page.ask("chat since", {"subject": subject, "after": 0})["last"] == 1


def test_who_was_away_gets_what_was_missed_once_and_in_order(circle, open_page) -> None:
    _, ada, ben, subject = circle
    one = open_page(ada)
    for number in range(8):
        _send(one, subject, f"Word {number}", client_id=f"client-id-{number}")
    missed = open_page(ben).ask("chat join", {"subject": subject, "after": 3})
    assert [message["number"] for message in missed["messages"]] == [4, 5, 6, 7, 8]
    assert (missed["last"], missed["more"]) == (8, False)


def test_presence_names_who_is_here_and_says_when_somebody_goes(circle, open_page) -> None:
    _, ada, ben, subject = circle
    one, two = open_page(ada), open_page(ben)
    one.ask("chat join", {"subject": subject, "after": 0})
    two.ask("chat join", {"subject": subject, "after": 0})
    assert [person["name"] for person in one.got("chat presence")[-1]["people"]] == ["Ada Okoro", "Ben Osei"]
    two.client.disconnect()
    assert [person["name"] for person in one.got("chat presence")[-1]["people"]] == ["Ada Okoro"]


def test_typing_is_told_to_the_others(circle, open_page) -> None:
    _, ada, ben, subject = circle
    one, two = open_page(ada), open_page(ben)
    for page in (one, two):
        page.ask("chat join", {"subject": subject, "after": 0})
    one.ask("chat typing", {"subject": subject})
    assert [content["name"] for content in two.got("chat typing")] == ["Ada Okoro"]
    assert one.got("chat typing", wait=0.2) == []


def test_an_outsider_joins_sends_and_reads_nothing(circle, open_page, make_person) -> None:
    _, ada, _, subject = circle
    one, outside = open_page(ada), open_page(make_person())
    one.ask("chat join", {"subject": subject, "after": 0})
    for answer in (
        outside.ask("chat join", {"subject": subject, "after": 0}),
        outside.ask("chat since", {"subject": subject, "after": 0}),
        outside.ask("chat typing", {"subject": subject}),
        outside.ask("chat read", {"subject": subject, "number": 1}),
        outside.ask("watch", {"room": subject}),
        _send(outside, subject, "Let me in"),
    ):
        assert answer["error"].startswith("There is nothing here")
    _send(one, subject, "Secret")
    assert one.got("chat messages")
    assert outside.client.get_received() == []


def test_who_is_removed_is_cut_off_at_once(circle, open_page, viewer) -> None:
    community, ada, ben, subject = circle
    one, two = open_page(ada), open_page(ben)
    for page in (one, two):
        page.ask("chat join", {"subject": subject, "after": 0})
    two.ask("watch", {"room": subject})
    leave_community(viewer(ben), community)
    db.session.commit()
    assert {content["room"] for content in two.got("put out")} & {f"chat:{subject}", subject}
    _send(one, subject, "Without Ben")
    assert one.got("chat messages")
    assert two.got("chat messages", wait=0.3) == []
    assert "error" in _send(two, subject, "But I am still here", client_id="client-id-2")


def test_a_right_lost_without_an_event_still_ends_delivery(circle, open_page, viewer) -> None:
    """As when another process removed the member: the delivery itself asks."""
    community, ada, ben, subject = circle
    one, two = open_page(ada), open_page(ben)
    for page in (one, two):
        page.ask("chat join", {"subject": subject, "after": 0})
    two.client.get_received()
    db.session.execute(db.text("DELETE FROM membership WHERE person_id = :id"), {"id": ben.id})
    db.session.commit()
    _send(one, subject, "Without Ben")
    assert one.got("chat messages")
    assert two.got("chat messages", wait=0.3) == []


def test_a_disabled_account_loses_its_sockets(circle, open_page) -> None:
    _, _, ben, subject = circle
    page = open_page(ben)
    page.ask("chat join", {"subject": subject, "after": 0})
    accounts.disable_person(ADMINISTRATOR, ben)
    db.session.commit()
    until = time.monotonic() + 2
    while page.client.is_connected() and time.monotonic() < until:
        time.sleep(0.02)
    assert not seats.of_person(ben.id)


def test_a_guest_is_refused_at_the_handshake(app) -> None:
    browser = app.test_client()
    client = browser._apart(live.socketio.test_client, app, flask_test_client=browser)
    assert not client.is_connected()


def test_one_person_holds_a_bounded_number_of_connections(circle, open_page) -> None:
    _, ada, *_ = circle
    pages = [open_page(ada) for _ in range(live.MOST_CONNECTIONS + 2)]
    assert sum(page.client.is_connected() for page in pages) == live.MOST_CONNECTIONS


@pytest.mark.parametrize("event", ["chat join", "chat since", "chat send", "chat typing", "chat read", "watch"])
def test_odd_events_are_answered_and_nothing_dies(event, circle, open_page) -> None:
    _, ada, _, subject = circle
    page = open_page(ada)
    for odd in ODD:
        assert "error" in page.ask(event, odd), odd
    assert "error" in page.ask(event)
    assert "error" in page.ask(event, {"subject": subject}, {"subject": subject})
    assert page.ask("chat join", {"subject": subject, "after": 0})["last"] == 0


def test_a_held_message_is_answered_with_reason_and_mask_and_is_not_stored(circle, open_page, viewer) -> None:
    _, ada, _, subject = circle
    page = open_page(ada)
    answer = _send(page, subject, "Saw 999 526 0182")
    assert answer["masked"] == {"body": "Saw [NHS number removed]"}
    assert answer["blocks"] is True
    warned = _send(page, subject, "Ring 07700 900123")
    assert warned["blocks"] is False
    assert channels.get_talk(viewer(ada), Ref.parse(subject)).last_number == 0
    assert _send(page, subject, "Ring 07700 900123", confirmed=True)["number"] == 1


def test_a_plain_form_reaches_open_pages_too(circle, open_page, client, sign_in) -> None:
    community, ada, ben, subject = circle
    page = open_page(ada)
    page.ask("chat join", {"subject": subject, "after": 0})
    sign_in(client, ben)
    client.post(f"/chat/community/{community.id}", data={"body": "By form"})
    assert page.got("chat messages")[0]["messages"][0]["html"] == "<p>By form</p>"


def test_a_flood_is_slowed_and_said_so(circle, open_page, monkeypatch) -> None:
    _, ada, _, subject = circle
    page = open_page(ada)
    monkeypatch.setattr(events, "hit", lambda name, key, rate: key != f"person:{ada.id}")
    answer = _send(page, subject, "Fast")
    assert (answer["error"], answer["retry"]) == (events.TOO_FAST, True)


def test_a_message_brings_those_before_it_that_were_not_heard_of_yet(circle, open_page, viewer) -> None:
    """They were written in another process, whose word comes later; pages would drop what is older than they show."""
    _, ada, ben, subject = circle
    page = open_page(ben)
    _send(page, subject, "Before", "client-id-0")
    page.ask("chat join", {"subject": subject, "after": 0})
    ids = [post_message(viewer(ada), Ref.parse(subject), f"No {number}").id for number in (2, 3, 4)]
    db.session.info.pop("happened")  # so that nobody hears of them here
    db.session.commit()
    delivery.deliver([ids[2]])
    assert [message["number"] for message in page.got("chat messages")[0]["messages"]] == [2, 3, 4]
    delivery.deliver([ids[0]])
    delivery.deliver([ids[1]])
    delivery.deliver([ids[1]], {ids[1]})  # edited
    assert [message["number"] for content in page.got("chat messages") for message in content["messages"]] == [3]


def test_other_pages_are_told_how_far_a_channel_has_come(circle, open_page, make_person) -> None:
    """A page that has it open gets the messages instead; who may not read it hears nothing."""
    _, ada, ben, subject = circle
    writing, listing, outside = open_page(ada), open_page(ben), open_page(make_person("Cy Webb"))
    writing.ask("chat join", {"subject": subject, "after": 0})
    rows = [page.ask("chat bells", {})["rows"] for page in (writing, listing, outside)]
    assert [subject, 0, 0] in rows[1]
    assert subject not in str(rows[2])
    _send(writing, subject, "News")
    assert listing.got("chat bell") == [{"subject": subject, "last": 1}]
    assert outside.got("chat bell", wait=0.2) == []
    assert writing.got("chat bell", wait=0.2) == []
    assert listing.ask("chat bells", {})["rows"][0] == [subject, 1, 1]


def test_reading_is_told_to_ones_own_other_pages_alone(circle, open_page) -> None:
    _, ada, ben, subject = circle
    _send(open_page(ada), subject, "Read me")
    reading, same, other = open_page(ben), open_page(ben), open_page(ada)
    for page in (same, other):
        page.ask("chat bells", {})
    reading.ask("chat read", {"subject": subject, "number": 1})
    assert same.got("chat read") == [{"subject": subject, "number": 1}]
    assert other.got("chat read", wait=0.2) == []
