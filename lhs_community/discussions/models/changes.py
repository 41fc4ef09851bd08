"""How threads were moved, merged and split, and where posts were before: to undo it, and to keep old addresses."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Community
from lhs_community.discussions.models.threads import Thread
from lhs_community.foundation.database import Base, enum_column


class ChangeKind(enum.StrEnum):
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"


class ThreadChange(Base):
    """`thread`: what was moved, merged into `other`, or split into itself and `other`. `before` is what undoing needs:
    ids and numbers only."""

    __tablename__ = "thread_change"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ChangeKind] = mapped_column(enum_column(ChangeKind))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    from_community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    to_community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)

    thread: Mapped[Thread] = relationship(foreign_keys=[thread_id], lazy="raise_on_sql")
    other: Mapped[Thread | None] = relationship(foreign_keys=[other_id], lazy="raise_on_sql")
    from_community: Mapped[Community | None] = relationship(foreign_keys=[from_community_id], lazy="raise_on_sql")
    to_community: Mapped[Community | None] = relationship(foreign_keys=[to_community_id], lazy="raise_on_sql")
    changed_by: Mapped[Person] = relationship(foreign_keys=[changed_by_id], lazy="raise_on_sql")
    undone_by: Mapped[Person | None] = relationship(foreign_keys=[undone_by_id], lazy="raise_on_sql")


class PostAddress(Base):
    """A number of a thread that a post had before it went elsewhere. A thread's numbers are those of its posts and
    these, each once, from 1 to its `post_count`."""

    __tablename__ = "post_address"
    __table_args__ = (UniqueConstraint("thread_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    number: Mapped[int]
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
