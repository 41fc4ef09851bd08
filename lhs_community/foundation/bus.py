"""What happened, told to whoever asked to hear of it.

An action calls `record(event)`. In the same transaction that writes the event and one delivery row for each
durable listener; after commit instant listeners are told and the worker is woken. A durable listener runs in a
transaction of its own, is retried after 2, 4, 8 ... seconds and parked after eight tries, so it must be safe to
run twice. The event table is also the audit log: rows never hold text that people typed.

An instant listener that is `everywhere` runs in every web process. Each of them follows the event table: it looks
every second, and at once when the process that committed says so through the relay. So without Redis it is slower,
and nothing is missed.
"""

from __future__ import annotations

import dataclasses
import enum
import logging
import threading
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, TypeVar

from flask import Flask
from sqlalchemy import ForeignKey, Index, String, event as orm_event, func, inspect, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lhs_community.foundation import clock, relay
from lhs_community.foundation.database import Base, db, unit_of_work
from lhs_community.foundation.heard import Heard

log = logging.getLogger(__name__)
TRIES = 8
LOOK = 1.0  # seconds between looks for what other processes recorded
AT_ONCE = 500  # events in one look
F = TypeVar("F", bound=Callable[..., Any])


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events: ids, enums, dates and flags only."""

    name: ClassVar[str] = ""
    actor_id: int | None
    subject_kind: str
    subject_id: int


@dataclasses.dataclass(frozen=True)
class StoredEvent:
    """An event as listeners get it back."""

    id: int
    name: str
    happened_at: datetime
    actor_id: int | None
    subject_kind: str
    subject_id: int
    payload: dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Listener:
    """`on` holds event classes (`Event` itself: all of them). See the module's text for `durable`, `everywhere`.

    `wants(happened)` is False for what `run` would do nothing about: what is said in chat every second costs whoever
    hears of all things neither a row nor a transaction.
    """

    name: str
    on: tuple[type[Event], ...]
    run: Callable[[StoredEvent], object]
    durable: bool = True
    everywhere: bool = False
    wants: Callable[[Event], bool] = lambda happened: True

    def __post_init__(self) -> None:
        if self.durable and self.everywhere:
            raise ValueError(f"{self.name}: what is durable runs once, not everywhere")

    def hears(self, happened: type[Event]) -> bool:
        return issubclass(happened, self.on)


class EventRow(Base):
    __tablename__ = "event"
    __table_args__ = (Index("ix_event_subject", "subject_kind", "subject_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    happened_at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    payload: Mapped[dict[str, Any]]
    origin: Mapped[str] = mapped_column(String(64), default="")

    def stored(self) -> StoredEvent:
        return _stored(self)


def _stored(row: Any) -> StoredEvent:
    """Of an EventRow, or of its columns."""
    return StoredEvent(
        row.id, row.name, row.happened_at, row.actor_id, row.subject_kind, row.subject_id, dict(row.payload)
    )


class Delivery(Base):
    __tablename__ = "event_delivery"
    __table_args__ = (Index("ix_event_delivery_due", "is_parked", "due_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    listener: Mapped[str] = mapped_column(String(80))
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    is_parked: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str] = mapped_column(String(200), default="")


_listeners: dict[str, Listener] = {}
wake = threading.Event()
_heard = Heard()
_nudged = threading.Event()
_origin: Callable[[], str] = lambda: ""  # noqa: E731  the web edge says where a request came from


def listen(listeners: Iterable[Listener]) -> None:
    for listener in listeners:
        _listeners[listener.name] = listener


def forget_listeners() -> None:
    """For a second create_app() with other features."""
    _listeners.clear()


def origin_from(source: Callable[[], str]) -> None:
    global _origin
    _origin = source


def withhold_origin_of(actor_id: int) -> None:
    """From now on nothing that this actor does in the present session is stored with the address it came from."""
    db.session.info.setdefault("without_origin", set()).add(actor_id)


def _origin_of(actor_id: int | None) -> str:
    return "" if actor_id in db.session.info.get("without_origin", ()) else _origin()


def _plain(value: object) -> object:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    raise TypeError(f"an event may not carry a {type(value).__name__}")


def record(happened: Event) -> None:
    """Write `happened` and its delivery rows in the transaction of the change it tells of."""
    fields = {field.name: _plain(getattr(happened, field.name)) for field in dataclasses.fields(happened)}
    for own in ("actor_id", "subject_kind", "subject_id"):
        fields.pop(own)
    row = EventRow(
        name=type(happened).name,
        happened_at=clock.now(),
        actor_id=happened.actor_id,
        subject_kind=happened.subject_kind,
        subject_id=happened.subject_id,
        payload=fields,
        origin=_origin_of(happened.actor_id),
    )
    db.session.add(row)
    db.session.flush()
    _heard.take(row.id)  # so that following the table does not tell of it too
    due = clock.now()
    hearers = [one for one in _listeners.values() if one.hears(type(happened)) and one.wants(happened)]
    db.session.add_all(
        Delivery(event_id=row.id, listener=listener.name, due_at=due) for listener in hearers if listener.durable
    )
    instant = [listener for listener in hearers if not listener.durable]
    db.session.info.setdefault("happened", []).append((row, row.stored(), instant))


@orm_event.listens_for(Session, "after_commit")
def _tell(session: Session) -> None:
    # Fires for a released savepoint too, when the outer transaction may still be undone.
    if session.in_nested_transaction():
        return
    told = session.info.pop("happened", [])
    if not told:
        return
    kept = [one for one in told if inspect(one[0]).persistent]  # not what a savepoint's rollback has undone
    _undo(told, kept)
    for _, stored, instant in kept:
        _tell_instantly(stored, instant)
    if any(listener.everywhere for _, _, instant in kept for listener in instant):
        relay.tell("events", len(kept))
    wake.set()


def _tell_instantly(stored: StoredEvent, listeners: Iterable[Listener]) -> None:
    for listener in listeners:
        try:
            listener.run(stored)
        except Exception:
            log.exception("instant listener %s failed on %s", listener.name, stored.name)


def _undo(told: Iterable[tuple[EventRow, StoredEvent, Any]], kept: Iterable[tuple[EventRow, StoredEvent, Any]]) -> None:
    """SQLite gives the number of an undone row to the next one, perhaps within the same transaction."""
    ids = {stored.id for _, stored, _ in kept}
    for undone in sorted({stored.id for _, stored, _ in told} - ids):
        _heard.give_back(undone)


@orm_event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        _undo(session.info.pop("happened", []), ())


def follow(app: Flask) -> None:
    """From now on this process tells its `everywhere` listeners what other processes recorded."""
    relay.hear("events", lambda _count: _nudged.set())
    threading.Thread(target=_follow_for_ever, args=(app,), name="bus", daemon=True).start()


def _follow_for_ever(app: Flask) -> None:
    pause = LOOK
    while True:
        try:
            with app.app_context():
                is_more = catch_up()
            pause = LOOK
        except Exception:
            if pause == LOOK:  # once, not each second for as long as the database is away
                log.exception("following the event table failed")
            is_more, pause = False, 5.0
        if not is_more:
            _nudged.wait(pause)
            _nudged.clear()


def catch_up() -> bool:
    """Tell of what others have recorded since the last look; True when there is more. Needs an application context."""
    if not _heard.has_begun:
        latest = select(EventRow.id).order_by(EventRow.id.desc()).limit(AT_ONCE)
        _heard.begin(list(db.session.scalars(latest)))
        return False
    top, gaps = _heard.missing()
    table = EventRow.__table__
    unheard = or_(table.c.id > top, table.c.id.in_(gaps)) if gaps else table.c.id > top
    rows = db.session.execute(select(table).where(unheard).order_by(table.c.id).limit(AT_ONCE)).all()
    db.session.rollback()  # listeners look with a session of their own
    kinds = _kinds() if rows else {}
    for row in rows:
        if _heard.take(row.id):
            kind = kinds.get(row.name)
            hearers = [one for one in _listeners.values() if one.everywhere and kind and one.hears(kind)]
            _tell_instantly(_stored(row), hearers)
    return len(rows) == AT_ONCE


def _kinds() -> dict[str, type[Event]]:
    """Event classes by name; none for those of a feature that is switched off, or of a newer version."""
    found: list[type[Event]] = [Event]
    for kind in found:
        found += kind.__subclasses__()
    return {kind.name: kind for kind in found}


def deliver(limit: int = 100) -> int:
    """Run due durable deliveries, each in its own transaction; how many were tried."""
    done = 0
    while done < limit and _deliver_one():
        done += 1
    return done


def _deliver_one() -> bool:
    with unit_of_work():
        delivery = db.session.scalars(
            select(Delivery)
            .where(Delivery.is_parked.is_(False), Delivery.due_at <= clock.now())
            .order_by(Delivery.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if delivery is None:
            return False
        row = db.session.get(EventRow, delivery.event_id)
        listener = _listeners.get(delivery.listener)
        if row is None or listener is None:  # a feature that is switched off hears nothing
            db.session.delete(delivery)
            return True
        try:
            with db.session.begin_nested():
                listener.run(row.stored())
        except Exception as error:
            log.exception("listener %s failed on event %s", listener.name, row.id)
            delivery.tries += 1
            delivery.is_parked = delivery.tries >= TRIES
            delivery.due_at = clock.now() + timedelta(seconds=2**delivery.tries)
            delivery.error = type(error).__name__  # its message may quote what somebody typed
        else:
            db.session.delete(delivery)
    return True


def waiting() -> tuple[int, int]:
    """How many deliveries wait, and how many are parked."""
    counts = dict(db.session.execute(select(Delivery.is_parked, func.count()).group_by(Delivery.is_parked)).all())
    return counts.get(False, 0), counts.get(True, 0)


def unrecorded(_reason: str) -> Callable[[F], F]:
    """Marks an action nobody needs to hear of, and says why."""
    return lambda action: action
