"""What people say of a question and its answers besides words: that they have it too, and whether an answer worked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import Base

SETTING_LENGTH = 120


class Trial(Base):
    """Somebody tried an answer: whether it worked there, and in what setting."""

    __tablename__ = "answer_trial"
    __table_args__ = (UniqueConstraint("post_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    has_worked: Mapped[bool]
    setting: Mapped[str] = mapped_column(String(SETTING_LENGTH))
    told_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class MeToo(Base):
    """That somebody has the same question."""

    __tablename__ = "me_too"
    __table_args__ = (UniqueConstraint("thread_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
