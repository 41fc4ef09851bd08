"""Reading invitations; their tokens are stored hashed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
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


def list_invitations(viewer: Viewer, community: Community) -> Sequence[Invitation]:
    """Open invitations, for convenors. Raises Refused for others."""
    policy.require_convene(viewer, community)
    return db.session.scalars(
        select(Invitation).where(Invitation.community_id == community.id).order_by(Invitation.id.desc()).limit(200)
    ).all()


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
