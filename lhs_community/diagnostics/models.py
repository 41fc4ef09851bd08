"""A diagnostic is its title and its lines: what is typed is what is kept, and `kinds` reads it anew each time.

Lines can be compared, merged and guarded as any text; rows of a table for each kind could not.
"""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Community
from lhs_community.foundation.database import Base, enum_column


class DiagnosticKind(enum.StrEnum):
    FISHBONE = "fishbone"
    WHYS = "whys"
    PROCESS = "process"
    PARETO = "pareto"


KIND_LABELS = {
    DiagnosticKind.FISHBONE: "Fishbone",
    DiagnosticKind.WHYS: "Five whys",
    DiagnosticKind.PROCESS: "Process map",
    DiagnosticKind.PARETO: "Pareto chart",
}


class Diagnostic(Base):
    """`removed_at`: taken out, to be put back by the team."""

    __tablename__ = "diagnostic"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    kind: Mapped[DiagnosticKind] = mapped_column(enum_column(DiagnosticKind))
    title: Mapped[str] = mapped_column(String(160))
    text: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    started_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    community: Mapped[Community] = relationship(lazy="raise_on_sql")
    started_by: Mapped[Person | None] = relationship(foreign_keys=[started_by_id], lazy="raise_on_sql")
    changed_by: Mapped[Person | None] = relationship(foreign_keys=[changed_by_id], lazy="raise_on_sql")


class DiagnosticVersion(Base):
    """What was saved each time; the newest is what stands there now."""

    __tablename__ = "diagnostic_version"
    __table_args__ = (UniqueConstraint("diagnostic_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    diagnostic_id: Mapped[int] = mapped_column(ForeignKey("diagnostic.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    text: Mapped[str] = mapped_column(Text)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    saved_at: Mapped[datetime]

    saved_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
