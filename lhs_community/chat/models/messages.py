"""What is said in channels, and what it said before."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.chat.models.channels import Channel
from lhs_community.foundation.database import Base, enum_column
from lhs_community.foundation.reactions import ReactionKind

BODY_LENGTH = 4_000
CLIENT_ID_LENGTH = 40
HIDDEN = "This message is hidden: somebody reported it."
DELETED = "This message was deleted by its author."


class Message(Base):
    """`client_id` is chosen by the sender: the same one again is the same message, sent twice.

    `root_number`: the number of the message of its channel that this one answers in a side thread; the root itself may
    be gone. `words` is what search looks through. `has_files`, `reaction_count` and `last_reply_at` tell what need not
    be asked for: of a new message nothing.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("channel_id", "number"),
        UniqueConstraint("author_id", "client_id"),
        Index("ix_message_author", "author_id"),
        Index("ix_message_moment", "channel_id", "created_at"),
        Index("ix_message_root", "channel_id", "root_number", "number"),
        Index("ix_message_pinned", "channel_id", "pinned_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"))
    number: Mapped[int]
    root_number: Mapped[int | None]
    client_id: Mapped[str] = mapped_column(String(CLIENT_ID_LENGTH))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[Markup]
    words: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    is_deleted: Mapped[bool] = mapped_column(default=False)
    # By a report, until somebody has looked: deleted meanwhile, its words in hidden_message.
    is_hidden: Mapped[bool] = mapped_column(default=False)
    has_files: Mapped[bool] = mapped_column(default=False)
    reaction_count: Mapped[int] = mapped_column(default=0)
    last_reply_at: Mapped[datetime | None]
    pinned_at: Mapped[datetime | None]
    pinned_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    channel: Mapped[Channel] = relationship(lazy="raise_on_sql")
    author: Mapped[Person] = relationship(foreign_keys=[author_id], lazy="raise_on_sql")

    @property
    def gone_words(self) -> str:
        """What stands in the place of its own words once they are gone."""
        return HIDDEN if self.is_hidden else DELETED

    @property
    def is_reply(self) -> bool:
        return self.root_number is not None

    @property
    def is_pinned(self) -> bool:
        return self.pinned_at is not None


class MessageRevision(Base):
    """What a message said before it was edited or deleted."""

    __tablename__ = "message_revision"
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), index=True)
    body: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime]
    replaced_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class MessageReaction(Base):
    __tablename__ = "message_reaction"
    __table_args__ = (UniqueConstraint("message_id", "person_id", "kind"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ReactionKind] = mapped_column(enum_column(ReactionKind))
