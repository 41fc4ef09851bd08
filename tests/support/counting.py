"""How many SQL statements a piece of code sends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


@contextmanager
def count_queries(at_most: int | None = None) -> Iterator[list[str]]:
    """`with count_queries(at_most=6):` fails when more were sent, and shows them. Yields the list of statements."""
    sent: list[str] = []
    mine = threading.get_ident()  # what a live listener asks in a thread of its own belongs to no page

    def remember(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        is_framing = statement.startswith(("PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK"))
        if threading.get_ident() == mine and not is_framing:
            sent.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", remember)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", remember)
    if at_most is not None and len(sent) > at_most:
        listed = "\n".join(f"  {number}. {statement[:300]}" for number, statement in enumerate(sent, 1))
        raise AssertionError(f"{len(sent)} statements, at most {at_most} expected:\n{listed}")
