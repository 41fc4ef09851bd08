"""What each person has read, to the post."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lhs_community.foundation.database import Base


class ReadMark(Base):
    """That somebody has opened a thread, and how many of its posts they have read. Private to them."""

    __tablename__ = "read_mark"
    __table_args__ = (UniqueConstraint("person_id", "thread_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    # The sum of its ranges, so that lists need not add them up.
    read_count: Mapped[int] = mapped_column(default=0, server_default="0")
    read_at: Mapped[datetime]


class ReadRange(Base):
    """Posts read one after the other, by number. The ranges of a mark neither overlap nor touch."""

    __tablename__ = "read_range"
    __table_args__ = (UniqueConstraint("mark_id", "first_number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    mark_id: Mapped[int] = mapped_column(ForeignKey("read_mark.id", ondelete="CASCADE"))
    first_number: Mapped[int]
    last_number: Mapped[int]
