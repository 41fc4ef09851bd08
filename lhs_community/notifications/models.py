"""A notice points at an event and a thing; its words are made when it is read, so it keeps no text. And when each
person wants none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import Base
from lhs_community.notifications.hours import Plan, days_of


class Notice(Base):
    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "event_id"),
        Index("ix_notice_unread", "person_id", "read_at", "id"),
        Index("ix_notice_subject", "person_id", "subject_kind", "subject_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    event: Mapped[EventRow] = relationship(lazy="raise_on_sql")


class ProtectedTime(Base):
    """When somebody is left in peace, in their own time zone; see hours.py. Days are bits, Monday the lowest.

    `starts` and `ends` are minutes of the day; an end that is not later than the start is on the day after.
    """

    __tablename__ = "protected_time"
    __table_args__ = (
        CheckConstraint("starts BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1439", name="minutes"),
        CheckConstraint("days BETWEEN 0 AND 127 AND whole_days BETWEEN 0 AND 127", name="days"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    is_on: Mapped[bool] = mapped_column(default=True)
    days: Mapped[int] = mapped_column(default=0)
    starts: Mapped[int]
    ends: Mapped[int]
    whole_days: Mapped[int] = mapped_column(default=0)

    @property
    def plan(self) -> Plan:
        return Plan(days_of(self.days), self.starts, self.ends, days_of(self.whole_days))
