"""Sockets: who is asking comes from the session alone; each event is checked for shape, size and rate.

Rooms are named by the thing they show, "thread:12". What is pushed says only that something changed; the browser
fetches it by the normal, checked address. Chat alone sends content (it checks rights itself, at each delivery).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, request
from flask_socketio import SocketIO
from werkzeug.exceptions import HTTPException

from lhs_community.foundation.database import db, end_request, start_request
from lhs_community.foundation.errors import Invalid, Refusal
from lhs_community.foundation.limits import hit

log = logging.getLogger(__name__)
MOST_BYTES = 64 * 1024  # one socket message
socketio = SocketIO()


def install(app: Flask) -> None:
    config = app.config
    public_url = config["PUBLIC_URL"]
    socketio.init_app(
        app,
        manage_session=False,
        message_queue=config["REDIS_URL"] or None,
        max_http_buffer_size=MOST_BYTES,
        # None: engineio allows only the host the page came from.
        cors_allowed_origins=[f"{urlsplit(public_url).scheme}://{urlsplit(public_url).netloc}"] if public_url else None,
        async_mode=config.get("SOCKETIO_ASYNC_MODE"),
        ping_interval=25,
        ping_timeout=20,
    )


def emit_changed(room: str, **ids: int) -> None:
    """Tell the room that something changed. Best effort: nobody waits for it, a lost one costs a reload."""
    try:
        socketio.emit("changed", ids, to=room)
    except Exception:
        log.exception("live push failed")


def on_event(name: str, shape: dict[str, type | tuple[type, ...]], rate: str) -> Callable[..., Any]:
    """Register a handler for socket event `name` taking one object of `shape` (field -> type).

    The handler gets the checked fields as keywords and runs as one unit of work. Its answer, or
    {"error": words, "field": name}, goes back as the acknowledgement; a bad event is never fatal.
    """

    def register(handler: Callable[..., dict[str, Any] | None]) -> Callable[..., Any]:
        @socketio.on(name)  # type: ignore[untyped-decorator]  # Flask-SocketIO ships no types
        def receive(*payload: Any) -> dict[str, Any]:
            start_request(may_write=True)
            try:
                fields = _fields(payload, shape)
                if not hit(f"socket.{name}", _sid(), rate):
                    return {"error": "That was too fast. Wait a moment and try again.", "retry": True}
                answer = handler(**fields)
                db.session.commit()
                return answer or {"ok": True}
            except Refusal as refusal:
                db.session.rollback()
                return {"error": refusal.message, "field": getattr(refusal, "field", "")}
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


def _sid() -> str:
    return str(getattr(request, "sid", ""))


def _fields(payload: tuple[Any, ...], shape: dict[str, type | tuple[type, ...]]) -> dict[str, Any]:
    if len(payload) != 1 or not isinstance(payload[0], dict) or set(payload[0]) - set(shape):
        raise Invalid("That message is not of the form this site expects.")
    fields = payload[0]
    for key, kind in shape.items():
        value = fields.get(key)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            raise Invalid("That message is not of the form this site expects.", field=key)
    return {key: fields.get(key) for key in shape}
