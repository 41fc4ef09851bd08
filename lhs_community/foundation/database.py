"""Tables' base class, times, and the write lock.

SQLite refuses to upgrade a read transaction to a writing one when another writer came between, whatever the
busy timeout says. So a transaction that may write takes the write lock as its first statement: every unsafe
request, socket event and `unit_of_work` runs inside `writing()`.
"""

from __future__ import annotations

import enum
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from markupsafe import Markup
from sqlalchemy import JSON, DateTime, Enum, MetaData, Text, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Session, object_mapper, registry
from sqlalchemy.pool import ConnectionPoolEntry, Pool
from sqlalchemy.types import TypeDecorator

from lhs_community.foundation.errors import Stale, Versioned

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in and out on both databases; refuses naive times."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone reached the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SafeHtml(TypeDecorator[Markup]):
    """HTML that foundation.text made. Refuses a plain string, gives Markup back, so templates print it as it is."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Markup | None, dialect: Dialect) -> str | None:
        if value is not None and not isinstance(value, Markup):
            raise ValueError("HTML that did not come from foundation.text reached the database")
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Markup | None:
        return None if value is None else Markup(value)  # noqa: S704  only foundation.text made it, see above


JsonColumn = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    # The map must sit in the registry: directly on Base it breaks Flask-SQLAlchemy 3.1.
    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: UtcDateTime(),
            Markup: SafeHtml(),
            dict[str, Any]: JsonColumn,
            list[str]: JsonColumn,
        },
    )


db = SQLAlchemy(model_class=Base)


def enum_column(values: type[enum.StrEnum], name: str | None = None) -> Enum:
    """A StrEnum stored by value, with a named CHECK (no PostgreSQL type to migrate)."""
    return Enum(
        values,
        native_enum=False,
        create_constraint=True,
        name=name or values.__name__.lower(),
        length=40,
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
    )


_writing: ContextVar[bool] = ContextVar("writing", default=False)
_reading_only: ContextVar[bool] = ContextVar("reading_only", default=False)
# Within one process writers queue here, where gevent can switch, and not in SQLite's own blocking wait.
_turn = threading.Lock()


@contextmanager
def writing() -> Iterator[None]:
    """Transactions begun inside may write."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def start_request(*, may_write: bool) -> None:
    """As `writing`, to the end of a web request; a safe method (GET) is held to reading."""
    _writing.set(may_write)
    _reading_only.set(not may_write)


def end_request() -> None:
    _writing.set(False)
    _reading_only.set(False)


@event.listens_for(Session, "before_flush")
def _refuse_writes_on_get(session: Session, _context: Any, _instances: Any) -> None:
    if _reading_only.get() and (session.new or session.dirty or session.deleted):
        raise RuntimeError("a GET tried to write; batch it, or make it a POST")


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "busy_timeout=10000",
        "journal_mode=WAL",
        "synchronous=FULL",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if not _writing.get():
        connection.exec_driver_sql("BEGIN")
        return
    if not _turn.acquire(timeout=10):
        raise TimeoutError("no turn to write within 10 seconds")
    connection.info["has_turn"] = True
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except BaseException:
        _give_turn(connection)
        raise


def _give_turn(connection: Connection) -> None:
    if connection.info.pop("has_turn", False):
        _turn.release()


# "commit" fires just before the driver commits: whoever is woken now still finds SQLite's own lock, for
# microseconds, and gevent does not switch in between.
@event.listens_for(Engine, "commit")
def _on_commit(connection: Connection) -> None:
    _give_turn(connection)


@event.listens_for(Engine, "rollback")
def _on_rollback(connection: Connection) -> None:
    _give_turn(connection)


@event.listens_for(Pool, "checkin")
def _on_checkin(_connection: Any, record: ConnectionPoolEntry) -> None:
    if record.info.pop("has_turn", False):  # a connection torn down without commit or rollback
        _turn.release()


@contextmanager
def unit_of_work() -> Iterator[None]:
    """One transaction that may write: for commands, sockets and the worker. Needs an application context."""
    with writing():
        db.session.rollback()  # a reading transaction left open could not be made a writing one
        try:
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise


_when_claimed: list[Callable[[Versioned], None]] = []


def when_claimed(hear: Callable[[Versioned], None]) -> Callable[[Versioned], None]:
    """`hear(thing)` is called with each thing as it stands before it is changed: for keeping its history."""
    _when_claimed.append(hear)
    return hear


def claim(thing: Versioned, version: int | None) -> None:
    """Lock the row; raise Stale unless it is still as the editor read it. None: nobody read it before."""
    columns = [column.key for column in object_mapper(thing).column_attrs]
    db.session.refresh(thing, columns, with_for_update=True)
    if version is not None and thing.version != version:
        raise Stale(thing)
    for hear in _when_claimed:
        hear(thing)
