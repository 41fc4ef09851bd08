"""Listeners that run everywhere: each process follows the event table, whoever wrote there, and tells of each once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

import pytest
from sqlalchemy import insert, select

from lhs_community.foundation import bus, clock
from lhs_community.foundation.bus import Event, EventRow, Listener, StoredEvent
from lhs_community.foundation.database import db, unit_of_work
from lhs_community.foundation.heard import Heard


@dataclass(frozen=True, kw_only=True)
class Happened(Event):
    name: ClassVar[str] = "tests.happened_somewhere"
    number: int = 0


def record(number: int) -> None:
    bus.record(Happened(actor_id=None, subject_kind="thing", subject_id=1, number=number))


@pytest.fixture
def everywhere(monkeypatch) -> list[int]:
    """What the listener that runs everywhere was told of; this process has begun to follow the table."""
    told: list[int] = []
    monkeypatch.setattr(bus, "_heard", Heard())
    monkeypatch.setattr(bus, "_listeners", {})

    def hear(event: StoredEvent) -> None:
        told.append(event.payload["number"])

    def hear_here(event: StoredEvent) -> None:
        told.append(-event.payload["number"])

    everywhere = Listener("tests.everywhere", (Happened,), hear, durable=False, everywhere=True)
    bus.listen([everywhere, Listener("tests.here", (Happened,), hear_here, durable=False)])
    bus.catch_up()
    return told


def _elsewhere(number: int, id_: int | None = None) -> None:
    """Another process commits: nobody here hears of it but through the table."""
    values = {"name": Happened.name, "happened_at": clock.now(), "subject_kind": "thing", "subject_id": number}
    row = values | {"payload": {"number": number}} | ({"id": id_} if id_ else {})
    with unit_of_work():
        db.session.execute(insert(EventRow), [row])


def test_what_another_process_records_is_told_once_and_only_to_those_who_hear_everywhere(everywhere) -> None:
    _elsewhere(1)
    _elsewhere(2)
    assert bus.catch_up() is False
    assert everywhere == [1, 2]
    bus.catch_up()
    assert everywhere == [1, 2]


def test_what_this_process_records_is_told_at_its_commit_and_not_again(everywhere) -> None:
    record(1)
    assert everywhere == []
    db.session.commit()
    bus.catch_up()
    assert everywhere == [1, -1]


def test_an_id_that_is_committed_late_is_told_then(everywhere) -> None:
    """On PostgreSQL a transaction may take its number first and commit last."""
    _elsewhere(1, 101)
    _elsewhere(3, 103)
    bus.catch_up()
    _elsewhere(2, 102)
    bus.catch_up()
    assert everywhere == [1, 3, 2]


def test_what_was_undone_here_may_be_recorded_elsewhere_under_the_same_number(everywhere) -> None:
    record(1)
    undone = db.session.scalars(select(EventRow.id).order_by(EventRow.id.desc())).first()
    db.session.rollback()
    _elsewhere(2, undone)
    bus.catch_up()
    assert everywhere == [2]


def test_what_a_savepoint_undid_is_told_to_nobody(everywhere) -> None:
    with suppress(ZeroDivisionError), db.session.begin_nested():
        record(1)
        raise ZeroDivisionError
    record(2)  # on SQLite under the same number
    db.session.commit()
    _elsewhere(3)
    bus.catch_up()
    assert everywhere == [2, -2, 3]


def test_one_that_fails_does_not_keep_the_others_from_hearing(everywhere, caplog) -> None:
    bus.listen([Listener("tests.broken", (Happened,), lambda event: 1 / 0, durable=False, everywhere=True)])
    _elsewhere(1)
    _elsewhere(2)
    bus.catch_up()
    assert everywhere == [1, 2]
    assert "tests.broken" in caplog.text


def test_a_look_takes_so_many_and_says_that_there_is_more(everywhere, monkeypatch) -> None:
    monkeypatch.setattr(bus, "AT_ONCE", 2)
    for number in range(5):
        _elsewhere(number)
    assert [bus.catch_up() for _ in range(3)] == [True, True, False]
    assert everywhere == [0, 1, 2, 3, 4]


def test_a_look_is_one_statement(everywhere, count_queries) -> None:
    _elsewhere(1, 201)
    _elsewhere(2, 205)
    bus.catch_up()
    with count_queries(at_most=1):
        bus.catch_up()


def test_what_is_durable_cannot_run_everywhere() -> None:
    with pytest.raises(ValueError, match="once"):
        Listener("tests.both", (Happened,), print, everywhere=True)
