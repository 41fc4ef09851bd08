"""Threads and their tags."""

from __future__ import annotations

import enum
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Community
from lhs_community.foundation.database import Base, enum_column
from lhs_community.topics.models import LABEL_LENGTH, Topic

TITLE_LENGTH, MOST_TAGS = 200, 6
OUTCOME_LENGTH, EXCERPT_LENGTH, MARK_LENGTH, REASON_LENGTH = 5_000, 240, 80, 300


class ThreadKind(enum.StrEnum):
    QUESTION = "question"
    DISCUSSION = "discussion"
    TRIED_AND_FAILED = "tried_and_failed"
    NOTICE = "notice"
    DATA_QUESTION = "data_question"


# What waits for an answer. A data question is asked of a measure's chart.
QUESTION_KINDS = (ThreadKind.QUESTION, ThreadKind.DATA_QUESTION)
KIND_LABELS = {
    ThreadKind.QUESTION: "Question",
    ThreadKind.DISCUSSION: "Discussion",
    ThreadKind.TRIED_AND_FAILED: "We tried and it failed",
    ThreadKind.NOTICE: "Notice",
    ThreadKind.DATA_QUESTION: "Data question",
}


class ThreadState(enum.StrEnum):
    """A question is answered once something is marked as what worked. Closed: no more replies."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Thread(Base):
    """Post number 1 is its text. `started_by_id` differs from `author_id` where a chat message was kept, or where a
    convenor made it of another thread's posts. One that was merged (`merged_into_id`) holds no posts while it is so.
    """

    __tablename__ = "thread"
    __table_args__ = (
        Index("ix_thread_latest", "last_post_at", "id"),
        Index("ix_thread_community_latest", "community_id", "last_post_at", "id"),
        Index("ix_thread_unanswered", "state", "kind", "created_at"),
        Index("ix_thread_owner", "owner_id", "state", "due_at"),
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
    # The highest number a post was given here. Numbers are never given twice, so that addresses stay true: where posts
    # went to another thread, their numbers stay empty (see PostAddress), and `moved_count` says how many those are.
    post_count: Mapped[int] = mapped_column(default=0)
    moved_count: Mapped[int] = mapped_column(default=0)
    last_post_id: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime]
    last_post_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # Who looks after its summary: drafts it, and keeps it up.
    summary_owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    # By somebody other than the author: until then a question is unanswered.
    first_reply_at: Mapped[datetime | None]
    # As of its first post, see there: only where it was started without a name.
    alias: Mapped[int | None]
    author_mark: Mapped[str | None] = mapped_column(String(MARK_LENGTH))
    # Who sees to it that an open question is answered, and until when. Never nobody: see owners.py.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    due_at: Mapped[datetime | None]
    due_reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")
    due_told_at: Mapped[datetime | None]
    me_too_count: Mapped[int] = mapped_column(default=0)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)

    community: Mapped[Community] = relationship(lazy="raise_on_sql")
    author: Mapped[Person] = relationship(foreign_keys=[author_id], lazy="raise_on_sql")
    started_by: Mapped[Person] = relationship(foreign_keys=[started_by_id], lazy="raise_on_sql")
    closed_by: Mapped[Person | None] = relationship(foreign_keys=[closed_by_id], lazy="raise_on_sql")
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id], lazy="raise_on_sql")
    last_post_by: Mapped[Person] = relationship(foreign_keys=[last_post_by_id], lazy="raise_on_sql")
    summary_owner: Mapped[Person | None] = relationship(foreign_keys=[summary_owner_id], lazy="raise_on_sql")
    tags: Mapped[list[ThreadTag]] = relationship(
        lazy="raise_on_sql", order_by="ThreadTag.id", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def shown_tags(self) -> list[ThreadTag]:
        """Each topic once, though two of its tags may have been merged."""
        return list({tag.topic.standing_id: tag for tag in self.tags}.values())

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[self.kind]

    @property
    def is_sealed(self) -> bool:
        """Was it started without a name?"""
        return self.alias is not None

    @property
    def is_closed(self) -> bool:
        return self.state is ThreadState.CLOSED

    @property
    def is_question(self) -> bool:
        return self.kind in QUESTION_KINDS

    @property
    def is_unanswered(self) -> bool:
        return self.is_question and self.state is ThreadState.OPEN and self.first_reply_at is None

    @property
    def reply_count(self) -> int:
        return max(0, self.post_count - self.moved_count - 1)

    @property
    def status(self) -> str:
        """What a list says beside the title; nothing for what is simply open."""
        if self.state is ThreadState.OPEN:
            return "Unanswered" if self.is_unanswered else ""
        return self.state.value.capitalize()


class ThreadTag(Base):
    """That a thread is about a topic; `label` is what its author called it. Topics may be merged: `topic.standing` (in
    SQL `Topic.standing_id`) is the one that counts."""

    __tablename__ = "thread_tag"
    __table_args__ = (UniqueConstraint("thread_id", "topic_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), index=True)
    label: Mapped[str] = mapped_column(String(LABEL_LENGTH))

    topic: Mapped[Topic] = relationship(lazy="raise_on_sql")

    @property
    def name(self) -> str:
        """As the list has it. A suggestion keeps the words of this thread: another spelling may be a closed place's."""
        standing = self.topic.standing
        return standing.label if standing.is_controlled else self.label

    @property
    def key(self) -> str:
        return self.topic.standing.key
