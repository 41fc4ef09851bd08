"""Rooms: coming in, being told, being put out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from flask import Response, current_app
from flask_socketio import join_room

from lhs_community.foundation import relay, seats, subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Refused
from lhs_community.foundation.live import fanout
from lhs_community.foundation.live.asking import viewer_of
from lhs_community.foundation.live.server import here, socketio
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.seats import Seat

log = logging.getLogger(__name__)
_soon: set[tuple[Any, ...]] = set()


def join(room: str, about: Ref) -> None:
    """Let the present socket into `room`. The caller has checked that the viewer may read what it is about.

    Whatever is read after this sees all that was told to the room before: the reading transaction begins anew.
    SQLite reads as of its first statement, so what was kept between that and the joining would reach nobody here.
    """
    try:
        join_room(room)
    except (KeyError, ValueError) as error:  # the page has gone meanwhile
        raise Refused("This page is closed.") from error
    seats.enter(here(), room, about)
    db.session.rollback()


def emit_changed(room: str, **ids: int) -> None:
    """Tell the room, in this process, that something changed: for listeners, which run in each (`everywhere`).
    Best effort: nobody waits for it, a lost one costs a reload."""
    emit("changed", ids, room)


def tell_changed(room: str, **ids: int) -> None:
    """As emit_changed, in every process: for what records no event. Lost while Redis is away."""
    emit_changed(room, **ids)
    relay.tell("changed", {"room": room, "ids": ids})


def hear_of_changes() -> None:
    """What other processes tell with tell_changed."""
    relay.hear("changed", lambda said: emit_changed(said["room"], **said["ids"]))


def emit(name: str, content: dict[str, Any], room: str, skip: str | None = None) -> None:
    try:
        fanout.emit(socketio, name, content, room, skip)
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
            tell_changed(mine(person_id), **ids)


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


def soon(work: Callable[..., object], *arguments: Any) -> None:
    """As in_background, and once for all who ask within half a second: for what many may cause at the same time."""
    asked = (work, *arguments)
    if asked in _soon:
        return

    def run() -> None:
        time.sleep(0.5)
        _soon.discard(asked)
        work(*arguments)

    in_background(run)
    _soon.add(asked)


def cut_off(person_ids: Iterable[int] | None = None, sign_in_id: int | None = None) -> None:
    """Somebody's rights changed: sockets leave each room whose thing they may not read any more, or close.

    Without `person_ids`: everybody. With `sign_in_id`: only the sockets of that session, and they are closed.
    """
    wanted = set(seats.people()) if person_ids is None else set(person_ids)
    for person_id in wanted:
        viewer = viewer_of(person_id)
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


def put_out(sid: str, room: str) -> None:
    """Take a socket out of a room, and tell its page."""
    socketio.server.leave_room(sid, room, namespace="/")
    seats.go(sid, room)
    socketio.emit("put out", {"room": room}, to=sid)
    seats.tell_change(room)


def close(sid: str) -> None:
    for room in (seats.leave(sid) or Seat(sid, 0, 0)).rooms:
        seats.tell_change(room)
    socketio.server.disconnect(sid, namespace="/")
