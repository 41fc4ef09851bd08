"""Reading communities, their members, and following."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts import current
from lhs_community.accounts.models import Person
from lhs_community.accounts.queries import get_person as get_account, people_by_handle, token_hash
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy
from lhs_community.communities.models import (
    Community,
    CommunityRole,
    Following,
    FollowLevel,
    Invitation,
    JoinRequest,
    Membership,
)
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card, IndexCard
from lhs_community.foundation.text import plain


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


def get_community(viewer: Viewer, slug: str) -> Community:
    return _one(viewer, Community.slug == slug)


def get_community_by_id(viewer: Viewer, community_id: int) -> Community:
    return _one(viewer, Community.id == community_id)


def _one(viewer: Viewer, condition: object) -> Community:
    found = db.session.scalars(
        select(Community)
        .where(condition, policy.readable_by(viewer))  # type: ignore[arg-type]  # a column condition
        .options(joinedload(Community.parent), joinedload(Community.organisation))
    ).first()
    if found is None:
        raise NotThere
    return found


def communities_by_id(viewer: Viewer, ids: Iterable[int]) -> dict[int, Community]:
    """Those of `ids` that the viewer may read."""
    rows = db.session.scalars(select(Community).where(Community.id.in_(set(ids)), policy.readable_by(viewer)))
    return {community.id: community for community in rows}


def list_communities(viewer: Viewer, limit: int = 300) -> Sequence[Community]:
    return db.session.scalars(
        select(Community)
        .where(policy.readable_by(viewer))
        .options(joinedload(Community.organisation))
        .order_by(Community.name)
        .limit(limit)
    ).all()


def list_postable(viewer: Viewer, limit: int = 300) -> Sequence[Community]:
    """Where the viewer may post: their own first."""
    found = db.session.scalars(
        select(Community).where(policy.postable_by(viewer)).order_by(Community.name).limit(limit)
    ).all()
    return sorted(found, key=lambda community: (community.id not in viewer.roles, community.name))


def list_children(viewer: Viewer, community: Community) -> Sequence[Community]:
    return db.session.scalars(
        select(Community)
        .where(Community.parent_id == community.id, policy.readable_by(viewer))
        .order_by(Community.name)
        .limit(100)
    ).all()


def readable_ids(viewer: Viewer) -> frozenset[int]:
    return frozenset(db.session.scalars(select(Community.id).where(policy.readable_by(viewer))))


def descendant_ids(viewer: Viewer, community: Community) -> frozenset[int]:
    """The community and all readable ones below it; a community that may not be read hides what hangs below."""
    rows = db.session.execute(select(Community.id, Community.parent_id).where(policy.readable_by(viewer)))
    children: dict[int | None, list[int]] = {}
    for id_, parent_id in rows:
        children.setdefault(parent_id, []).append(id_)
    found, waiting = set(), [community.id]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(children.get(one, ()))
    return frozenset(found)


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


def community_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    return {
        id_: Card(
            ref=Ref("community", id_),
            title=community.name,
            url=f"/c/{community.slug}",
            excerpt=community.purpose,
            kind_label="Community",
            community_id=id_,
            community_name=community.name,
            when=community.created_at,
        )
        for id_, community in communities_by_id(viewer, ids).items()
    }


def community_index_card(community_id: int) -> IndexCard | None:
    community = db.session.get(Community, community_id)
    if community is None:
        return None
    return IndexCard(
        ref=Ref("community", community.id),
        title=community.name,
        community_id=community.id,
        kind_label="Community",
        body=f"{community.purpose}\n{plain(community.charter)}",
        when=community.created_at,
    )


def all_community_ids() -> list[int]:
    """For reindexing."""
    return list(db.session.scalars(select(Community.id)))


def person_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    if viewer.is_guest:
        return {}
    query = select(Person).where(Person.id.in_(set(ids)), Person.is_disabled.is_(False))
    if viewer.is_external:
        query = query.where(or_(Person.id == viewer.id, policy.shares_community_with(viewer, Person.id)))
    return {
        person.id: Card(
            ref=Ref("person", person.id),
            title=person.name,
            url=f"/people/{person.handle}",
            excerpt=person.role_title,
            kind_label="Person",
            when=person.created_at,
        )
        for person in db.session.scalars(query)
    }


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


def get_person(viewer: Viewer, handle: str) -> Person:
    """A person's page: external partners see only those they share a community with. Raises NotThere."""
    person = get_account(viewer, handle)
    if viewer.is_external and person.id != viewer.id:
        shared = db.session.scalar(
            select(Person.id).where(Person.id == person.id, policy.shares_community_with(viewer, Person.id))
        )
        if shared is None:
            raise NotThere
    return person


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
