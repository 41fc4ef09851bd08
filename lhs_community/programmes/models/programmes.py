"""Programmes, who leads them, and the projects that belong to them."""

from __future__ import annotations

import enum
from datetime import date, datetime

from markupsafe import Markup
from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Community
from lhs_community.foundation.database import Base, enum_column
from lhs_community.projects.models.projects import Project

TITLE_LENGTH, NOTE_LENGTH = 160, 500


class ChildState(enum.StrEnum):
    """invited -> joined | declined; joined -> left. Inviting again begins anew."""

    INVITED = "invited"
    JOINED = "joined"
    DECLINED = "declined"
    LEFT = "left"


class Programme(Base):
    """Belongs to a community and is read by whoever reads that."""

    __tablename__ = "programme"
    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    aim: Mapped[str] = mapped_column(Text, default="")
    aim_html: Mapped[Markup] = mapped_column(default=Markup(""))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    started_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    changed_at: Mapped[datetime]

    community: Mapped[Community] = relationship(lazy="raise_on_sql")
    changed_by: Mapped[Person | None] = relationship(foreign_keys=[changed_by_id], lazy="raise_on_sql")
    leads: Mapped[list[ProgrammeLead]] = relationship(
        order_by="ProgrammeLead.id", passive_deletes=True, lazy="raise_on_sql"
    )


class ProgrammeLead(Base):
    __tablename__ = "programme_lead"
    __table_args__ = (UniqueConstraint("programme_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class ProgrammeChild(Base):
    """A project that was asked to belong. `note` is what the programme wrote, `answer` what the project's lead said."""

    __tablename__ = "programme_child"
    __table_args__ = (UniqueConstraint("programme_id", "project_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    state: Mapped[ChildState] = mapped_column(enum_column(ChildState))
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    answer: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    invited_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship(lazy="raise_on_sql")
    project: Mapped[Project] = relationship(lazy="raise_on_sql")
