"""What a community begins its projects from, and which measures a project was told to think of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Community
from lhs_community.foundation.database import Base


class ProjectTemplate(Base):
    """A community's own; those that come with the product are in templates.py. `outline` holds hints, drivers, ideas
    and measures as `templates.Outline` writes them: nothing about people."""

    __tablename__ = "project_template"
    __table_args__ = (UniqueConstraint("community_id", "title"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(String(300), default="")
    outline: Mapped[dict[str, Any]] = mapped_column(default=dict)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    saved_at: Mapped[datetime]

    community: Mapped[Community] = relationship(lazy="raise_on_sql")
    saved_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class SuggestedMeasure(Base):
    """A measure that the project's template thinks of, until it is added or waved away."""

    __tablename__ = "suggested_measure"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(160))
    definition: Mapped[str] = mapped_column(String(600), default="")
    unit: Mapped[str] = mapped_column(String(60), default="")
