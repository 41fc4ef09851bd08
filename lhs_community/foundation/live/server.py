"""The socket server, and the gate in front of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request
from flask_socketio import ConnectionRefusedError, SocketIO

from lhs_community.foundation import seats
from lhs_community.foundation.database import db, end_request, start_request
from lhs_community.foundation.live import fanout
from lhs_community.foundation.live.asking import who
from lhs_community.foundation.seats import Seat

MOST_BYTES = 64 * 1024  # one socket message
MOST_CONNECTIONS = 20  # of one person at once: tabs, and a phone
socketio = SocketIO()
is_leaving = threading.Event()  # this process stops and takes no more sockets


def install(app: Flask) -> None:
    config = app.config
    public_url = config["PUBLIC_URL"]
    socketio.on_event("connect", _connect)
    socketio.on_event("disconnect", _disconnect)
    socketio.init_app(
        app,
        manage_session=False,
        max_http_buffer_size=MOST_BYTES,
        # None: engineio allows only the host the page came from.
        cors_allowed_origins=[_origin(public_url)] if public_url else None,
        async_mode=config.get("SOCKETIO_ASYNC_MODE"),
        ping_interval=25,
        ping_timeout=20,
    )
    fanout.install(socketio)
    app.wsgi_app = Gate(app, app.wsgi_app)  # type: ignore[method-assign]  # the documented way


class Gate:
    """In front of the socket path: no session, or a page of another site, and Socket.IO never sees it (S07, S13)."""

    def __init__(self, app: Flask, inner: Callable[..., Any]) -> None:
        self.app, self.inner = app, inner

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ.get("PATH_INFO", "").startswith("/socket.io"):
            if is_leaving.is_set() and "sid=" not in environ.get("QUERY_STRING", ""):
                return _refuse("503 Service Unavailable", b"Come again: this process stops.", start_response)
            if not self._may_pass(environ):
                return _refuse("403 Forbidden", b"Sign in first, and come from a page of this site.", start_response)
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
                return who() is not None
            finally:
                db.session.remove()
                end_request()


def _refuse(status: str, body: bytes, start_response: Callable[..., Any]) -> list[bytes]:
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _connect(_auth: object = None) -> None:
    try:
        person = who()
    finally:
        db.session.remove()
    if person is None:
        raise ConnectionRefusedError("sign in first")
    here_now = len(seats.of_person(person[0]))
    # Twice as many in all: for some seconds those of a process that was killed still count, and come here.
    if here_now >= MOST_CONNECTIONS or here_now + seats.pages_elsewhere(person[0]) >= 2 * MOST_CONNECTIONS:
        raise ConnectionRefusedError("too many pages open at once")
    seats.take(Seat(here(), person[0], person[1]))


def _disconnect(_reason: object = None) -> None:
    seat = seats.leave(here())
    for room in seat.rooms if seat else ():
        seats.tell_change(room)


def here() -> str:
    """The id of the socket that is asking."""
    return str(getattr(request, "sid", ""))
