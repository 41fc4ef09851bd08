"""Watching a thing over the socket: only for who may read it."""

from __future__ import annotations

from lhs_community.communities.models import Visibility
from lhs_community.foundation.live.rooms import emit_changed
from lhs_community.foundation.live.server import socketio


def _watch(app, client, room: str) -> tuple[object, object]:
    connection = socketio.test_client(app, flask_test_client=client)
    return connection, connection.emit("watch", {"room": room}, callback=True)


def test_a_reader_hears_that_something_changed(app, client, sign_in, make_person, make_community) -> None:
    room = f"community:{make_community().id}"
    sign_in(client, make_person())
    connection, answer = _watch(app, client, room)
    assert answer == {"ok": True}
    emit_changed(room, post_id=3)
    assert [(one["name"], one["args"]) for one in connection.get_received()] == [("changed", [{"post_id": 3}])]


def test_who_may_not_read_it_hears_nothing(app, client, sign_in, make_person, make_community) -> None:
    room = f"community:{make_community(visibility=Visibility.PRIVATE).id}"
    sign_in(client, make_person())
    connection, answer = _watch(app, client, room)
    assert "error" in answer
    emit_changed(room, post_id=3)
    assert connection.get_received() == []


def test_nonsense_is_answered_with_an_error(app, client, sign_in, make_person) -> None:
    sign_in(client, make_person())
    assert "error" in _watch(app, client, "nothing at all")[1]
