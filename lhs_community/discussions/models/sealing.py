"""Who wrote the posts without a name."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lhs_community.foundation.database import Base


class SealedAuthor(Base):
    """The only place that knows. `person` is a person's id that only the site's key opens (foundation/sealed.py)."""

    __tablename__ = "sealed_author"
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    person: Mapped[str] = mapped_column(String(200))
