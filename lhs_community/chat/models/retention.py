"""How long a community's talk is kept; and what a report took out of sight."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import Base


class Retention(Base):
    """Messages older than `days` are deleted; None: they stay. Before `holds_from` it is `days_before` that holds."""

    __tablename__ = "chat_retention"
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), primary_key=True)
    days: Mapped[int | None]
    days_before: Mapped[int | None]
    holds_from: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    changed_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")

    def days_at(self, moment: datetime) -> int | None:
        return self.days if moment >= self.holds_from else self.days_before


class HiddenMessage(Base):
    """The words of a message that was hidden: the message itself has none meanwhile, so that nothing can show them."""

    __tablename__ = "hidden_message"
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    hidden_at: Mapped[datetime]
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
