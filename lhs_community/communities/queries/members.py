"""Who belongs to a community, and with what rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts import current
from lhs_community.accounts.models import Person
from lhs_community.accounts.queries import people_by_handle
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy
from lhs_community.communities.models import (
    Community,
    CommunityRole,
    Membership,
)
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere

MOST_CHOICES = 10_000


def roles_of(person_id: int) -> Mapping[int, str]:
    """Community id -> role, for the Viewer being made."""
    rows = db.session.execute(select(Membership.community_id, Membership.role).where(Membership.person_id == person_id))
    return {community_id: role.value for community_id, role in rows}


def viewer_for(person_id: int) -> Viewer:
    """The present rights of a person outside a request (listeners, sockets, commands). Raises NotThere."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotThere
    return current.make_viewer(person)


def list_members(viewer: Viewer, community: Community, limit: int = 500) -> Sequence[Membership]:
    """Convenors first. Empty for guests."""
    if not policy.may_see_members(viewer, community):
        return []
    return db.session.scalars(
        select(Membership)
        .join(Membership.person)
        .where(Membership.community_id == community.id, Person.is_disabled.is_(False))
        .options(joinedload(Membership.person).joinedload(Person.organisation))
        .order_by(Membership.role, Person.name)
        .limit(limit)
    ).all()


def member_choices(viewer: Viewer, community: Community) -> list[tuple[str, str]]:
    """Members to choose one of, by name; as value and label."""
    if not policy.may_see_members(viewer, community):
        return []
    rows = db.session.execute(
        select(Person.id, Person.name, Person.handle)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.community_id == community.id, Person.is_disabled.is_(False))
        .order_by(Person.name, Person.id)
        .limit(MOST_CHOICES)
    )
    return [(str(id_), f"{name} (@{handle})") for id_, name, handle in rows]


def count_members(viewer: Viewer, community_ids: Iterable[int]) -> dict[int, int]:
    return dict(
        db.session.execute(
            select(Membership.community_id, func.count())
            .where(Membership.community_id.in_(set(community_ids)), policy.in_readable(viewer, Membership.community_id))
            .group_by(Membership.community_id)
        ).all()
    )


def convenor_ids(community_id: int) -> frozenset[int]:
    """For notices to convenors, who read them with their own rights."""
    return frozenset(
        db.session.scalars(
            select(Membership.person_id).where(
                Membership.community_id == community_id, Membership.role == CommunityRole.CONVENOR
            )
        )
    )


def find_membership(viewer: Viewer, community: Community, person_id: int) -> Membership | None:
    if not policy.may_see_members(viewer, community):
        return None
    return db.session.scalars(
        select(Membership)
        .where(Membership.community_id == community.id, Membership.person_id == person_id)
        .options(joinedload(Membership.person))
    ).first()


class SharedCommunity(NamedTuple):
    community: Community
    role: CommunityRole


def list_communities_of(viewer: Viewer, person_id: int) -> Sequence[SharedCommunity]:
    """Where somebody belongs, as far as the viewer may read those communities."""
    rows = db.session.execute(
        select(Community, Membership.role)
        .join(Membership, Membership.community_id == Community.id)
        .where(Membership.person_id == person_id, policy.readable_by(viewer))
        .order_by(Community.name)
        .limit(100)
    )
    return [SharedCommunity(community, role) for community, role in rows]


def people_who_may_read(handles: Iterable[str], community_id: int) -> list[Person]:
    """Those of the mentioned who may read the community: a mention never tells an outsider anything."""
    community = db.session.get(Community, community_id)
    if community is None:
        return []
    return [person for person in people_by_handle(handles) if policy.may_read(current.make_viewer(person), community)]
