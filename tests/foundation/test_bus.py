"""The bus: nothing told that was undone, nothing lost that was kept, faults retried and parked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from sqlalchemy import select

from lhs_community.foundation import bus, clock
from lhs_community.foundation.bus import Delivery, Event, EventRow, Listener
from lhs_community.foundation.database import db


@dataclass(frozen=True, kw_only=True)
class Happened(Event):
    name: ClassVar[str] = "tests.happened"
    number: int = 0


@pytest.fixture
def heard():
    told: list[int] = []
    kept = dict(bus._listeners)
    bus.listen(
        [
            Listener("tests.durable", (Happened,), lambda event: told.append(event.payload["number"])),
            Listener("tests.instant", (Happened,), lambda event: told.append(-event.payload["number"]), durable=False),
        ]
    )
    yield told
    bus._listeners.clear()
    bus._listeners.update(kept)


def record(number: int) -> None:
    bus.record(Happened(actor_id=None, subject_kind="thing", subject_id=1, number=number))


def test_instant_listeners_hear_after_commit_and_durable_ones_at_delivery(heard):
    record(1)
    assert heard == []
    db.session.commit()
    assert heard == [-1]
    bus.deliver()
    assert heard == [-1, 1]
    bus.deliver()
    assert heard == [-1, 1]


def test_what_was_rolled_back_is_not_told(heard):
    record(1)
    db.session.rollback()
    db.session.commit()
    bus.deliver()
    assert heard == []
    assert db.session.scalars(select(EventRow).where(EventRow.name == "tests.happened")).all() == []


def test_a_savepoint_undone_is_not_told_and_one_released_is_told_once(heard):
    record(1)
    with db.session.begin_nested():
        record(2)
    undone = db.session.begin_nested()
    record(3)
    undone.rollback()
    assert heard == []
    db.session.commit()
    assert heard == [-1, -2]
    bus.deliver()
    assert sorted(heard) == [-2, -1, 1, 2]


def test_a_listener_that_fails_is_tried_again_later_and_parked_at_last(heard):
    def fail(_event):
        db.session.add(
            EventRow(name="tests.half_done", happened_at=clock.now(), subject_kind="x", subject_id=1, payload={})
        )
        db.session.flush()
        raise RuntimeError("the text of somebody")

    bus.listen([Listener("tests.failing", (Happened,), fail)])
    record(1)
    db.session.commit()
    moment = clock.now()
    bus.deliver()
    assert heard == [-1, 1]  # the others are not held up
    for _ in range(bus.TRIES):
        moment += timedelta(hours=1)
        with clock.at(moment):
            bus.deliver()
    left = db.session.scalars(select(Delivery)).one()
    assert (left.tries, left.is_parked, left.error) == (bus.TRIES, True, "RuntimeError")
    assert bus.waiting() == (0, 1)
    assert db.session.scalars(select(EventRow).where(EventRow.name == "tests.half_done")).all() == []


def test_events_refuse_what_is_not_an_id_enum_date_or_flag(heard):
    @dataclass(frozen=True, kw_only=True)
    class Wrong(Event):
        name: ClassVar[str] = "tests.wrong"
        thing: object

    with pytest.raises(TypeError):
        bus.record(Wrong(actor_id=None, subject_kind="x", subject_id=1, thing=object()))
