"""Channels, and how far each person has read in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.communities.models import Community
from lhs_community.foundation.database import Base
from lhs_community.foundation.refs import Ref

KINDS = ("community", "project", "meeting", "room", "direct")


class Channel(Base):
    """The talk about one thing, in one room, or among a few people (a direct talk, which has no community). Made with
    its first message; who reads the thing reads the talk."""

    __tablename__ = "channel"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id"),
        CheckConstraint("(subject_kind = 'direct') = (community_id IS NULL)", name="direct_has_no_community"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    # The number of the latest message: numbers have no gaps, so a reader knows when one is missing.
    last_number: Mapped[int] = mapped_column(default=0)
    last_message_at: Mapped[datetime] = mapped_column(index=True)

    community: Mapped[Community | None] = relationship(lazy="raise_on_sql")

    @property
    def subject(self) -> Ref:
        return Ref(self.subject_kind, self.subject_id)


class ReadMarker(Base):
    """How far a person has read in a channel."""

    __tablename__ = "channel_read_marker"
    __table_args__ = (UniqueConstraint("person_id", "channel_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]


class SideMarker(Base):
    """How far a person has read in a side thread; there is one for each who takes part in it or has opened it."""

    __tablename__ = "side_read_marker"
    __table_args__ = (UniqueConstraint("person_id", "channel_id", "root_number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"), index=True)
    root_number: Mapped[int]
    number: Mapped[int]
