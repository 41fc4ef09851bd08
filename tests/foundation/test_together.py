"""What waits at one turn is done in one transaction; each of it as if it came alone."""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import request
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.live import together
from lhs_community.foundation.work import PeriodicRun

KEY, PATIENCE = "say:community:1", 60
Work = Callable[[], dict[str, Any]]


def _keep(name: str) -> dict[str, Any]:
    db.session.add(PeriodicRun(name=name, last_run_at=clock.now()))
    db.session.flush()
    return {"kept": name, "asked_by": request.remote_addr}


def _keep_and_fail(name: str) -> dict[str, Any]:
    _keep(name)
    raise Invalid("Not this one")


def _kept() -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(PeriodicRun.name)))


@pytest.fixture
def ask_at_once(app) -> Callable[..., list[dict[str, Any]]]:
    """Each work is asked for by a thread of its own, from an address of its own, while the turn is somebody else's."""

    def ask(*works: Work) -> list[dict[str, Any]]:
        db.session.commit()
        answers: dict[int, Any] = {}

        def one(place: int, work: Work) -> None:
            with app.test_request_context(environ_base={"REMOTE_ADDR": f"10.0.0.{place}"}):
                answers[place] = together.ask(KEY, work, lambda error: {"error": str(error)})

        turn = together._turns[zlib.crc32(KEY.encode()) % len(together._turns)]
        threads = [threading.Thread(target=one, args=(place, work)) for place, work in enumerate(works)]
        with turn.lock:
            for place, thread in enumerate(threads):
                thread.start()
                until = time.monotonic() + PATIENCE
                while len(turn.waiting) <= place and time.monotonic() < until:
                    time.sleep(0.01)
        for thread in threads:
            thread.join(PATIENCE)
        assert not turn.waiting
        return [answers[place] for place in range(len(works))]

    return ask


def test_those_that_wait_share_one_commit_and_each_is_answered(ask_at_once) -> None:
    commits: list[object] = []

    def note(connection: object) -> None:
        commits.append(connection)

    event.listen(Engine, "commit", note)
    try:
        answers = ask_at_once(*(lambda name=f"work {place}": _keep(name) for place in range(4)))
    finally:
        event.remove(Engine, "commit", note)
    assert [answer["kept"] for answer in answers] == [f"work {place}" for place in range(4)]
    assert [answer["asked_by"] for answer in answers] == [f"10.0.0.{place}" for place in range(4)]
    assert len(commits) == 1
    assert _kept() >= {f"work {place}" for place in range(4)}


def test_what_fails_fails_alone(ask_at_once) -> None:
    one, two, three = ask_at_once(lambda: _keep("one"), lambda: _keep_and_fail("two"), lambda: _keep("three"))
    assert (one["kept"], three["kept"]) == ("one", "three")
    assert two == {"error": "Not this one"}
    assert _kept() & {"one", "two", "three"} == {"one", "three"}


def test_when_the_commit_fails_nothing_is_kept_and_all_are_told_to_try_again(ask_at_once) -> None:
    def refuse(_connection: object) -> None:
        raise RuntimeError("the disk is full")

    event.listen(Engine, "commit", refuse)
    try:
        answers = ask_at_once(lambda: _keep("one"), lambda: _keep("two"))
    finally:
        event.remove(Engine, "commit", refuse)
    assert answers == [together.FAILED, together.FAILED]
    assert not _kept() & {"one", "two"}


def test_who_waits_too_long_is_told_so_and_leaves_nothing_behind(app, monkeypatch) -> None:
    monkeypatch.setattr(together, "PATIENCE", 0.05)
    turn = together._turns[zlib.crc32(KEY.encode()) % len(together._turns)]
    with turn.lock, app.test_request_context():
        assert together.ask(KEY, lambda: _keep("late"), lambda error: {}) is None
    assert not turn.waiting
    assert "late" not in _kept()


def test_who_is_being_answered_waits_for_it_however_long(ask_at_once, monkeypatch) -> None:
    """Its context is in use: to end it would close the session of all."""
    monkeypatch.setattr(together, "PATIENCE", 4.0)

    def slowly(name: str) -> dict[str, Any]:
        time.sleep(4.5)
        return _keep(name)

    answers = ask_at_once(lambda: slowly("slow"), lambda: _keep("behind it"))
    assert [answer["kept"] for answer in answers] == ["slow", "behind it"]
    assert _kept() >= {"slow", "behind it"}


def test_nobody_waits_for_those_of_another_key(ask_at_once, app) -> None:
    with app.test_request_context():
        assert together.ask("say:room:1", lambda: _keep("alone"), lambda error: {}) is not None
    assert "alone" in _kept()


def test_whose_turn_comes_early_does_all_that_stand_before_it(app, monkeypatch) -> None:
    """A lock need not be given to who has waited longest, and a batch is bounded."""
    monkeypatch.setattr(together, "MOST_AT_ONCE", 2)
    turn = together._turns[zlib.crc32(KEY.encode()) % len(together._turns)]
    db.session.commit()
    with app.test_request_context():
        before = [
            together.Asked(KEY, partial(_keep, str(place)), lambda error: {"error": str(error)}) for place in range(3)
        ]
        turn.waiting.extend(before)
        answer = together.ask(KEY, lambda: _keep("last"), lambda error: {"error": str(error)})
    assert answer is not None
    assert answer["kept"] == "last"
    assert [one.answer["kept"] for one in before if one.answer] == ["0", "1", "2"]
    assert not turn.waiting
