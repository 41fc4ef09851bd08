"""Joining, leaving, removing, and roles."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.models import Person
from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import events, policy
from lhs_community.communities.models import (
    Community,
    CommunityRole,
    Handover,
    HandoverState,
    Membership,
)
from lhs_community.communities.queries.members import convenor_ids, find_membership
from lhs_community.communities.queries.welcomes import welcomer_ids
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Refused


def admit(actor: Viewer, community: Community, person_id: int, role: CommunityRole, *, is_known: bool = False) -> None:
    """One membership a person, whoever else adds them at the same time. `is_known`: nobody need say hello."""
    moment = clock.now()
    membership = Membership(
        person_id=person_id,
        community_id=community.id,
        role=role,
        joined_at=moment,
        welcomed_at=moment if is_known or role is CommunityRole.CONVENOR else None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(membership)
    except IntegrityError:
        return
    record(
        events.MemberJoined(
            actor_id=actor.id, subject_kind="community", subject_id=community.id, person_id=person_id, role=role
        )
    )
    if membership.welcomed_at is None:
        _introduce(community, person_id)


def _introduce(community: Community, newcomer_id: int) -> None:
    """The newcomer hears who welcomes them, and who welcomes hears of the newcomer."""
    about: dict[str, Any] = {"subject_kind": "community", "subject_id": community.id}
    welcomers = sorted(welcomer_ids(community))
    for welcomer_id in welcomers:
        record(events.NewcomerArrived(actor_id=newcomer_id, person_id=welcomer_id, **about))
    if welcomers:
        record(events.WelcomerIntroduced(actor_id=welcomers[0], person_id=newcomer_id, **about))


def join_community(actor: Viewer, community: Community) -> None:
    policy.require_read(actor, community)
    if policy.is_member(actor, community.id):
        return
    if not policy.may_join(actor, community):
        raise Refused("This community takes members by invitation or on request.")
    admit(actor, community, actor.person_id, CommunityRole.MEMBER)


def leave_community(actor: Viewer, community: Community) -> None:
    require_signed_in(actor)
    _end_membership(actor, community, actor.person_id)


def remove_member(actor: Viewer, community: Community, person_id: int) -> None:
    policy.require_convene(actor, community)
    _end_membership(actor, community, person_id)


def _end_membership(actor: Viewer, community: Community, person_id: int) -> None:
    membership = find_membership(actor, community, person_id)
    if membership is None:
        return
    _keep_a_convenor(community, membership)
    db.session.delete(membership)
    if community.welcomer_id == person_id:
        community.welcomer_id = None  # the convenors welcome again
    _end_offers(community.id, person_id)
    record(events.MemberLeft(actor_id=actor.id, subject_kind="community", subject_id=community.id, person_id=person_id))


def _end_offers(community_id: int, person_id: int) -> None:
    """Open offers to or from somebody who left are void."""
    db.session.execute(
        update(Handover)
        .where(
            Handover.community_id == community_id,
            Handover.state == HandoverState.OFFERED,
            or_(Handover.to_id == person_id, Handover.from_id == person_id),
        )
        .values(state=HandoverState.WITHDRAWN, answered_at=clock.now())
    )


def _keep_a_convenor(community: Community, membership: Membership) -> None:
    # The last convenor may not go: a community without one cannot admit members.
    if membership.role is CommunityRole.CONVENOR and len(convenor_ids(community.id)) < 2:
        raise Refused("A community needs a convenor. Make somebody else convenor first.")


def change_role(actor: Viewer, community: Community, membership: Membership, role: CommunityRole) -> None:
    policy.require_convene(actor, community)
    if membership.community_id != community.id:
        raise Refused
    if role is CommunityRole.MEMBER:
        _keep_a_convenor(community, membership)
    membership.role = role
    record(
        events.RoleChanged(
            actor_id=actor.id,
            subject_kind="community",
            subject_id=community.id,
            person_id=membership.person_id,
            role=role,
        )
    )


def add_member(actor: Viewer, community: Community, person: Person, role: CommunityRole) -> None:
    """An administrator's or convenor's short way, for people who have an account."""
    if not actor.is_administrator:
        policy.require_convene(actor, community)
    admit(actor, community, person.id, role, is_known=True)
