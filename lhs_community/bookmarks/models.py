"""A bookmark points at a thing and keeps no words of it; what its owner noted is theirs alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lhs_community.foundation.database import Base
from lhs_community.foundation.refs import Ref

NOTE_LENGTH = 500


class Bookmark(Base):
    __tablename__ = "bookmark"
    __table_args__ = (
        UniqueConstraint("person_id", "subject_kind", "subject_id"),
        Index("ix_bookmark_due", "reminded_at", "remind_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    created_at: Mapped[datetime]
    remind_at: Mapped[datetime | None]
    # When the notice was written: once for each time that was set.
    reminded_at: Mapped[datetime | None]

    @property
    def ref(self) -> Ref:
        return Ref(self.subject_kind, self.subject_id)

    @property
    def is_waiting(self) -> bool:
        return self.remind_at is not None and self.reminded_at is None
