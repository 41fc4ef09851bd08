"""Posts, what they said before, and what people leave on them."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import ANONYMOUS_NAME, Person
from lhs_community.discussions.models.threads import MARK_LENGTH, TITLE_LENGTH, Thread
from lhs_community.foundation.database import Base, enum_column
from lhs_community.foundation.reactions import ReactionKind

BODY_LENGTH = 20_000


class Post(Base):
    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("thread_id", "number"), Index("ix_post_hidden", "thread_id", "is_hidden"))
    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    number: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[Markup]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    is_accepted: Mapped[bool] = mapped_column(default=False)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    is_hidden: Mapped[bool] = mapped_column(default=False)
    # Only of posts without a name: which of the thread's anonymous members wrote it, and a mark that nobody but its
    # author's own requests can make again (sealing.py). The mark is never shown.
    alias: Mapped[int | None]
    author_mark: Mapped[str | None] = mapped_column(String(MARK_LENGTH))

    thread: Mapped[Thread] = relationship(lazy="raise_on_sql")
    author: Mapped[Person] = relationship(foreign_keys=[author_id], lazy="raise_on_sql")

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def is_sealed(self) -> bool:
        """Was it written without a name?"""
        return self.alias is not None

    @property
    def author_name(self) -> str:
        return f"{ANONYMOUS_NAME} {self.alias}" if self.is_sealed else self.author.name


class PostRevision(Base):
    """What a post said before an edit; `title` only for the first post of a thread."""

    __tablename__ = "post_revision"
    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH), default="")
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[Markup]
    written_at: Mapped[datetime]
    replaced_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    replaced_at: Mapped[datetime]


class Reaction(Base):
    __tablename__ = "reaction"
    __table_args__ = (UniqueConstraint("post_id", "person_id", "kind"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ReactionKind] = mapped_column(enum_column(ReactionKind))
