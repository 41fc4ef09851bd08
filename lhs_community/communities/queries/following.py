"""Who follows or has muted what."""

from __future__ import annotations

from sqlalchemy import select

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import (
    Following,
    FollowLevel,
)
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref


def follow_state(viewer: Viewer, ref: Ref) -> FollowLevel | None:
    return db.session.scalar(
        select(Following.level).where(
            Following.person_id == viewer.id, Following.subject_kind == ref.kind, Following.subject_id == ref.id
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
