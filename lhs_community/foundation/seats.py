"""Who sits at which socket, and in which rooms: for presence, and to cut people off.

Seats are those of this process. Of other processes only this is known, as long as the relay is heard: whose pages
they have open, and in which rooms. Each says it at every change and all of it every few seconds, and is forgotten when
it does not, so a process that was killed leaves nobody sitting. Ids only: whoever shows them asks for the right.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from lhs_community.foundation import relay
from lhs_community.foundation.refs import Ref

LIFE = 3 * relay.BEAT  # seconds in which another process must say something


@dataclass
class Seat:
    """One open connection. Its person and session are those of the handshake."""

    sid: str
    person_id: int
    sign_in_id: int
    rooms: dict[str, Ref] = field(default_factory=dict)


@dataclass
class Process:
    """What another one said of itself."""

    until: float
    pages: dict[int, int] = field(default_factory=dict)  # person -> how many they have open there
    rooms: dict[str, set[int]] = field(default_factory=dict)


_seats: dict[str, Seat] = {}
_rooms: dict[str, set[str]] = {}
_elsewhere: dict[str, Process] = {}
_watchers: list[Callable[[str], object]] = []


def on_change(watcher: Callable[[str], object]) -> None:
    """`watcher(room)` is called when somebody has left a room, or in another process come in."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def tell_change(room: str) -> None:
    for watcher in _watchers:
        watcher(room)


# ---- here


def take(seat: Seat) -> None:
    _seats[seat.sid] = seat


def find(sid: str) -> Seat | None:
    return _seats.get(sid)


def enter(sid: str, room: str, about: Ref) -> None:
    """`about`: the thing whose readers may be in the room."""
    if seat := _seats.get(sid):
        is_new = not any(other.person_id == seat.person_id for other in in_room(room))
        seat.rooms[room] = about
        _rooms.setdefault(room, set()).add(sid)
        if is_new:
            relay.tell("seats", {"process": relay.ME, "came": [room, seat.person_id]})


def go(sid: str, room: str) -> None:
    if seat := _seats.get(sid):
        seat.rooms.pop(room, None)
        _forget(seat, (room,))


def leave(sid: str) -> Seat | None:
    """The connection is closed; the seat it had, with its rooms."""
    seat = _seats.pop(sid, None)
    if seat:
        _forget(seat, seat.rooms)
    return seat


def _forget(seat: Seat, rooms: Iterable[str]) -> None:
    for room in rooms:
        inside = _rooms.get(room, set())
        inside.discard(seat.sid)
        if not inside:
            _rooms.pop(room, None)
        if not any(other.person_id == seat.person_id for other in in_room(room)):
            relay.tell("seats", {"process": relay.ME, "left": [room, seat.person_id]})


def of_person(person_id: int) -> list[Seat]:
    return [seat for seat in list(_seats.values()) if seat.person_id == person_id]


def in_room(room: str) -> list[Seat]:
    return [_seats[sid] for sid in list(_rooms.get(room, ())) if sid in _seats]


def people() -> set[int]:
    return {seat.person_id for seat in list(_seats.values())}


# ---- and in other processes


def people_in(room: str) -> set[int]:
    """Who has the room open, in any process."""
    found = {seat.person_id for seat in in_room(room)}
    return found.union(*(process.rooms.get(room, ()) for process in _alive()))


def pages_elsewhere(person_id: int) -> int:
    """How many pages somebody has open in other processes."""
    return sum(process.pages.get(person_id, 0) for process in _alive())


def tell_other_processes() -> None:
    """From now on they and this one know of each other, where there is a relay."""
    relay.hear("seats", _hear)
    relay.keep_saying("seats", _report, at_last={"process": relay.ME, "pages": [], "rooms": {}})


def _alive() -> list[Process]:
    return [process for process in list(_elsewhere.values()) if process.until > time.monotonic()]


def _report() -> dict[str, Any]:
    for name, process in list(_elsewhere.items()):
        if process.until <= time.monotonic():
            del _elsewhere[name]
            _tell_changed(process.rooms)
    seats = list(_seats.values())
    rooms = {room: sorted({seat.person_id for seat in in_room(room)}) for room in list(_rooms)}
    return {"process": relay.ME, "pages": list(Counter(seat.person_id for seat in seats).items()), "rooms": rooms}


def _hear(said: dict[str, Any]) -> None:
    process = _elsewhere.setdefault(said["process"], Process(0))
    process.until = time.monotonic() + LIFE
    if "came" in said:
        room, person_id = said["came"]
        process.rooms.setdefault(room, set()).add(person_id)
        _tell_changed([room])
    elif "left" in said:
        room, person_id = said["left"]
        process.rooms.get(room, set()).discard(person_id)
        _tell_changed([room])
    else:
        before = process.rooms
        process.pages = dict(said["pages"])
        process.rooms = {room: set(people) for room, people in said["rooms"].items()}
        _tell_changed(
            room for room in before.keys() | process.rooms.keys() if before.get(room) != process.rooms.get(room)
        )


def _tell_changed(rooms: Iterable[str]) -> None:
    """Only what somebody here looks at."""
    for room in rooms:
        if room in _rooms:
            tell_change(room)
