"""What would wait for each other is done together: one transaction and one commit for all that wait at a turn.

A crowd in one channel waits for its lock, and each for the disk. Whoever's turn it is takes those that wait behind it,
and does the work of each in that one's own context, within a savepoint: what fails, fails alone. All are answered
after the commit. Those that wait hold no connection.
"""

from __future__ import annotations

import contextvars
import logging
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable
from typing import Any

from lhs_community.foundation.database import db, end_request, start_request

log = logging.getLogger(__name__)
PATIENCE = 8.0  # seconds until it is somebody's turn; pages ask again after ten
MOST_AT_ONCE = 32
Answer = dict[str, Any]
FAILED: Answer = {"error": "Something went wrong here. Try again.", "retry": True}


class Asked:
    """`work` changes things within the session that it finds; what it raises is undone, `answer_to` says what of it."""

    def __init__(self, key: str, work: Callable[[], Answer], answer_to: Callable[[Exception], Answer]) -> None:
        self.key, self.work, self.answer_to = key, work, answer_to
        self.context = contextvars.copy_context()
        self.answer: Answer | None = None


class Turn:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.waiting: deque[Asked] = deque()


_turns = [Turn() for _ in range(64)]


def ask(key: str, work: Callable[[], Answer], answer_to: Callable[[Exception], Answer]) -> Answer | None:
    """The answer, after the commit; None if it was not our turn for too long. Needs a request's context."""
    turn = _turns[zlib.crc32(key.encode()) % len(_turns)]
    asked = Asked(key, work, answer_to)
    turn.waiting.append(asked)
    if not turn.lock.acquire(timeout=PATIENCE):
        try:
            turn.waiting.remove(asked)
            return None
        except ValueError:
            # Somebody is about it at this moment, in our context, which must not end before that.
            turn.lock.acquire()
    try:
        while asked.answer is None:  # more than one batch may stand before it
            _do(_taken(turn, key))
        return asked.answer
    finally:
        turn.lock.release()


def _taken(turn: Turn, key: str) -> list[Asked]:
    """Those of the same key alone: two locks in one transaction could wait for each other."""
    mine = [asked for asked in turn.waiting if asked.key == key][:MOST_AT_ONCE]
    for asked in mine:
        turn.waiting.remove(asked)
    return mine


def _do(together: list[Asked]) -> None:
    start_request(may_write=True)
    answers: list[Answer] = []
    try:
        session = db.session()
        for asked in together:
            answers.append(asked.context.run(_do_one, asked, session))
            time.sleep(0)  # under gevent: others want to be served in between
        session.commit()
    except Exception:
        db.session.rollback()
        log.exception("%d events that were handled together failed", len(together))
        answers = [FAILED] * len(together)
    finally:
        db.session.remove()
        end_request()
    for asked, answer in zip(together, answers, strict=True):
        asked.answer = answer


def _do_one(asked: Asked, session: Any) -> Answer:
    """In the context of who asked: their request and rights, but the session of all."""
    is_own = db.session.registry.has() and db.session() is session
    if not is_own:
        db.session.registry.set(session)
    start_request(may_write=True)
    try:
        with session.begin_nested():
            return asked.work()
    except Exception as error:
        return asked.answer_to(error)
    finally:
        if not is_own:
            db.session.registry.clear()
