"""Channels, their messages, and how far each person has read."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Community
from lhs_community.foundation.database import Base
from lhs_community.foundation.refs import Ref

KINDS = ("community", "project")
BODY_LENGTH = 4_000
CLIENT_ID_LENGTH = 40


class Channel(Base):
    """The talk about one community or project. Made with its first message; who reads the thing reads the talk."""

    __tablename__ = "channel"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    # The number of the latest message: numbers have no gaps, so a reader knows when one is missing.
    last_number: Mapped[int] = mapped_column(default=0)
    last_message_at: Mapped[datetime] = mapped_column(index=True)

    community: Mapped[Community] = relationship(lazy="raise_on_sql")

    @property
    def subject(self) -> Ref:
        return Ref(self.subject_kind, self.subject_id)


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


class ReadMarker(Base):
    """How far a person has read in a channel."""

    __tablename__ = "channel_read_marker"
    __table_args__ = (UniqueConstraint("person_id", "channel_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
