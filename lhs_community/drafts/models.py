"""One row for each form that somebody has begun to fill in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lhs_community.foundation.database import Base

KEY_LENGTH = 160
PAGE_LENGTH = 500


class KeptDraft(Base):
    """`key` names the form ("reply:12"), `page` is the address it stands on, `version` grows with each saving."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("person_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    page: Mapped[str] = mapped_column(String(PAGE_LENGTH))
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    version: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(index=True)

    @property
    def words(self) -> str:
        """What stands in it, the title first: for the list."""
        ordered = [self.fields.get("title", ""), self.fields.get("body", ""), *self.fields.values()]
        return next((text for text in ordered if text.strip()), "")
