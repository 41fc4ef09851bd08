"""What is noted on a chart: rebasings and annotations."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import Base


class Rebase(Base):
    """From `day` on, mean and limits are worked out anew. `change_kind` and `change_id` name what was changed."""

    __tablename__ = "measure_rebase"
    __table_args__ = (UniqueConstraint("measure_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"))
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    change_kind: Mapped[str] = mapped_column(String(40), default="")
    change_id: Mapped[int | None]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    added_at: Mapped[datetime]

    added_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class Annotation(Base):
    """Something to know about a day when reading the chart."""

    __tablename__ = "measure_annotation"
    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"), index=True)
    day: Mapped[date]
    text: Mapped[str] = mapped_column(String(200))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    added_at: Mapped[datetime]

    added_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
