"""The sweep: what nobody claimed within a day, and files that belong to no row."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import delete, select

from lhs_community.files import store
from lhs_community.files.models import Attachment
from lhs_community.foundation import clock
from lhs_community.foundation.database import db

HELD_FOR = timedelta(hours=24)


def forget(kind: str, ids: Collection[int]) -> None:
    """What they hang on is deleted: their rows go now, and from the disk in the next sweep, once this is certain."""
    db.session.execute(delete(Attachment).where(Attachment.subject_kind == kind, Attachment.subject_id.in_(ids)))


def sweep() -> None:
    """Rows of one round go from the disk in the next: by then it is certain that they are gone."""
    standing = set(db.session.scalars(select(Attachment.stored_as).where(Attachment.removed_at.is_(None))))
    store.erase_all_but(standing)
    db.session.execute(
        delete(Attachment).where(Attachment.subject_kind.is_(None), Attachment.created_at < clock.now() - HELD_FOR)
    )
