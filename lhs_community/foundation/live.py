"""Sockets: who is asking comes from the session alone; each event is checked for shape, size and rate.

Rooms are named by the thing they show, "thread:12" (its talk: "chat:project:3"). What is pushed says only that
something changed; the browser fetches it by the normal, checked address. Chat alone sends content (it checks
rights itself, at each delivery).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from flask_socketio import ConnectionRefusedError, SocketIO, join_room
from werkzeug.exceptions import HTTPException

from lhs_community.foundation import seats, subjects
from lhs_community.foundation.database import db, end_request, start_request
from lhs_community.foundation.errors import Invalid, Refusal
from lhs_community.foundation.limits import hit
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.seats import Seat

log = logging.getLogger(__name__)
MOST_BYTES = 64 * 1024  # one socket message
MOST_CONNECTIONS = 20  # of one person at once: tabs, and a phone
UNEXPECTED = "That message is not of the form this site expects."
TOO_FAST = "That was too fast. Wait a moment and try again."
socketio = SocketIO()
_who: Callable[[], tuple[int, int] | None] = lambda: None  # noqa: E731  accounts says who is asking
_viewer_of: Callable[[int], Any] = lambda person_id: None  # noqa: E731  communities knows the roles


def asked_by(source: Callable[[], tuple[int, int] | None]) -> None:
    """`source()` -> (person id, sign-in id) of this request, or None for a guest."""
    global _who
    _who = source


def viewers_from(source: Callable[[int], Any]) -> None:
    """`source(person_id)` -> that person's viewer with the rights of this moment."""
    global _viewer_of
    _viewer_of = source


def install(app: Flask) -> None:
    config = app.config
    public_url = config["PUBLIC_URL"]
    socketio.on_event("connect", _connect)
    socketio.on_event("disconnect", _disconnect)
    socketio.init_app(
        app,
        manage_session=False,
        message_queue=config["REDIS_URL"] or None,
        max_http_buffer_size=MOST_BYTES,
        # None: engineio allows only the host the page came from.
        cors_allowed_origins=[_origin(public_url)] if public_url else None,
        async_mode=config.get("SOCKETIO_ASYNC_MODE"),
        ping_interval=25,
        ping_timeout=20,
    )
    app.wsgi_app = Gate(app, app.wsgi_app)  # type: ignore[method-assign]  # the documented way


class Gate:
    """In front of the socket path: no session, or a page of another site, and Socket.IO never sees it (S07, S13)."""

    def __init__(self, app: Flask, inner: Callable[..., Any]) -> None:
        self.app, self.inner = app, inner

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ.get("PATH_INFO", "").startswith("/socket.io") and not self._may_pass(environ):
            body = b"Sign in first, and come from a page of this site."
            start_response("403 Forbidden", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
            return [body]
        return self.inner(environ, start_response)

    def _may_pass(self, environ: dict[str, Any]) -> bool:
        origin = environ.get("HTTP_ORIGIN")
        public_url = self.app.config["PUBLIC_URL"]
        own = _origin(public_url) if public_url else f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}"
        # A browser sends its origin with each web socket; other clients cannot carry somebody's cookie here.
        if origin is not None and origin != own:
            return False
        # Read-only: the handshake is no request of Flask's, so it says itself that it will not write.
        with self.app.request_context({**environ, "REQUEST_METHOD": "GET"}):
            start_request(may_write=False)
            try:
                return _who() is not None
            finally:
                db.session.remove()
                end_request()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _connect(_auth: object = None) -> None:
    try:
        who = _who()
    finally:
        db.session.remove()
    if who is None:
        raise ConnectionRefusedError("sign in first")
    if len(seats.of_person(who[0])) >= MOST_CONNECTIONS:
        raise ConnectionRefusedError("too many pages open at once")
    seats.take(Seat(_sid(), who[0], who[1]))


def _disconnect(_reason: object = None) -> None:
    seat = seats.leave(_sid())
    for room in seat.rooms if seat else ():
        seats.tell_left(room)


def join(room: str, about: Ref) -> None:
    """Let the present socket into `room`. The caller has checked that the viewer may read what it is about.

    Whatever is read after this sees all that was told to the room before: the reading transaction begins anew.
    SQLite reads as of its first statement, so what was kept between that and the joining would reach nobody here.
    """
    join_room(room)
    seats.enter(_sid(), room, about)
    db.session.rollback()


def emit_changed(room: str, **ids: int) -> None:
    """Tell the room that something changed. Best effort: nobody waits for it, a lost one costs a reload."""
    emit("changed", ids, room)


def emit(name: str, content: dict[str, Any], room: str, skip: str | None = None) -> None:
    try:
        socketio.emit(name, content, to=room, skip_sid=skip)
    except Exception:
        log.exception("live push failed")


def mine(person_id: int) -> str:
    """The room of one person's own pages, on whichever device."""
    return f"me:{person_id}"


def tell_mine_when_kept(response: Response, person_id: int, **ids: int) -> None:
    """Tell the other open pages of somebody what they changed here, once it is committed: for what is nobody
    else's business and so records no event."""

    @response.call_on_close
    def tell() -> None:
        if response.status_code < 400:
            emit_changed(mine(person_id), **ids)


def in_background(work: Callable[..., object], *arguments: Any) -> None:
    """Run `work` after this, in an application context of its own and reading only: for instant listeners."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy

    def run() -> None:
        with app.app_context():
            try:
                work(*arguments)
            except Exception:
                log.exception("live work failed")
            finally:
                db.session.remove()

    socketio.start_background_task(run)


def cut_off(person_ids: Iterable[int] | None = None, sign_in_id: int | None = None) -> None:
    """Somebody's rights changed: sockets leave each room whose thing they may not read any more, or close.

    Without `person_ids`: everybody. With `sign_in_id`: only the sockets of that session, and they are closed.
    """
    wanted = set(seats.people()) if person_ids is None else set(person_ids)
    for person_id in wanted:
        viewer = _present(person_id)
        for seat in seats.of_person(person_id):
            if viewer is None or viewer.id is None or (sign_in_id is not None and seat.sign_in_id == sign_in_id):
                close(seat.sid)
                continue
            for room, about in list(seat.rooms.items()):
                if subjects.card(viewer, about) is None:
                    put_out(seat.sid, room)


def close_person(person_id: int) -> None:
    """All sockets of a person; a page whose session still holds connects again."""
    for seat in seats.of_person(person_id):
        close(seat.sid)


def _present(person_id: int) -> Any:
    try:
        return _viewer_of(person_id)
    except Refusal:
        return None


def put_out(sid: str, room: str) -> None:
    """Take a socket out of a room, and tell its page."""
    socketio.server.leave_room(sid, room, namespace="/")
    seats.go(sid, room)
    socketio.emit("put out", {"room": room}, to=sid)
    seats.tell_left(room)


def close(sid: str) -> None:
    for room in (seats.leave(sid) or Seat(sid, 0, 0)).rooms:
        seats.tell_left(room)
    socketio.server.disconnect(sid, namespace="/")


def on_event(
    name: str, shape: dict[str, type | tuple[type, ...]], rate: str, *, may_write: bool = True
) -> Callable[..., Any]:
    """Register a handler for socket event `name` taking one object of `shape` (field -> type).

    The handler gets the checked fields as keywords and runs as one unit of work. Its answer, or
    {"error": words, "field": name}, goes back as the acknowledgement; a bad event is never fatal.
    """

    def register(handler: Callable[..., dict[str, Any] | None]) -> Callable[..., Any]:
        @socketio.on(name)  # type: ignore[untyped-decorator]  # Flask-SocketIO ships no types
        def receive(*payload: Any) -> dict[str, Any]:
            # First of all, and per person: more tabs do not make anybody faster.
            seat = seats.find(_sid())
            if seat is None or not hit(f"socket.{name}", f"person:{seat.person_id}", rate):
                return {"error": TOO_FAST, "retry": True}
            start_request(may_write=may_write)
            try:
                who = _who()
                if who is None:
                    close(_sid())
                    return {"error": "You are signed out. Sign in again."}
                answer = handler(**_fields(payload, shape))
                db.session.commit()
                return answer or {"ok": True}
            except Refusal as refusal:
                db.session.rollback()
                return _refused(refusal)
            except HTTPException as error:
                db.session.rollback()
                return {"error": error.name}
            except Exception:
                db.session.rollback()
                log.exception("socket event %s failed", name)
                return {"error": "Something went wrong here. Try again.", "retry": True}
            finally:
                db.session.remove()
                end_request()

        return cast("Callable[..., Any]", receive)

    return register


def _refused(refusal: Refusal) -> dict[str, Any]:
    """What a held text needs to be shown: places and the masked text; its author's page has the text itself."""
    answer = {"error": refusal.message, "field": getattr(refusal, "field", "")}
    if masked := getattr(refusal, "masked", None):
        answer |= {"masked": masked, "blocks": bool(getattr(refusal, "blocks", True))}
    return answer


def _sid() -> str:
    return str(getattr(request, "sid", ""))


def here() -> str:
    """The id of the socket that is asking."""
    return _sid()


def _fields(payload: tuple[Any, ...], shape: dict[str, type | tuple[type, ...]]) -> dict[str, Any]:
    if len(payload) != 1 or not isinstance(payload[0], dict) or set(payload[0]) - set(shape):
        raise Invalid(UNEXPECTED)
    fields = payload[0]
    for key, kind in shape.items():
        value = fields.get(key)
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise Invalid(UNEXPECTED, field=key)
    return {key: fields.get(key) for key in shape}
