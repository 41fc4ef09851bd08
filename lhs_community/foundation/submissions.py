"""A form sent twice (double click, retry, back button) acts once; a refused one leaves nothing behind.

What is kept of a form names nobody: where it led to may be a post without a name.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from flask import make_response, redirect, request
from sqlalchemy import String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from lhs_community.foundation import clock
from lhs_community.foundation.database import Base, db

V = TypeVar("V", bound=Callable[..., Any])


class Submission(Base):
    """Forms that have acted, and where they led. Old rows are swept by the worker."""

    __tablename__ = "submission"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    location: Mapped[str] = mapped_column(String(2000))
    sent_at: Mapped[datetime] = mapped_column(index=True)


_person_id: Callable[[], int | None] = lambda: None  # noqa: E731  accounts says who is asking


def person_from(source: Callable[[], int | None]) -> None:
    global _person_id
    _person_id = source


@contextmanager
def attempt() -> Iterator[None]:
    """What is written inside is undone when it ends in an exception; the transaction goes on."""
    with db.session.begin_nested():
        yield


def submitted_once(view: V) -> V:
    """The same submission token twice gives the first answer again."""

    @functools.wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        token = request.form.get("submission_token", "")[:64] if request.method == "POST" else ""
        person_id = _person_id() if token else None
        if person_id is None:
            return view(*args, **kwargs)
        if location := _led_to(person_id, token):
            return redirect(location, 303)
        answer = make_response(view(*args, **kwargs))
        if 300 <= answer.status_code < 400 and answer.location:
            db.session.add(Submission(key=_key(person_id, token), location=answer.location[:2000], sent_at=clock.now()))
            try:
                db.session.flush()
            except IntegrityError:  # its twin was faster: undo ours, answer as it did
                db.session.rollback()
                return redirect(_led_to(person_id, token) or answer.location, 303)
        return answer

    return wrapper  # type: ignore[return-value]  # functools.wraps keeps the signature


def _led_to(person_id: int, token: str) -> str | None:
    return db.session.scalar(select(Submission.location).where(Submission.key == _key(person_id, token)))


def _key(person_id: int, token: str) -> str:
    """The token is random and stored nowhere, so the person cannot be found by trying."""
    return hashlib.sha256(f"{person_id}:{token}".encode()).hexdigest()
