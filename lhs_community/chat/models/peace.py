"""Being left in peace: what each person has said about talk with them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lhs_community.foundation.database import Base


class ChatSettings(Base):
    """`accepts_direct` None: as policy.py says for their kind of person."""

    __tablename__ = "chat_settings"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    shows_presence: Mapped[bool] = mapped_column(default=True)
    accepts_direct: Mapped[bool | None]


class Refusal(Base):
    """`person_id` wants no direct talk with `refused_id`, who is not told."""

    __tablename__ = "chat_refusal"
    __table_args__ = (UniqueConstraint("person_id", "refused_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    refused_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)


class Mute(Base):
    """A channel somebody wants no notices and no counts of. By its subject: it may have no message yet."""

    __tablename__ = "chat_mute"
    __table_args__ = (
        UniqueConstraint("person_id", "subject_kind", "subject_id"),
        Index("ix_chat_mute_subject", "subject_kind", "subject_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
