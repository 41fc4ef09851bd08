"""Tables of sponsor reports and write-ups. What several people edit has a `version` (see foundation/database.py)."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import Base, enum_column
from lhs_community.projects.models.projects import Project


class Period(enum.StrEnum):
    """How far back a report looks."""

    SINCE_LAST = "since_last"
    MONTH = "month"
    QUARTER = "quarter"


class WriteUpState(enum.StrEnum):
    DRAFT = "draft"
    FINISHED = "finished"


class SponsorAsk(Base):
    """What a project asks of its sponsor at present."""

    __tablename__ = "sponsor_ask"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), unique=True)
    text: Mapped[str] = mapped_column(Text, default="")
    text_html: Mapped[Markup] = mapped_column(default=Markup(""))
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    changed_at: Mapped[datetime]

    changed_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class SponsorReport(Base):
    """A report as it was sent; it never changes. `content` is a `content.Report` as plain data."""

    __tablename__ = "sponsor_report"
    __table_args__ = (Index("ix_sponsor_report_project_id_sent_at", "project_id", "sent_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    period: Mapped[Period] = mapped_column(enum_column(Period, "report_period"))
    since: Mapped[datetime]
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    content: Mapped[dict[str, Any]]
    ask_html: Mapped[Markup] = mapped_column(default=Markup(""))

    project: Mapped[Project] = relationship(lazy="raise_on_sql")
    sent_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    charts: Mapped[list[ReportChart]] = relationship(
        order_by="ReportChart.position", cascade="all, delete-orphan", passive_deletes=True, lazy="raise_on_sql"
    )


class ReportChart(Base):
    """A chart as it was drawn when its report was sent: the figures, and the rules of drawing, may change later."""

    __tablename__ = "sponsor_report_chart"
    __table_args__ = (UniqueConstraint("report_id", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("sponsor_report.id", ondelete="CASCADE"))
    position: Mapped[int]
    drawing: Mapped[Markup]


class WriteUp(Base):
    """A project's write-up after SQUIRE 2.0. A draft is for the team; a finished one for whoever reads the project."""

    __tablename__ = "write_up"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), unique=True)
    authors: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[WriteUpState] = mapped_column(enum_column(WriteUpState), default=WriteUpState.DRAFT)
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    changed_at: Mapped[datetime]

    project: Mapped[Project] = relationship(lazy="raise_on_sql")
    changed_by: Mapped[Person | None] = relationship(foreign_keys=[changed_by_id], lazy="raise_on_sql")
    parts: Mapped[list[WriteUpPart]] = relationship(
        back_populates="write_up", order_by="WriteUpPart.id", passive_deletes=True, lazy="raise_on_sql"
    )


class WriteUpPart(Base):
    """What people wrote for one item, "13e" say; empty: it is filled from the project.

    `read_from` holds what the sources were when this was written: their key -> their label and a digest.
    """

    __tablename__ = "write_up_part"
    __table_args__ = (UniqueConstraint("write_up_id", "item"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    write_up_id: Mapped[int] = mapped_column(ForeignKey("write_up.id", ondelete="CASCADE"))
    item: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text, default="")
    text_html: Mapped[Markup] = mapped_column(default=Markup(""))
    read_from: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    changed_at: Mapped[datetime]

    write_up: Mapped[WriteUp] = relationship(back_populates="parts", lazy="raise_on_sql")
    changed_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class WriteUpVersion(Base):
    """Each text that an item has had."""

    __tablename__ = "write_up_version"
    __table_args__ = (UniqueConstraint("part_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("write_up_part.id", ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    written_at: Mapped[datetime]

    written_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
