"""Rooms: named places of a community to talk about one topic."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.communities.models import Community
from lhs_community.foundation.database import Base

NAME_LENGTH, ABOUT_LENGTH = 60, 300


class Room(Base):
    """`name_key` is the name as names are compared: a community has each once, closed rooms included."""

    __tablename__ = "chat_room"
    __table_args__ = (UniqueConstraint("community_id", "name_key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    name_key: Mapped[str] = mapped_column(String(2 * NAME_LENGTH))
    about: Mapped[str] = mapped_column(String(ABOUT_LENGTH), default="")
    started_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    community: Mapped[Community] = relationship(lazy="raise_on_sql")
