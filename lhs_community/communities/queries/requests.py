"""Reading who asks to join."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community, JoinRequest
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere

MOST = 200


def list_join_requests(viewer: Viewer, community_ids: Iterable[int]) -> Sequence[JoinRequest]:
    """Unanswered ones in those of the communities that the viewer convenes; who waits longest first."""
    wanted = sorted(set(community_ids) & viewer.convenes)
    if not wanted:
        return []
    return db.session.scalars(
        select(JoinRequest)
        .join(JoinRequest.person)
        .where(JoinRequest.community_id.in_(wanted), JoinRequest.declined_at.is_(None), Person.is_disabled.is_(False))
        .options(joinedload(JoinRequest.person), joinedload(JoinRequest.community))
        .order_by(JoinRequest.id)
        .limit(MOST)
    ).all()


def get_join_request(viewer: Viewer, community: Community, request_id: int) -> JoinRequest:
    """An unanswered one, for the convenors. Raises NotThere."""
    found = next((one for one in list_join_requests(viewer, [community.id]) if one.id == request_id), None)
    if found is None:
        raise NotThere
    return found


def find_my_request(viewer: Viewer, community: Community) -> JoinRequest | None:
    """The viewer's own, answered or not."""
    if viewer.is_guest:
        return None
    return db.session.scalars(
        select(JoinRequest).where(JoinRequest.community_id == community.id, JoinRequest.person_id == viewer.id)
    ).first()
