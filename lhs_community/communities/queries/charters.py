"""Charters: the one that holds, those before it, and which are due for review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy
from lhs_community.communities.models import Charter, Community
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere


def find_charter(viewer: Viewer, community: Community) -> Charter | None:
    """The version that holds; None before the first."""
    policy.require_read(viewer, community)
    return db.session.scalars(
        select(Charter)
        .where(Charter.community_id == community.id)
        .options(joinedload(Charter.written_by))
        .order_by(Charter.number.desc())
        .limit(1)
    ).first()


def list_charters(viewer: Viewer, community: Community, limit: int = 200) -> Sequence[Charter]:
    """All versions, the newest first."""
    policy.require_read(viewer, community)
    return db.session.scalars(
        select(Charter)
        .where(Charter.community_id == community.id)
        .options(joinedload(Charter.written_by))
        .order_by(Charter.number.desc())
        .limit(limit)
    ).all()


def get_charter(viewer: Viewer, community: Community, number: int) -> Charter:
    policy.require_read(viewer, community)
    found = db.session.scalars(
        select(Charter)
        .where(Charter.community_id == community.id, Charter.number == number)
        .options(joinedload(Charter.written_by))
    ).first()
    if found is None:
        raise NotThere
    return found


def is_due(community: Community) -> bool:
    return community.charter_review_on is not None and community.charter_review_on <= clock.now().date()


def list_due_charters(viewer: Viewer) -> Sequence[Community]:
    """The communities whose charter the viewer should look at again; the longest due first."""
    if not viewer.convenes:
        return []
    return db.session.scalars(
        select(Community)
        .where(Community.id.in_(sorted(viewer.convenes)), Community.charter_review_on <= clock.now().date())
        .order_by(Community.charter_review_on, Community.name)
        .limit(100)
    ).all()


def latest_number(community_id: int) -> int:
    return db.session.scalar(select(func.max(Charter.number)).where(Charter.community_id == community_id)) or 0


def charter_text(community_id: int) -> str:
    """The words of the charter that holds, for the search index, which stores rights beside them."""
    found = db.session.scalars(
        select(Charter).where(Charter.community_id == community_id).order_by(Charter.number.desc()).limit(1)
    ).first()
    return "\n".join((found.principles, found.good, found.work)) if found else ""


def list_fallen_due(today: date) -> Sequence[Community]:
    return db.session.scalars(
        select(Community)
        .where(Community.charter_review_on <= today, Community.is_review_told.is_(False))
        .order_by(Community.id)
        .limit(200)
    ).all()
