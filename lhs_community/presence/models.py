"""That somebody has a form open: a row that grows stale by itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import Base

PART_LENGTH = 40


class Editing(Base):
    """`part` is the form of the thing ("charter"). Nobody counts as editing who was not seen for a while."""

    __tablename__ = "editing"
    __table_args__ = (
        UniqueConstraint("person_id", "subject_kind", "subject_id", "part"),
        Index("ix_editing_subject", "subject_kind", "subject_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    part: Mapped[str] = mapped_column(String(PART_LENGTH))
    seen_at: Mapped[datetime] = mapped_column(index=True)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
