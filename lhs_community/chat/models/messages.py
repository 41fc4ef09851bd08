"""What is said in channels, and what it said before."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.chat.models.channels import Channel
from lhs_community.foundation.database import Base

BODY_LENGTH = 4_000
CLIENT_ID_LENGTH = 40


class Message(Base):
    """`client_id` is chosen by the sender: the same one again is the same message, sent twice."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("channel_id", "number"),
        UniqueConstraint("author_id", "client_id"),
        Index("ix_message_author", "author_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"))
    number: Mapped[int]
    client_id: Mapped[str] = mapped_column(String(CLIENT_ID_LENGTH))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[Markup]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    is_deleted: Mapped[bool] = mapped_column(default=False)

    channel: Mapped[Channel] = relationship(lazy="raise_on_sql")
    author: Mapped[Person] = relationship(lazy="raise_on_sql")


class MessageRevision(Base):
    """What a message said before it was edited or deleted."""

    __tablename__ = "message_revision"
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), index=True)
    body: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime]
    replaced_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
