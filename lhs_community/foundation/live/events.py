"""What pages say over their socket: each event checked for right, shape, size and rate."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from werkzeug.exceptions import HTTPException

from lhs_community.foundation import seats
from lhs_community.foundation.database import db, end_request, start_request
from lhs_community.foundation.errors import Invalid, Refusal
from lhs_community.foundation.limits import hit
from lhs_community.foundation.live import together
from lhs_community.foundation.live.asking import who
from lhs_community.foundation.live.rooms import close
from lhs_community.foundation.live.server import here, socketio

log = logging.getLogger(__name__)
UNEXPECTED = "That message is not of the form this site expects."
TOO_FAST = "That was too fast. Wait a moment and try again."
TOO_BUSY = "Too many people write here at this moment. Try again."


def on_event(
    name: str, shape: dict[str, type | tuple[type, ...]], rate: str, *, may_write: bool = True, turn: str = ""
) -> Callable[..., Any]:
    """Register a handler for socket event `name` taking one object of `shape` (field -> type).

    The handler gets the checked fields as keywords and runs as one unit of work. Its answer, or
    {"error": words, "field": name}, goes back as the acknowledgement; a bad event is never fatal.
    Events that are alike in the field `turn` are handled together (together.py), each as if it came alone.
    """

    def register(handler: Callable[..., dict[str, Any] | None]) -> Callable[..., Any]:
        @socketio.on(name)  # type: ignore[untyped-decorator]  # Flask-SocketIO ships no types
        def receive(*payload: Any) -> dict[str, Any]:
            # First of all, and per person: more tabs do not make anybody faster.
            seat = seats.find(here())
            if seat is None or not hit(f"socket.{name}", f"person:{seat.person_id}", rate):
                return {"error": TOO_FAST, "retry": True}
            if turn:
                key = f"{name}:{_field(payload, turn)}"
                answer = together.ask(key, lambda: _checked(handler, payload, shape), partial(_answer_to, name))
                return answer or {"error": TOO_BUSY, "retry": True}
            return _in_own_transaction(name, lambda: _checked(handler, payload, shape), may_write=may_write)

        return cast("Callable[..., Any]", receive)

    return register


def _checked(
    handler: Callable[..., dict[str, Any] | None], payload: tuple[Any, ...], shape: dict[str, type | tuple[type, ...]]
) -> dict[str, Any]:
    if who() is None:
        close(here())
        return {"error": "You are signed out. Sign in again."}
    return handler(**_fields(payload, shape)) or {"ok": True}


def _in_own_transaction(name: str, work: Callable[[], dict[str, Any]], *, may_write: bool) -> dict[str, Any]:
    start_request(may_write=may_write)
    try:
        answer = work()
        db.session.commit()
        return answer
    except Exception as error:
        db.session.rollback()
        return _answer_to(name, error)
    finally:
        db.session.remove()
        end_request()


def _answer_to(name: str, error: Exception) -> dict[str, Any]:
    if isinstance(error, Refusal):
        return _refused(error)
    if isinstance(error, HTTPException):
        return {"error": error.name}
    log.error("socket event %s failed", name, exc_info=error)
    return together.FAILED


def _field(payload: tuple[Any, ...], name: str) -> object:
    return payload[0].get(name) if payload and isinstance(payload[0], dict) else None


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
