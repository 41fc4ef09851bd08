"""A file and the thing it hangs on. Until it hangs on something it is held for the person who sent it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhs_community.accounts.models import Person
from lhs_community.files.kinds import NAME_LENGTH, FileKind
from lhs_community.foundation.database import Base, enum_column
from lhs_community.foundation.refs import Ref

WORDS_LENGTH = 300


class Attachment(Base):
    """`key` stands in addresses, `stored_as` on the disk: neither tells the other. `words`: what a picture shows.

    `table` is the part of a table that is shown. `is_unread`: there is something in it that the guard cannot read.
    `needs_consent`: the guard found something that its author has yet to answer for. Name, words and table are
    emptied when it is removed.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_subject", "subject_kind", "subject_id"),
        Index("ix_attachment_uploader", "uploader_id", "created_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    stored_as: Mapped[str] = mapped_column(String(40), unique=True)
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    uploader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[FileKind] = mapped_column(enum_column(FileKind))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH + 20))
    words: Mapped[str] = mapped_column(String(WORDS_LENGTH), default="")
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    table: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_unread: Mapped[bool] = mapped_column(default=False)
    needs_consent: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(index=True)
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    removed_by: Mapped[Person | None] = relationship(foreign_keys=[removed_by_id], lazy="raise_on_sql")

    @property
    def ref(self) -> Ref | None:
        """What it hangs on; None while it is held."""
        return Ref(self.subject_kind, self.subject_id) if self.subject_kind and self.subject_id else None

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None

    @property
    def is_picture(self) -> bool:
        return self.kind is FileKind.IMAGE

    @property
    def url(self) -> str:
        return f"/files/{self.key}/{quote(self.name)}"

    @property
    def size_label(self) -> str:
        if self.size < 1_000_000:
            return f"{max(1, round(self.size / 1000))} kB"
        return f"{self.size / 1_000_000:.1f} MB"

    @property
    def kind_label(self) -> str:
        if self.kind is FileKind.IMAGE:
            return "Picture"
        return self.name.rpartition(".")[2].upper()
