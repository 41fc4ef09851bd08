"""Everything that changes a community, its membership, and who follows what."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from lhs_community.accounts import actions as accounts
from lhs_community.accounts.models import Person, PersonKind
from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.queries import token_hash
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import events, policy, queries
from lhs_community.communities.models import (
    Community,
    CommunityKind,
    CommunityRole,
    Following,
    FollowLevel,
    Invitation,
    JoinRequest,
    Membership,
    Visibility,
)
from lhs_community.foundation import clock, mail, subjects
from lhs_community.foundation.bus import record, unrecorded
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import mentions, to_html
from lhs_community.safety.guard import Consent, require_clear

RESERVED_SLUGS = frozenset({"new", "all", "mine"})


def start_community(
    actor: Viewer,
    *,
    name: str,
    kind: CommunityKind,
    visibility: Visibility,
    purpose: str = "",
    charter: str = "",
    slug: str = "",
    parent: Community | None = None,
    organisation_id: int | None = None,
    consent: Consent = Consent(),
) -> Community:
    """The actor becomes its first convenor."""
    policy.require_start_community(actor, parent)
    require_clear(actor, {"name": name, "purpose": purpose, "charter": charter}, consent)
    name = _clean_name(name)
    community = Community(
        slug=_free_slug(slug or name),
        name=name,
        kind=kind,
        visibility=visibility,
        purpose=purpose.strip(),
        charter=charter,
        charter_html=to_html(charter),
        parent_id=parent.id if parent else None,
        organisation_id=organisation_id,
        created_at=clock.now(),
    )
    db.session.add(community)
    db.session.flush()
    record(
        events.CommunityStarted(
            actor_id=actor.id, subject_kind="community", subject_id=community.id, visibility=visibility
        )
    )
    if actor.id is not None:
        _add_member(actor, community, actor.id, CommunityRole.CONVENOR)
    return community


def _clean_name(name: str) -> str:
    cleaned = " ".join(name.split())
    if len(cleaned) < 3:
        raise Invalid("Enter a name of at least 3 characters.", "name")
    return cleaned


def _free_slug(text: str) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:50] or "community"
    slug, number = base, 1
    while slug in RESERVED_SLUGS or db.session.scalar(select(Community.id).where(Community.slug == slug)):
        number += 1
        slug = f"{base}-{number}"
    return slug


def change_community(
    actor: Viewer,
    community: Community,
    *,
    name: str,
    visibility: Visibility,
    purpose: str,
    charter: str,
    consent: Consent = Consent(),
) -> None:
    policy.require_convene(actor, community)
    require_clear(actor, {"name": name, "purpose": purpose, "charter": charter}, consent)
    community.name, community.purpose = _clean_name(name), purpose.strip()
    community.charter, community.charter_html = charter, to_html(charter)
    community.visibility = visibility
    record(
        events.CommunityChanged(
            actor_id=actor.id, subject_kind="community", subject_id=community.id, visibility=visibility
        )
    )


def _add_member(actor: Viewer, community: Community, person_id: int, role: CommunityRole) -> None:
    """One membership a person, whoever else adds them at the same time."""
    try:
        with db.session.begin_nested():
            db.session.add(Membership(person_id=person_id, community_id=community.id, role=role, joined_at=clock.now()))
    except IntegrityError:
        return
    record(
        events.MemberJoined(
            actor_id=actor.id, subject_kind="community", subject_id=community.id, person_id=person_id, role=role
        )
    )


def join_community(actor: Viewer, community: Community) -> None:
    policy.require_read(actor, community)
    if policy.is_member(actor, community.id):
        return
    if not policy.may_join(actor, community):
        raise Refused("This community takes members by invitation or on request.")
    _add_member(actor, community, actor.person_id, CommunityRole.MEMBER)


def ask_to_join(actor: Viewer, community: Community, reason: str, consent: Consent = Consent()) -> None:
    policy.require_read(actor, community)
    if not policy.may_ask_to_join(actor, community):
        raise Refused("You cannot ask to join this community.")
    require_clear(actor, {"reason": reason}, consent)
    if queries.has_asked_to_join(actor, community):
        return
    db.session.add(
        JoinRequest(
            person_id=actor.person_id, community_id=community.id, reason=reason.strip()[:500], asked_at=clock.now()
        )
    )
    record(
        events.JoinAsked(
            actor_id=actor.id, subject_kind="community", subject_id=community.id, person_id=actor.person_id
        )
    )


def answer_join_request(actor: Viewer, community: Community, request: JoinRequest, *, is_welcome: bool) -> None:
    policy.require_convene(actor, community)
    if request.community_id != community.id:
        raise Refused
    person_id = request.person_id
    db.session.delete(request)
    db.session.flush()
    if is_welcome:
        _add_member(actor, community, person_id, CommunityRole.MEMBER)
    else:
        record(
            events.JoinDeclined(
                actor_id=actor.id, subject_kind="community", subject_id=community.id, person_id=person_id
            )
        )


def leave_community(actor: Viewer, community: Community) -> None:
    require_signed_in(actor)
    _end_membership(actor, community, actor.person_id)


def remove_member(actor: Viewer, community: Community, person_id: int) -> None:
    policy.require_convene(actor, community)
    _end_membership(actor, community, person_id)


def _end_membership(actor: Viewer, community: Community, person_id: int) -> None:
    membership = queries.find_membership(actor, community, person_id)
    if membership is None:
        return
    _keep_a_convenor(community, membership)
    db.session.delete(membership)
    record(events.MemberLeft(actor_id=actor.id, subject_kind="community", subject_id=community.id, person_id=person_id))


def _keep_a_convenor(community: Community, membership: Membership) -> None:
    # The last convenor may not go: a community without one cannot admit members.
    if membership.role is CommunityRole.CONVENOR and len(queries.convenor_ids(community.id)) < 2:
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
    _add_member(actor, community, person.id, role)


def invite(
    actor: Viewer, community: Community, *, email: str, role: CommunityRole, is_external: bool, days: int, link: str
) -> Invitation:
    """Mail an invitation; a new one voids an older one to the same address. `link` holds "TOKEN"."""
    policy.require_convene(actor, community)
    address = accounts.clean_email(email)
    db.session.execute(delete(Invitation).where(Invitation.email == address, Invitation.community_id == community.id))
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        email=address,
        community_id=community.id,
        role=role,
        is_external=is_external,
        token_hash=token_hash(token),
        invited_by_id=actor.person_id,
        created_at=clock.now(),
        expires_at=clock.now() + timedelta(days=days),
    )
    db.session.add(invitation)
    db.session.flush()
    what = "a community" if policy.is_quiet(community) else community.name
    mail.post(
        address,
        f"{actor.name} invites you to {what}",
        f"Hello,\n\n{actor.name} invites you to {what}.\nTo accept, open this link within {days} days:\n\n"
        f"{link.replace('TOKEN', token)}\n\nIf you do not know {actor.name}, do nothing.\n",
    )
    record(
        events.PersonInvited(
            actor_id=actor.id, subject_kind="community", subject_id=community.id, invitation_id=invitation.id
        )
    )
    return invitation


def withdraw_invitation(actor: Viewer, community: Community, invitation_id: int) -> None:
    policy.require_convene(actor, community)
    db.session.execute(
        delete(Invitation).where(Invitation.id == invitation_id, Invitation.community_id == community.id)
    )
    record(
        events.InvitationWithdrawn(
            actor_id=actor.id, subject_kind="community", subject_id=community.id, invitation_id=invitation_id
        )
    )


def accept_invitation(actor: Viewer, token: str) -> Community | None:
    """The invited person, signed in with the invited address, joins. Works once. Raises Invalid."""
    require_signed_in(actor)
    invitation = queries.find_invitation(token)
    person = db.session.get_one(Person, actor.id)
    if invitation is None or invitation.email != person.email:
        raise Invalid("This invitation has been used or withdrawn, is too old, or was sent to another address.")
    return _use(actor, invitation, person)


def register_by_invitation(
    token: str, *, name: str, password: str, kind: PersonKind, role_title: str, consent: Consent
) -> Person:
    """Make the account of somebody who was invited, and let them in. Works once. Raises Invalid."""
    invitation = queries.find_invitation(token)
    if invitation is None:
        raise Invalid("This invitation has been used or withdrawn, or is too old. Ask for a new one.")
    person = accounts.add_person(
        accounts.NOBODY,
        name=name,
        email=invitation.email,
        password=password,
        role_title=role_title,
        consent=consent,
        kind=PersonKind.EXTERNAL if invitation.is_external else kind,
    )
    _use(queries.viewer_for(person.id), invitation, person)
    return person


def _use(actor: Viewer, invitation: Invitation, person: Person) -> Community | None:
    community = invitation.community
    if community is not None:
        _add_member(actor, community, person.id, invitation.role)
    db.session.delete(invitation)
    return community


@unrecorded("what somebody follows is their own business")
def set_following(actor: Viewer, ref: Ref, level: FollowLevel | None) -> None:
    """Follow, mute, or (None) neither. Raises NotThere for what the actor may not read."""
    require_signed_in(actor)
    subjects.require_card(actor, ref)
    _set_following(actor.person_id, ref, level)


@unrecorded("what somebody follows is their own business")
def follow_own(actor: Viewer, ref: Ref) -> None:
    """Follow what I wrote or joined, unless I have said otherwise. The caller has checked the right to read."""
    if actor.id is not None and queries.follow_state(actor, ref) is None:
        _set_following(actor.id, ref, FollowLevel.FOLLOW)


def _set_following(person_id: int, ref: Ref, level: FollowLevel | None) -> None:
    found = db.session.scalars(
        select(Following).where(
            Following.person_id == person_id, Following.subject_kind == ref.kind, Following.subject_id == ref.id
        )
    ).first()
    if level is None:
        if found:
            db.session.delete(found)
    elif found:
        found.level = level
    else:
        try:
            with db.session.begin_nested():
                db.session.add(Following(person_id=person_id, subject_kind=ref.kind, subject_id=ref.id, level=level))
        except IntegrityError:  # the other of two clicks was faster
            return


def mention_people(actor: Viewer, ref: Ref, text: str, community_id: int) -> None:
    """Record who was mentioned in `text`, as far as they may read it; each of them once."""
    for person in queries.people_who_may_read(mentions(text), community_id):
        if person.id != actor.id:
            record(
                events.PersonMentioned(actor_id=actor.id, subject_kind=ref.kind, subject_id=ref.id, person_id=person.id)
            )
