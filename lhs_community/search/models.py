"""What waits to be put into the index."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lhs_community.foundation.database import Base


class SearchPending(Base):
    """A thing that changed. Kept until the index has its present state, so a burst of events is one commit."""

    __tablename__ = "search_pending"
    subject_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
