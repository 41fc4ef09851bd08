"""Who belongs to a community, and with what rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

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
CONVENORS = "convenors"  # @convenors: those of the community something is written in


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


def group_member_ids(viewer: Viewer, handles: Iterable[str], community_id: int) -> dict[str, set[int]]:
    """The groups among `handles` -> their active members, as far as these may read the community."""
    slugs = {handle.removeprefix("c/") for handle in handles if handle.startswith("c/")}
    of_here = Membership.community_id == community_id
    wanted: list[tuple[str, tuple[ColumnElement[bool], ...]]] = []
    if CONVENORS in handles:
        wanted.append((CONVENORS, (of_here, Membership.role == CommunityRole.CONVENOR)))
    if slugs and viewer.roles:
        mine = select(Community).where(Community.slug.in_(slugs), Community.id.in_(viewer.roles))
        wanted += [(f"c/{one.slug}", (Membership.community_id == one.id,)) for one in db.session.scalars(mine)]
    community = db.session.get(Community, community_id)
    if community is None or not wanted:
        return {}
    return {
        handle: set(
            db.session.scalars(
                select(Membership.person_id)
                .join(Membership.person)
                .where(*conditions, Person.is_disabled.is_(False), policy.reads(community))
            )
        )
        for handle, conditions in wanted
    }


class Mentionable(NamedTuple):
    """Somebody, or several, to be named with @; `note` tells namesakes apart."""

    handle: str
    name: str
    note: str


def list_mentionable(viewer: Viewer, community: Community, begun: str, most: int) -> Sequence[Mentionable]:
    """Whom the viewer may mention in a community, of those whose handle or name begins so. Groups of up to `most`
    come first. External partners are offered nobody they share no community with."""
    if not policy.may_see_members(viewer, community):
        return []
    begun = begun.casefold()
    return [*_groups(viewer, community, begun, most), *_people(viewer, community, begun)]


def _groups(viewer: Viewer, community: Community, begun: str, most: int) -> list[Mentionable]:
    found = [Mentionable(CONVENORS, "Convenors", f"of {community.name}")] if CONVENORS.startswith(begun) else []
    word = begun.removeprefix("c/")
    if word or begun:
        mine = db.session.scalars(
            select(Community)
            .where(
                Community.id.in_(viewer.roles),
                or_(Community.slug.startswith(word, autoescape=True), _begins(Community.name, word)),
            )
            .order_by(Community.name)
            .limit(4)
        ).all()
        counts = count_members(viewer, [one.id for one in mine])
        found += [
            Mentionable(f"c/{one.slug}", one.name, f"{counts.get(one.id, 0)} members")
            for one in mine
            if counts.get(one.id, 0) <= most
        ]
    return found


def _people(viewer: Viewer, community: Community, begun: str) -> list[Mentionable]:
    query = select(Person).where(
        Person.is_disabled.is_(False),
        Person.id != viewer.id,
        policy.reads(community),
        or_(Person.handle.startswith(begun, autoescape=True), _begins(Person.name, begun)),
    )
    if viewer.is_external:
        query = query.where(policy.shares_community_with(viewer, Person.id))
    belongs = Person.id.in_(select(Membership.person_id).where(Membership.community_id == community.id))
    people = db.session.scalars(query.order_by(belongs.desc(), Person.name).limit(8))
    return [Mentionable(person.handle, person.name, person.role_title) for person in people]


def _begins(column: InstrumentedAttribute[str], begun: str) -> ColumnElement[bool]:
    """Does one of its words begin so?"""
    name = func.lower(column)
    return or_(name.startswith(begun, autoescape=True), name.contains(f" {begun}", autoescape=True))
