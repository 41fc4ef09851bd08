"""The handover pack, and the offers that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy
from lhs_community.communities.models import Charter, Community, CommunityRole, Handover, HandoverState, Membership
from lhs_community.communities.queries.charters import find_charter
from lhs_community.communities.queries.members import count_members
from lhs_community.communities.queries.requests import list_join_requests
from lhs_community.communities.queries.welcomes import list_unwelcomed
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere


@dataclass(frozen=True)
class Pack:
    """What the next convenor should know; panels on "handover" add what other features know."""

    charter: Charter | None
    convenors: Sequence[Person]
    welcomer: Person | None
    member_count: int
    offers: Sequence[Handover]
    waiting_requests: int
    waiting_newcomers: int


def find_offer(viewer: Viewer, community: Community) -> Handover | None:
    """The open offer to the viewer."""
    return None if viewer.id is None else find_offer_to(viewer, community, viewer.id)


def find_offer_to(viewer: Viewer, community: Community, person_id: int) -> Handover | None:
    """The open offer to somebody: their own, or for a convenor."""
    if viewer.id != person_id and not policy.may_convene(viewer, community):
        return None
    return db.session.scalars(
        select(Handover)
        .where(
            Handover.community_id == community.id,
            Handover.to_id == person_id,
            Handover.state == HandoverState.OFFERED,
        )
        .options(joinedload(Handover.giver))
    ).first()


def get_offer(viewer: Viewer, community: Community, handover_id: int) -> Handover:
    """An open offer from or to the viewer. Raises NotThere."""
    found = db.session.scalars(
        select(Handover).where(
            Handover.id == handover_id,
            Handover.community_id == community.id,
            Handover.state == HandoverState.OFFERED,
            or_(Handover.to_id == viewer.id, Handover.from_id == viewer.id),
        )
    ).first()
    if found is None:
        raise NotThere("This offer has been answered or withdrawn.")
    return found


def get_pack(viewer: Viewer, community: Community) -> Pack:
    """For the convenors and for whom they ask to take over. Raises NotThere for others."""
    offer = find_offer(viewer, community)
    if not policy.may_see_handover(viewer, community, offer.to_id if offer else None):
        raise NotThere
    rows = db.session.execute(
        select(Membership.role, Person)
        .join(Membership.person)
        .where(Membership.community_id == community.id, Person.is_disabled.is_(False))
        .where(or_(Membership.role == CommunityRole.CONVENOR, Membership.person_id == community.welcomer_id))
        .order_by(Person.name)
    ).all()
    offers = db.session.scalars(
        select(Handover)
        .where(Handover.community_id == community.id, Handover.state == HandoverState.OFFERED)
        .where(or_(Handover.to_id == viewer.id, Handover.from_id == viewer.id))
        .options(joinedload(Handover.giver), joinedload(Handover.taker))
        .order_by(Handover.id.desc())
        .limit(20)
    ).all()
    return Pack(
        charter=find_charter(viewer, community),
        convenors=[person for role, person in rows if role is CommunityRole.CONVENOR],
        welcomer=next((person for _, person in rows if person.id == community.welcomer_id), None),
        member_count=count_members(viewer, [community.id]).get(community.id, 0),
        offers=offers,
        waiting_requests=len(list_join_requests(viewer, [community.id])),
        waiting_newcomers=len(list_unwelcomed(viewer, [community.id])),
    )
