"""Who sits at which socket of this process, and in which rooms: for presence, and to cut people off."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lhs_community.foundation.refs import Ref


@dataclass
class Seat:
    """One open connection. Its person and session are those of the handshake."""

    sid: str
    person_id: int
    sign_in_id: int
    rooms: dict[str, Ref] = field(default_factory=dict)


_seats: dict[str, Seat] = {}
_rooms: dict[str, set[str]] = {}
_watchers: list[Callable[[str], object]] = []


def on_leaving(watcher: Callable[[str], object]) -> None:
    """`watcher(room)` is called when somebody has left a room."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def tell_left(room: str) -> None:
    for watcher in _watchers:
        watcher(room)


def take(seat: Seat) -> None:
    _seats[seat.sid] = seat


def find(sid: str) -> Seat | None:
    return _seats.get(sid)


def enter(sid: str, room: str, about: Ref) -> None:
    """`about`: the thing whose readers may be in the room."""
    if seat := _seats.get(sid):
        seat.rooms[room] = about
        _rooms.setdefault(room, set()).add(sid)


def go(sid: str, room: str) -> None:
    if seat := _seats.get(sid):
        seat.rooms.pop(room, None)
    _forget(sid, (room,))


def leave(sid: str) -> Seat | None:
    """The connection is closed; the seat it had, with its rooms."""
    seat = _seats.pop(sid, None)
    if seat:
        _forget(sid, seat.rooms)
    return seat


def _forget(sid: str, rooms: Iterable[str]) -> None:
    for room in rooms:
        inside = _rooms.get(room, set())
        inside.discard(sid)
        if not inside:
            _rooms.pop(room, None)


def of_person(person_id: int) -> list[Seat]:
    return [seat for seat in list(_seats.values()) if seat.person_id == person_id]


def in_room(room: str) -> list[Seat]:
    return [_seats[sid] for sid in list(_rooms.get(room, ())) if sid in _seats]


def people() -> set[int]:
    return {seat.person_id for seat in list(_seats.values())}
