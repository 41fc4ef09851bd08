"""Who follows or has muted what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, SQLColumnExpression, func, select

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import (
    Following,
    FollowLevel,
)
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card

PAGE = 50


def follow_state(viewer: Viewer, ref: Ref) -> FollowLevel | None:
    return db.session.scalar(
        select(Following.level).where(
            Following.person_id == viewer.id, Following.subject_kind == ref.kind, Following.subject_id == ref.id
        )
    )


@dataclass(frozen=True)
class Followed:
    """What somebody has said of a thing; `card` is None where they may not read it any more."""

    id: int
    ref: Ref
    level: FollowLevel
    card: Card | None


@dataclass(frozen=True)
class Page:
    rows: Sequence[Followed]
    older_before: int | None


def list_followed(
    viewer: Viewer, level: FollowLevel | None = None, *, before: int | None = None, limit: int = PAGE
) -> Page:
    """What I follow, watch and mute, latest first."""
    query = select(Following).where(Following.person_id == viewer.id).order_by(Following.id.desc()).limit(limit + 1)
    if level is not None:
        query = query.where(Following.level == level)
    if before is not None:
        query = query.where(Following.id < before)
    found = db.session.scalars(query).all()
    shown = {one.id: Ref(one.subject_kind, one.subject_id) for one in found[:limit]}
    cards = subjects.cards(viewer, shown.values())
    rows = [Followed(one.id, shown[one.id], one.level, cards.get(shown[one.id])) for one in found[:limit]]
    return Page(rows, rows[-1].id if len(found) > limit else None)


def count_followed(viewer: Viewer) -> dict[FollowLevel, int]:
    query = select(Following.level, func.count()).where(Following.person_id == viewer.id).group_by(Following.level)
    return dict(db.session.execute(query).all())


def follows(
    viewer: Viewer, kind: str, subject_id: SQLColumnExpression[int], *levels: FollowLevel
) -> ColumnElement[bool]:
    """In SQL: the thing of that kind whose id stands in the column is followed at one of the levels."""
    return subject_id.in_(
        select(Following.subject_id).where(
            Following.person_id == viewer.id, Following.subject_kind == kind, Following.level.in_(levels)
        )
    )


def followers(ref: Ref) -> dict[int, FollowLevel]:
    """Person id -> level, for notices; what each may read is checked when they read it."""
    return dict(
        db.session.execute(
            select(Following.person_id, Following.level).where(
                Following.subject_kind == ref.kind, Following.subject_id == ref.id
            )
        ).all()
    )
