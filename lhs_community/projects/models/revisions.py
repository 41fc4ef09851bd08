"""What stood in a field of a project before, and who changed it when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import Base


class Revision(Base):
    """One field of one save. `kind` and `thing_id` name what was changed: project, driver, idea, cycle, or of the team
    a member (by the person's id) or a place. `version` is the one that the save made; 0 where a thing has none.

    `before` and `after` are the texts as `history.values_of` writes them. `put_back_id` is the change that was undone.
    Both texts are emptied when a convenor erases what should never have been written.
    """

    __tablename__ = "project_revision"
    __table_args__ = (
        Index("ix_project_revision_project_id", "project_id", "id"),
        Index("ix_project_revision_thing", "kind", "thing_id", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    thing_id: Mapped[int]
    version: Mapped[int] = mapped_column(default=0)
    field: Mapped[str] = mapped_column(String(60))
    before: Mapped[str] = mapped_column(Text, default="")
    after: Mapped[str] = mapped_column(Text, default="")
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    changed_at: Mapped[datetime]
    put_back_id: Mapped[int | None] = mapped_column(ForeignKey("project_revision.id", ondelete="SET NULL"), index=True)
    erased_at: Mapped[datetime | None]

    changed_by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
