"""Who is new and has not been welcomed yet, and who says hello."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy
from lhs_community.communities.models import Community, CommunityRole, Membership
from lhs_community.foundation.database import db

MOST = 200


def welcomer_ids(community: Community) -> frozenset[int]:
    """Whom to tell of a newcomer: the named welcomer while they are here, else the convenors."""
    rows = db.session.execute(
        select(Membership.person_id, Membership.role)
        .join(Membership.person)
        .where(Membership.community_id == community.id, Person.is_disabled.is_(False))
        .where((Membership.role == CommunityRole.CONVENOR) | (Membership.person_id == community.welcomer_id))
    ).all()
    if any(person_id == community.welcomer_id for person_id, _ in rows):
        return frozenset({community.welcomer_id}) if community.welcomer_id else frozenset()
    return frozenset(person_id for person_id, _ in rows)


def list_unwelcomed(viewer: Viewer, community_ids: Iterable[int]) -> Sequence[Membership]:
    """Newcomers nobody has said hello to, in those of the communities where that is the viewer's to do."""
    wanted = sorted(set(community_ids) & viewer.roles.keys())
    if not wanted:
        return []
    return db.session.scalars(
        select(Membership)
        .join(Membership.community)
        .join(Membership.person)
        .where(
            Membership.community_id.in_(wanted),
            policy.welcomed_into_by(viewer),
            Membership.welcomed_at.is_(None),
            Membership.person_id != viewer.id,
            Person.is_disabled.is_(False),
        )
        .options(joinedload(Membership.person), joinedload(Membership.community))
        .order_by(Membership.joined_at, Membership.id)
        .limit(MOST)
    ).all()


@dataclass(frozen=True)
class Welcome:
    """What a newcomer sees: who welcomes them, and what was said to them."""

    people: Sequence[Person]
    note: str
    by: Person | None


def my_welcome(viewer: Viewer, community: Community) -> Welcome | None:
    """For a member's own page of the community."""
    if not policy.is_member(viewer, community.id):
        return None
    mine = db.session.scalars(
        select(Membership)
        .where(Membership.community_id == community.id, Membership.person_id == viewer.id)
        .options(joinedload(Membership.welcomed_by))
    ).first()
    if mine is None:
        return None
    people = db.session.scalars(
        select(Person).where(Person.id.in_(welcomer_ids(community) - {viewer.id})).order_by(Person.name).limit(5)
    ).all()
    return Welcome(people, mine.welcome_note, mine.welcomed_by)
