"""Tables of topics."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, func
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import Base, enum_column
from lhs_community.topics.words import key_of

LABEL_LENGTH, KEY_LENGTH, DESCRIPTION_LENGTH = 40, 120, 500


class TopicStatus(enum.StrEnum):
    """Suggested: some member's word, shown only where somebody may read what bears it. Controlled: on the list.
    Retired: as suggested, but neither offered nor waiting for a curator."""

    SUGGESTED = "suggested"
    CONTROLLED = "controlled"
    RETIRED = "retired"


class Topic(Base):
    """`key` never changes, so that addresses hold. A merged one stays, and stands for the other."""

    __tablename__ = "topic"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    label: Mapped[str] = mapped_column(String(LABEL_LENGTH))
    description: Mapped[str] = mapped_column(String(DESCRIPTION_LENGTH), default="")
    status: Mapped[TopicStatus] = mapped_column(enum_column(TopicStatus), index=True)
    # Always the last of a chain: merging a topic takes along those that were merged into it.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"), index=True)
    suggested_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]

    merged_into: Mapped[Topic | None] = relationship(remote_side=[id], lazy="raise_on_sql")
    merged: Mapped[list[Topic]] = relationship(
        foreign_keys=[merged_into_id], order_by="Topic.id", viewonly=True, lazy="raise_on_sql"
    )
    synonyms: Mapped[list[TopicSynonym]] = relationship(order_by="TopicSynonym.id", lazy="raise_on_sql")

    @property
    def standing(self) -> Topic:
        """The topic that this one stands for: mostly itself."""
        return self.merged_into or self

    @hybrid_property
    def standing_id(self) -> int:
        return self.merged_into_id or self.id

    @standing_id.inplace.expression
    @classmethod
    def _standing_id(cls) -> ColumnElement[int]:
        return func.coalesce(cls.merged_into_id, cls.id)

    @property
    def other_words(self) -> list[str]:
        """Its synonyms, and what those that were merged into it are called."""
        merged = [word for one in self.merged for word in (one.label, *(synonym.label for synonym in one.synonyms))]
        words = {key_of(word): word for word in (*(synonym.label for synonym in self.synonyms), *merged)}
        words.pop(key_of(self.label), None)
        return list(words.values())

    @property
    def is_controlled(self) -> bool:
        return self.status is TopicStatus.CONTROLLED


class TopicSynonym(Base):
    """Another word for a topic."""

    __tablename__ = "topic_synonym"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    label: Mapped[str] = mapped_column(String(LABEL_LENGTH))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), index=True)


class TopicMerge(Base):
    """What is needed to take a merge back: `moved` holds the topics that came along, and who followed what."""

    __tablename__ = "topic_merge"
    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"))
    into_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), index=True)
    merged_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    merged_at: Mapped[datetime]
    moved: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]

    topic: Mapped[Topic] = relationship(foreign_keys=[topic_id], lazy="raise_on_sql")
    merged_by: Mapped[Person] = relationship(lazy="raise_on_sql")
