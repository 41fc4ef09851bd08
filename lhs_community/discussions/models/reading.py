"""How far each person has read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lhs_community.foundation.database import Base


class ReadMark(Base):
    """How far somebody has read a thread. Private to them."""

    __tablename__ = "read_mark"
    __table_args__ = (UniqueConstraint("person_id", "thread_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    last_post_number: Mapped[int]
    read_at: Mapped[datetime]
