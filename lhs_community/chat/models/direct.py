"""Direct talk: between two people, or a few. It belongs to no community, only to those in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import Base

MOST_PEOPLE = 20


class DirectTalk(Base):
    """`people_key`: the ids of its people, in order, so that the same people get the same talk. None once somebody
    has left it."""

    __tablename__ = "direct_talk"
    id: Mapped[int] = mapped_column(primary_key=True)
    people_key: Mapped[str | None] = mapped_column(String(240), unique=True)
    started_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime]

    people: Mapped[list[DirectPerson]] = relationship(lazy="raise_on_sql")

    @staticmethod
    def key_of(person_ids: Iterable[int]) -> str:
        return "-".join(str(id_) for id_ in sorted(set(person_ids)))


class DirectPerson(Base):
    """Somebody in a direct talk; who has left reads it no more."""

    __tablename__ = "direct_person"
    __table_args__ = (UniqueConstraint("talk_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("direct_talk.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    left_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
