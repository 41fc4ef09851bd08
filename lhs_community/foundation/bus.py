"""What happened, told to whoever asked to hear of it.

An action calls `record(event)`. In the same transaction that writes the event and one delivery row for each
durable listener; after commit instant listeners are told and the worker is woken. A durable listener runs in a
transaction of its own, is retried after 2, 4, 8 ... seconds and parked after eight tries, so it must be safe to
run twice. The event table is also the audit log: rows never hold text that people typed.
"""

from __future__ import annotations

import dataclasses
import enum
import logging
import threading
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, TypeVar

from sqlalchemy import ForeignKey, Index, String, event as orm_event, func, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lhs_community.foundation import clock
from lhs_community.foundation.database import Base, db, unit_of_work

log = logging.getLogger(__name__)
TRIES = 8
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
    """`on` holds event classes (`Event` itself: all of them). See the module's text for `durable`."""

    name: str
    on: tuple[type[Event], ...]
    run: Callable[[StoredEvent], object]
    durable: bool = True

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
        return StoredEvent(
            self.id, self.name, self.happened_at, self.actor_id, self.subject_kind, self.subject_id, dict(self.payload)
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
    due = clock.now()
    hearers = [listener for listener in _listeners.values() if listener.hears(type(happened))]
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
    for row, stored, instant in told:
        if not inspect(row).persistent:  # undone by a savepoint's rollback
            continue
        for listener in instant:
            try:
                listener.run(stored)
            except Exception:
                log.exception("instant listener %s failed on %s", listener.name, stored.name)
    if told:
        wake.set()


@orm_event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop("happened", None)


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
