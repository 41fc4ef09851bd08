"""The plan for keeping an improvement, and the days on which somebody looks again."""

from __future__ import annotations

import enum
from datetime import date, datetime

from markupsafe import Markup
from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import Base, enum_column
from lhs_community.foundation.refs import Ref


class StillThere(enum.StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


STILL_LABELS = {
    StillThere.YES: "Yes, it is in place",
    StillThere.PARTLY: "Partly",
    StillThere.NO: "No, it has gone",
}


class Embedding(Base):
    """One for each project. Handed over once `handed_over_on` is set; then its checks are rows of their own."""

    __tablename__ = "embedding"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), unique=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    standard_work: Mapped[str] = mapped_column(Text, default="")
    standard_work_html: Mapped[Markup] = mapped_column(default=Markup(""))
    training: Mapped[str] = mapped_column(Text, default="")
    training_html: Mapped[Markup] = mapped_column(default=Markup(""))
    monitoring: Mapped[str] = mapped_column(Text, default="")
    monitoring_html: Mapped[Markup] = mapped_column(default=Markup(""))
    handed_over_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime]

    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id], lazy="raise_on_sql")
    changed_by: Mapped[Person | None] = relationship(foreign_keys=[changed_by_id], lazy="raise_on_sql")
    checks: Mapped[list[Check]] = relationship(
        back_populates="embedding",
        order_by="Check.due_on",
        cascade="all, delete-orphan",
        passive_deletes=True,
        lazy="raise_on_sql",
    )

    @property
    def ref(self) -> Ref:
        return Ref("project", self.project_id)


class Check(Base):
    """Looking again so many `months` after the handover. `tell_at`: when the next notice goes out; None for no more.

    `chart_says` is what the measures showed on the day it was answered.
    """

    __tablename__ = "embedding_check"
    __table_args__ = (
        UniqueConstraint("embedding_id", "months"),
        Index("ix_embedding_check_tell_at", "tell_at"),
        Index("ix_embedding_check_answered_at", "answered_at", "due_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    embedding_id: Mapped[int] = mapped_column(ForeignKey("embedding.id", ondelete="CASCADE"))
    months: Mapped[int]
    due_on: Mapped[date]
    tell_at: Mapped[datetime | None]
    answer: Mapped[StillThere | None] = mapped_column(enum_column(StillThere))
    chart_says: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    note_html: Mapped[Markup] = mapped_column(default=Markup(""))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime | None]

    embedding: Mapped[Embedding] = relationship(back_populates="checks", lazy="raise_on_sql")
    answered_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
