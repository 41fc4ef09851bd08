"""What pages say over their socket: each event checked for right, shape, size and rate."""

from __future__ import annotations

import logging
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from werkzeug.exceptions import HTTPException

from lhs_community.foundation import seats
from lhs_community.foundation.database import db, end_request, start_request
from lhs_community.foundation.errors import Invalid, Refusal
from lhs_community.foundation.limits import hit
from lhs_community.foundation.live.asking import who
from lhs_community.foundation.live.rooms import close
from lhs_community.foundation.live.server import here, socketio

log = logging.getLogger(__name__)
UNEXPECTED = "That message is not of the form this site expects."
TOO_FAST = "That was too fast. Wait a moment and try again."
TOO_BUSY = "Too many people write here at this moment. Try again."
PATIENCE = 8.0  # seconds until it is somebody's turn; pages ask again after ten
_turns = [threading.Lock() for _ in range(64)]


def on_event(
    name: str, shape: dict[str, type | tuple[type, ...]], rate: str, *, may_write: bool = True, turn: str = ""
) -> Callable[..., Any]:
    """Register a handler for socket event `name` taking one object of `shape` (field -> type).

    The handler gets the checked fields as keywords and runs as one unit of work. Its answer, or
    {"error": words, "field": name}, goes back as the acknowledgement; a bad event is never fatal.
    Events that are alike in the field `turn` come one after the other; those that wait hold no connection.
    """

    def register(handler: Callable[..., dict[str, Any] | None]) -> Callable[..., Any]:
        @socketio.on(name)  # type: ignore[untyped-decorator]  # Flask-SocketIO ships no types
        def receive(*payload: Any) -> dict[str, Any]:
            # First of all, and per person: more tabs do not make anybody faster.
            seat = seats.find(here())
            if seat is None or not hit(f"socket.{name}", f"person:{seat.person_id}", rate):
                return {"error": TOO_FAST, "retry": True}
            with _turn_of(payload, turn) as has_come:
                if not has_come:
                    return {"error": TOO_BUSY, "retry": True}
                return _answer(name, lambda: handler(**_fields(payload, shape)), may_write=may_write)

        return cast("Callable[..., Any]", receive)

    return register


def _answer(name: str, handle: Callable[[], dict[str, Any] | None], *, may_write: bool) -> dict[str, Any]:
    """One unit of work, and what to say of it."""
    start_request(may_write=may_write)
    try:
        if who() is None:
            close(here())
            return {"error": "You are signed out. Sign in again."}
        answer = handle()
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


@contextmanager
def _turn_of(payload: tuple[Any, ...], field: str) -> Iterator[bool]:
    """Whose events the database would make wait for each other, wait here: with a crowd in one channel every
    connection of the pool would wait for the channel's lock, and nobody could read meanwhile."""
    if not field or not payload or not isinstance(payload[0], dict):
        yield True
        return
    mine = _turns[zlib.crc32(str(payload[0].get(field)).encode()) % len(_turns)]
    has_come = mine.acquire(timeout=PATIENCE)
    try:
        yield has_come
    finally:
        if has_come:
            mine.release()


def _refused(refusal: Refusal) -> dict[str, Any]:
    """What a held text needs to be shown: places and the masked text; its author's page has the text itself."""
    answer = {"error": refusal.message, "field": getattr(refusal, "field", "")}
    if masked := getattr(refusal, "masked", None):
        answer |= {"masked": masked, "blocks": bool(getattr(refusal, "blocks", True))}
    return answer


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
