"""A notice points at an event and a thing; its words are made when it is read, so it keeps no text."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import Base


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
