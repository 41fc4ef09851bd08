"""Reading who asks to join."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy
from lhs_community.communities.models import (
    Community,
    JoinRequest,
)
from lhs_community.foundation.database import db


def list_join_requests(viewer: Viewer, community: Community) -> Sequence[JoinRequest]:
    policy.require_convene(viewer, community)
    return db.session.scalars(
        select(JoinRequest)
        .where(JoinRequest.community_id == community.id)
        .options(joinedload(JoinRequest.person))
        .order_by(JoinRequest.id)
        .limit(200)
    ).all()


def has_asked_to_join(viewer: Viewer, community: Community) -> bool:
    return (
        db.session.scalar(
            select(JoinRequest.id).where(JoinRequest.community_id == community.id, JoinRequest.person_id == viewer.id)
        )
        is not None
    )
