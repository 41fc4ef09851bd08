"""Reading invitations; their tokens are stored hashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.queries import token_hash
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy
from lhs_community.communities.models import (
    Community,
    Invitation,
)
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere

PAGE = 50


@dataclass(frozen=True)
class InvitationPage:
    invitations: Sequence[Invitation]
    older: int | None
    open_count: int
    expired_count: int


def list_invitations(viewer: Viewer, community: Community, limit: int = 200) -> Sequence[Invitation]:
    """All that were not accepted, the latest first, for convenors. Raises Refused for others."""
    policy.require_convene(viewer, community)
    return db.session.scalars(
        select(Invitation).where(Invitation.community_id == community.id).order_by(Invitation.id.desc()).limit(limit)
    ).all()


def page_invitations(
    viewer: Viewer, community: Community, *, expired: bool = False, before: int | None = None
) -> InvitationPage:
    """A page of those whose link still works, or of those whose time is over; the latest first."""
    policy.require_convene(viewer, community)
    moment = clock.now()
    mine = Invitation.community_id == community.id
    is_over = Invitation.expires_at <= moment
    query = (
        select(Invitation)
        .where(mine, is_over if expired else ~is_over)
        .options(joinedload(Invitation.invited_by))
        .order_by(Invitation.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(Invitation.id < before)
    found = db.session.scalars(query).all()
    total, over = db.session.execute(
        select(func.count(), func.coalesce(func.sum(case((is_over, 1), else_=0)), 0)).where(mine)
    ).one()
    shown = found[:PAGE]
    return InvitationPage(shown, shown[-1].id if len(found) > PAGE else None, total - over, over)


def get_invitation(viewer: Viewer, community: Community, invitation_id: int) -> Invitation:
    policy.require_convene(viewer, community)
    found = db.session.get(Invitation, invitation_id)
    if found is None or found.community_id != community.id:
        raise NotThere("This invitation has been accepted or withdrawn.")
    return found


def find_invitation(token: str) -> Invitation | None:
    """An unexpired invitation, locked for use. Before sign-in, so without a viewer."""
    return db.session.scalars(
        select(Invitation)
        .options(joinedload(Invitation.community, innerjoin=False), joinedload(Invitation.invited_by))
        .where(Invitation.token_hash == token_hash(token), Invitation.expires_at > clock.now())
        .with_for_update(of=Invitation)
    ).first()


def peek_invitation(token: str) -> Invitation | None:
    """As find_invitation, to show its page: without a lock. Before sign-in, so without a viewer."""
    return db.session.scalars(
        select(Invitation)
        .options(joinedload(Invitation.community), joinedload(Invitation.invited_by))
        .where(Invitation.token_hash == token_hash(token), Invitation.expires_at > clock.now())
    ).first()
