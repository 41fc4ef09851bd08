"""What was kept of a talk: some of its messages, in the order that whoever kept them chose."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.chat.models.channels import Channel
from lhs_community.chat.models.messages import Message
from lhs_community.foundation.database import Base
from lhs_community.foundation.refs import Ref


class Excerpt(Base):
    """Messages of one channel. What is made of it copies their words; the messages themselves are never swept."""

    __tablename__ = "excerpt"
    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]

    channel: Mapped[Channel] = relationship(lazy="raise_on_sql")
    made_by: Mapped[Person] = relationship(lazy="raise_on_sql")
    items: Mapped[list[ExcerptItem]] = relationship(
        order_by="ExcerptItem.place", cascade="all, delete-orphan", lazy="raise_on_sql"
    )

    @property
    def ref(self) -> Ref:
        return Ref("excerpt", self.id)


class ExcerptItem(Base):
    __tablename__ = "excerpt_item"
    __table_args__ = (UniqueConstraint("excerpt_id", "place"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    excerpt_id: Mapped[int] = mapped_column(ForeignKey("excerpt.id", ondelete="CASCADE"))
    place: Mapped[int]
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), index=True)

    message: Mapped[Message] = relationship(lazy="raise_on_sql")
