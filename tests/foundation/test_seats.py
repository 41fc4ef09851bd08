"""Who is where, in this process and in others as they say themselves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lhs_community.foundation import relay, seats
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.seats import Seat
from tests.support.sockets import empty_seats

pytestmark = pytest.mark.once
ROOM, ABOUT = "chat:community:1", Ref("community", 1)


@pytest.fixture
def told(monkeypatch) -> Iterator[list[str]]:
    """The rooms whose watchers were called. Nobody sits anywhere yet."""
    empty_seats()
    found: list[str] = []
    monkeypatch.setattr(seats, "_watchers", [found.append])
    monkeypatch.setattr(seats, "_elsewhere", {})
    yield found
    empty_seats()


def _sit(sid: str, person_id: int) -> None:
    seats.take(Seat(sid, person_id, 1))
    seats.enter(sid, ROOM, ABOUT)


def _say(**words: object) -> None:
    seats._hear({"process": "another", **words})


def test_people_of_other_processes_are_in_the_room_too(told) -> None:
    _sit("a", 1)
    _say(came=[ROOM, 2])
    _say(pages=[[2, 3], [4, 1]], rooms={ROOM: [2, 4]})
    assert seats.people_in(ROOM) == {1, 2, 4}
    assert {seat.person_id for seat in seats.in_room(ROOM)} == {1}
    assert (seats.pages_elsewhere(2), seats.pages_elsewhere(1)) == (3, 0)
    _say(left=[ROOM, 2])
    assert seats.people_in(ROOM) == {1, 4}
    assert told == [ROOM] * 3


def test_what_nobody_looks_at_here_is_told_to_nobody(told) -> None:
    _say(came=[ROOM, 2])
    assert told == []
    _sit("a", 1)
    _say(pages=[], rooms={ROOM: [2]})  # the same again
    assert told == []


def test_a_process_that_says_nothing_any_more_is_forgotten(told, monkeypatch) -> None:
    _sit("a", 1)
    _say(pages=[[2, 1]], rooms={ROOM: [2]})
    told.clear()
    monkeypatch.setattr(seats, "LIFE", -1)
    _say(pages=[[2, 1]], rooms={ROOM: [2]})
    assert (seats.people_in(ROOM), seats.pages_elsewhere(2)) == ({1}, 0)
    seats._report()
    assert (told, seats._elsewhere) == ([ROOM], {})


def test_a_process_that_ends_in_good_order_is_forgotten_at_once(told) -> None:
    seats.tell_other_processes()
    _sit("a", 1)
    _say(pages=[[2, 1]], rooms={ROOM: [2]})
    _say(**{**relay._last_words["seats"], "process": "another"})
    assert seats.people_in(ROOM) == {1}


def test_this_process_says_whose_pages_it_has_and_where(told) -> None:
    for sid, person_id in (("a", 1), ("b", 1), ("c", 2)):
        _sit(sid, person_id)
    seats.take(Seat("d", 3, 1))
    said = seats._report()
    assert said == {"process": relay.ME, "pages": [(1, 2), (2, 1), (3, 1)], "rooms": {ROOM: [1, 2]}}


def test_somebody_with_two_pages_comes_once_and_leaves_with_the_last(told, monkeypatch) -> None:
    words: list[dict[str, object]] = []
    monkeypatch.setattr(relay, "tell", lambda _topic, said: words.append(said))
    _sit("a", 1)
    _sit("b", 1)
    seats.leave("a")
    seats.go("b", ROOM)
    assert [set(said) - {"process"} for said in words] == [{"came"}, {"left"}]
