"""Somebody's own bookmarks, with what they may read of the things now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, tuple_

from lhs_community.accounts.viewer import Viewer
from lhs_community.bookmarks.models import Bookmark
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card

PAGE = 30


@dataclass(frozen=True)
class Row:
    """`card` is None where the viewer may not read the thing any more: then its note is not shown either."""

    bookmark: Bookmark
    card: Card | None


@dataclass(frozen=True)
class Page:
    """Latest first. `newer` and `older` lead on; None where there is nothing further that way."""

    rows: Sequence[Row]
    newer: int | None
    older: int | None


def list_bookmarks(
    viewer: Viewer,
    *,
    waiting_only: bool = False,
    before: int | None = None,
    after: int | None = None,
    limit: int = PAGE,
) -> Page:
    """Those before one of that id, or the nearest after it: pages stay right while bookmarks come and go."""
    query = select(Bookmark).where(Bookmark.person_id == viewer.id)
    if waiting_only:
        query = query.where(Bookmark.remind_at.is_not(None), Bookmark.reminded_at.is_(None))
    if after is not None:
        upwards = query.where(Bookmark.id > after).order_by(Bookmark.id).limit(limit + 1)
        found = list(db.session.scalars(upwards))
        has_newer, has_older, shown = len(found) > limit, True, found[:limit][::-1]
    else:
        if before is not None:
            query = query.where(Bookmark.id < before)
        found = list(db.session.scalars(query.order_by(Bookmark.id.desc()).limit(limit + 1)))
        has_newer, has_older, shown = before is not None, len(found) > limit, found[:limit]
    cards = subjects.cards(viewer, [bookmark.ref for bookmark in shown])
    return Page(
        [Row(bookmark, cards.get(bookmark.ref)) for bookmark in shown],
        shown[0].id if shown and has_newer else None,
        shown[-1].id if shown and has_older else None,
    )


def count_bookmarks(viewer: Viewer) -> tuple[int, int]:
    """All, and those whose reminder is still to come."""
    waits = Bookmark.remind_at.is_not(None) & Bookmark.reminded_at.is_(None)
    query = select(func.count(), func.count().filter(waits)).where(Bookmark.person_id == viewer.id)
    every, waiting = db.session.execute(query).one()
    return every, waiting


def find_bookmark(viewer: Viewer, ref: Ref) -> Bookmark | None:
    return db.session.scalars(
        select(Bookmark).where(
            Bookmark.person_id == viewer.id, Bookmark.subject_kind == ref.kind, Bookmark.subject_id == ref.id
        )
    ).first()


def get_bookmark(viewer: Viewer, bookmark_id: int) -> Bookmark:
    found = db.session.scalars(
        select(Bookmark).where(Bookmark.id == bookmark_id, Bookmark.person_id == viewer.id)
    ).first()
    if found is None:
        raise NotThere
    return found


def bookmarked_among(viewer: Viewer, refs: Iterable[Ref]) -> frozenset[Ref]:
    """Which of the things the viewer has bookmarked; one statement for a whole page of them."""
    wanted = [(ref.kind, ref.id) for ref in refs]
    if viewer.is_guest or not wanted:
        return frozenset()
    rows = db.session.execute(
        select(Bookmark.subject_kind, Bookmark.subject_id).where(
            Bookmark.person_id == viewer.id, tuple_(Bookmark.subject_kind, Bookmark.subject_id).in_(wanted)
        )
    )
    return frozenset(Ref(kind, id_) for kind, id_ in rows)
