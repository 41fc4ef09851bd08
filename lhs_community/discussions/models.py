"""Threads, their posts and what people leave on them: tags, reactions, summaries, reading marks."""

from __future__ import annotations

import enum
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Community
from lhs_community.foundation.database import Base, enum_column

TITLE_LENGTH, TAG_LENGTH, MOST_TAGS = 200, 40, 6
BODY_LENGTH, OUTCOME_LENGTH = 20_000, 5_000
EXCERPT_LENGTH = 240


class ThreadKind(enum.StrEnum):
    QUESTION = "question"
    DISCUSSION = "discussion"
    TRIED_AND_FAILED = "tried_and_failed"
    NOTICE = "notice"


KIND_LABELS = {
    ThreadKind.QUESTION: "Question",
    ThreadKind.DISCUSSION: "Discussion",
    ThreadKind.TRIED_AND_FAILED: "We tried and it failed",
    ThreadKind.NOTICE: "Notice",
}


class ThreadState(enum.StrEnum):
    """A question is answered once something is marked as what worked. Closed: no more replies."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class ReactionKind(enum.StrEnum):
    THANKS = "thanks"
    HELPED = "helped"
    SEE_THIS_TOO = "see_this_too"
    SEE_DIFFERENTLY = "see_differently"


REACTION_LABELS = {
    ReactionKind.THANKS: "Thanks",
    ReactionKind.HELPED: "This helped",
    ReactionKind.SEE_THIS_TOO: "We see this too",
    ReactionKind.SEE_DIFFERENTLY: "I see it differently",
}


class Thread(Base):
    """Post number 1 is its text. `started_by_id` differs from `author_id` where a chat message was kept."""

    __tablename__ = "thread"
    __table_args__ = (
        Index("ix_thread_latest", "last_post_at", "id"),
        Index("ix_thread_community_latest", "community_id", "last_post_at", "id"),
        Index("ix_thread_unanswered", "state", "kind", "created_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    kind: Mapped[ThreadKind] = mapped_column(enum_column(ThreadKind))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    excerpt: Mapped[str] = mapped_column(String(EXCERPT_LENGTH + 10), default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    started_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    state: Mapped[ThreadState] = mapped_column(enum_column(ThreadState), default=ThreadState.OPEN)
    outcome: Mapped[str] = mapped_column(Text, default="")
    outcome_html: Mapped[Markup] = mapped_column(default=Markup(""))
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    is_pinned: Mapped[bool] = mapped_column(default=False)
    is_hidden: Mapped[bool] = mapped_column(default=False)
    # Posts are never removed, so this is also the number of the last one.
    post_count: Mapped[int] = mapped_column(default=0)
    last_post_id: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime]
    last_post_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # By somebody other than the author: until then a question is unanswered.
    first_reply_at: Mapped[datetime | None]

    community: Mapped[Community] = relationship(lazy="raise_on_sql")
    author: Mapped[Person] = relationship(foreign_keys=[author_id], lazy="raise_on_sql")
    started_by: Mapped[Person] = relationship(foreign_keys=[started_by_id], lazy="raise_on_sql")
    closed_by: Mapped[Person | None] = relationship(foreign_keys=[closed_by_id], lazy="raise_on_sql")
    last_post_by: Mapped[Person] = relationship(foreign_keys=[last_post_by_id], lazy="raise_on_sql")
    tags: Mapped[list[ThreadTag]] = relationship(
        lazy="raise_on_sql", order_by="ThreadTag.id", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[self.kind]

    @property
    def is_closed(self) -> bool:
        return self.state is ThreadState.CLOSED

    @property
    def is_unanswered(self) -> bool:
        return self.kind is ThreadKind.QUESTION and self.state is ThreadState.OPEN and self.first_reply_at is None

    @property
    def status(self) -> str:
        """What a list says beside the title; nothing for what is simply open."""
        if self.state is ThreadState.OPEN:
            return "Unanswered" if self.is_unanswered else ""
        return self.state.value.capitalize()


class ThreadTag(Base):
    """`key` is the label in small letters: tags are told apart and looked up by it."""

    __tablename__ = "thread_tag"
    __table_args__ = (UniqueConstraint("thread_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(2 * TAG_LENGTH), index=True)
    label: Mapped[str] = mapped_column(String(TAG_LENGTH))


class Post(Base):
    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("thread_id", "number"),)
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

    thread: Mapped[Thread] = relationship(lazy="raise_on_sql")
    author: Mapped[Person] = relationship(foreign_keys=[author_id], lazy="raise_on_sql")

    @property
    def is_first(self) -> bool:
        return self.number == 1


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


class ReadMark(Base):
    """How far somebody has read a thread. Private to them."""

    __tablename__ = "read_mark"
    __table_args__ = (UniqueConstraint("person_id", "thread_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    last_post_number: Mapped[int]
    read_at: Mapped[datetime]


class Reaction(Base):
    __tablename__ = "reaction"
    __table_args__ = (UniqueConstraint("post_id", "person_id", "kind"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ReactionKind] = mapped_column(enum_column(ReactionKind))


class Summary(Base):
    """The newest one of a thread stands; the older ones are its history."""

    __tablename__ = "summary"
    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[Markup]
    # How many posts there were when it was written: later ones are not in it.
    post_count: Mapped[int]
    written_at: Mapped[datetime]

    author: Mapped[Person] = relationship(lazy="raise_on_sql")
