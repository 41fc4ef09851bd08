"""What a thread has come to so far."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup
from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import Base


class Summary(Base):
    """The newest one of a thread stands; the older ones are its history."""

    __tablename__ = "summary"
    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[Markup]
    # How many posts there were when it was written: later ones are not in it.
    post_count: Mapped[int]
    written_at: Mapped[datetime]

    author: Mapped[Person] = relationship(lazy="raise_on_sql")
