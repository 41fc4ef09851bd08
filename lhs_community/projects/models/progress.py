"""What a team says of its progress: every score stays, the last one counts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import Base

NOTE_LENGTH = 500


class ProgressScore(Base):
    """`halves`: 1 to 10, for 0.5 to 5.0."""

    __tablename__ = "progress_score"
    __table_args__ = (
        CheckConstraint("halves BETWEEN 1 AND 10", name="on_the_scale"),
        Index("ix_progress_score_project_id", "project_id", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    halves: Mapped[int]
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH))
    set_on: Mapped[date]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    set_at: Mapped[datetime]

    set_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
