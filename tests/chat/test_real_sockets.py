"""Two real clients on a real port: the handshake's gate, resume at the seam, order under a crowd of senders."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from lhs_community.accounts.models import Person
from lhs_community.chat.actions import messages as chat
from lhs_community.chat.keeping import lock_channel
from lhs_community.communities.actions.members import leave_community
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.database import db, unit_of_work
from lhs_community.foundation.refs import Ref
from tests.make.people import add_to
from tests.support.sockets import Socket, serving
from tests.support.web import PageClient, sign_in_as


@pytest.fixture
def address(app) -> Iterator[str]:
    with serving(app) as where:
        yield where


@pytest.fixture
def cookie_of(app) -> Callable[[Person], str]:
    def sign_in(person: Person) -> str:
        browser: PageClient = app.test_client()
        sign_in_as(browser, person)
        kept = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert kept is not None
        return f"{kept.key}={kept.value}"

    return sign_in


@pytest.fixture
def circle(make_community, make_person):
    community = make_community("Circle", visibility=Visibility.PRIVATE)
    people = [make_person("Ada Okoro"), make_person("Ben Osei")]
    for person in people:
        add_to(community, person)
    db.session.commit()
    return community, *people, f"community:{community.id}"


def _handshake(address: str, headers: dict[str, str], upgrade: bool = False) -> int:
    connection = http.client.HTTPConnection(address, timeout=10)
    if upgrade:
        headers = headers | {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        headers |= {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    transport = "websocket" if upgrade else "polling"
    connection.request("GET", f"/socket.io/?EIO=4&transport={transport}", headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_no_session_no_handshake(address) -> None:
    for upgrade in (False, True):
        assert _handshake(address, {}, upgrade) == 403
        assert _handshake(address, {"Cookie": "session=invented"}, upgrade) == 403


def test_a_page_of_another_site_gets_no_handshake(address, circle, cookie_of) -> None:
    cookie = cookie_of(circle[1])
    host = address.split(":")[0]
    for origin in ("http://evil.example", "null", f"https://{address}", f"http://{host}", "http://localhost.evil",
                   f"http://sub.{address}", ""):  # fmt: skip
        for upgrade in (False, True):
            assert _handshake(address, {"Cookie": cookie, "Origin": origin}, upgrade) == 403, origin
    assert _handshake(address, {"Cookie": cookie, "Origin": f"http://{address}"}) == 200
    assert _handshake(address, {"Cookie": cookie, "Origin": f"http://{address}"}, upgrade=True) == 101


def test_two_people_talk_and_one_resumes_after_a_break(address, circle, cookie_of) -> None:
    _, ada, ben, subject = circle
    one, two = Socket(address, cookie_of(ada)), Socket(address, cookie_of(ben))
    for page in (one, two):
        assert page.ask("chat join", {"subject": subject, "after": 0})["last"] == 0
    one.ask("chat send", {"subject": subject, "client_id": "first-one", "body": "One", "confirmed": False})
    assert two.got("chat messages")[0]["messages"][0]["number"] == 1
    two.close()
    for number in range(2, 52):
        answer = one.ask(
            "chat send", {"subject": subject, "client_id": f"client-{number}", "body": "More", "confirmed": False}
        )
        assert answer["number"] == number
    back = Socket(address, cookie_of(ben))
    missed = back.ask("chat join", {"subject": subject, "after": 1})
    assert [message["number"] for message in missed["messages"]] == list(range(2, 52))
    for page in (one, back):
        page.close()


def test_joining_while_messages_flow_leaves_no_gap(address, circle, cookie_of) -> None:
    _, ada, ben, subject = circle
    writer, reader = Socket(address, cookie_of(ada)), Socket(address, cookie_of(ben))

    def write() -> None:
        for number in range(30):
            writer.ask(
                "chat send", {"subject": subject, "client_id": f"client-{number}", "body": "Go", "confirmed": False}
            )

    thread = threading.Thread(target=write)
    thread.start()
    time.sleep(0.15)
    numbers = [message["number"] for message in reader.ask("chat join", {"subject": subject, "after": 0})["messages"]]
    thread.join()
    until = time.monotonic() + 5
    while (not numbers or max(numbers) < 30) and time.monotonic() < until:
        for content in reader.got("chat messages", wait=0.5):
            numbers += [message["number"] for message in content["messages"]]
    assert list(dict.fromkeys(numbers)) == list(range(1, 31))
    for page in (writer, reader):
        page.close()


def test_what_is_kept_while_somebody_comes_in_reaches_them(app, address, circle, cookie_of) -> None:
    """At the seam itself: after the page's rights were read, before it stands in the room."""
    _, ada, ben, subject = circle
    reader = Socket(address, cookie_of(ben))
    ada_id, has_spoken = ada.id, threading.Event()
    db.session.commit()

    def speak() -> None:
        with app.app_context(), unit_of_work():
            chat.post_message(viewer_for(ada_id), Ref.parse(subject), "Between two statements")

    def interrupt(_connection, _cursor, statement, *_rest) -> None:
        if "FROM channel" in statement and not has_spoken.is_set():
            has_spoken.set()
            speaker = threading.Thread(target=speak)
            speaker.start()
            speaker.join()
            time.sleep(0.3)  # it is told to the room, in which nobody is yet

    event.listen(Engine, "after_cursor_execute", interrupt)
    try:
        answer = reader.ask("chat join", {"subject": subject, "after": 0})
    finally:
        event.remove(Engine, "after_cursor_execute", interrupt)
    assert has_spoken.is_set()
    assert [message["number"] for message in answer["messages"]] == [1]
    reader.close()


def test_many_send_at_once_and_every_number_is_used_once(address, circle, cookie_of) -> None:
    _, ada, ben, subject = circle
    numbers: list[int] = []

    def write(cookie: str, name: str) -> None:
        page = Socket(address, cookie)
        for count in range(8):
            content = {"subject": subject, "client_id": f"{name}-{count}-id", "body": name, "confirmed": False}
            numbers.append(page.ask("chat send", content)["number"])
        page.close()

    threads = [
        threading.Thread(target=write, args=(cookie, f"writer{index}"))
        for index, cookie in enumerate([cookie_of(ada), cookie_of(ben)] * 2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 33))


def test_a_crowd_that_waits_to_write_leaves_room_for_who_reads(app, address, circle, cookie_of) -> None:
    """Else each would hold a connection to the database, until none is left."""
    community, ada, ben, subject = circle
    community_id, may_end = community.id, threading.Event()
    reader, *crowd = (Socket(address, cookie_of(person)) for person in [ada, ben] * 15)
    reader.ask("chat send", {"subject": subject, "client_id": "the-first", "body": "Once", "confirmed": False})
    db.session.commit()

    def hold() -> None:
        with app.app_context(), unit_of_work():
            lock_channel(Ref.parse(subject), community_id)
            may_end.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        for place, page in enumerate(crowd):
            content = {"subject": subject, "client_id": f"waits-{place}-id", "body": "Next", "confirmed": False}
            page.say("chat send", content)
        time.sleep(0.5)  # they stand in the queue
        assert reader.ask("chat since", {"subject": subject, "after": 0})["last"] == 1
    finally:
        may_end.set()
        holder.join()
    last, until = 1, time.monotonic() + 30
    while last < 30 and time.monotonic() < until:
        last = reader.ask("chat since", {"subject": subject, "after": 0})["last"]
        time.sleep(0.2)
    assert last == 30
    for page in (reader, *crowd):
        page.close()


def test_a_removed_member_is_put_out_and_hears_nothing_more(address, circle, cookie_of) -> None:
    community, ada, ben, subject = circle
    one, two = Socket(address, cookie_of(ada)), Socket(address, cookie_of(ben))
    for page in (one, two):
        page.ask("chat join", {"subject": subject, "after": 0})
    leave_community(viewer_for(ben.id), community)
    db.session.commit()
    assert two.got("put out", wait=10)  # at once, on a machine that has nothing else to do
    one.ask("chat send", {"subject": subject, "client_id": "after-ben", "body": "Without Ben", "confirmed": False})
    assert one.got("chat messages")
    assert two.got("chat messages", wait=0.5) == []
    assert "error" in two.ask("chat since", {"subject": subject, "after": 0})
    for page in (one, two):
        page.close()


def test_chat_works_over_long_polling_alone(address, circle, cookie_of) -> None:
    _, ada, _, subject = circle
    headers = {"Cookie": cookie_of(ada)}

    def poll(method: str, sid: str = "", body: str = "") -> str:
        connection = http.client.HTTPConnection(address, timeout=10)
        connection.request(method, f"/socket.io/?EIO=4&transport=polling{sid}", body=body, headers=headers)
        answer = connection.getresponse().read().decode()
        connection.close()
        return answer

    sid = f"&sid={json.loads(poll('GET')[1:])['sid']}"
    poll("POST", sid, "40")
    assert poll("GET", sid).startswith("40")
    join = json.dumps(["chat join", {"subject": subject, "after": 0}])
    poll("POST", sid, f"421{join}")
    heard = ""
    until = time.monotonic() + 5
    while "431[" not in heard and time.monotonic() < until:
        heard += poll("GET", sid)
    assert '"last":0' in heard
