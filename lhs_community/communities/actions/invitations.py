"""Inviting by mail, and coming in by an invitation."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import delete

from lhs_community.accounts import actions as accounts
from lhs_community.accounts.models import Person, PersonKind
from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.queries import token_hash
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import events, policy
from lhs_community.communities.actions import members
from lhs_community.communities.models import (
    Community,
    CommunityRole,
    Invitation,
)
from lhs_community.communities.queries.invitations import find_invitation
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock, mail
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.safety.guard import Consent


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
    invitation = find_invitation(token)
    person = db.session.get_one(Person, actor.id)
    if invitation is None or invitation.email != person.email:
        raise Invalid("This invitation has been used or withdrawn, is too old, or was sent to another address.")
    return _use(actor, invitation, person)


def register_by_invitation(
    token: str, *, name: str, password: str, kind: PersonKind, role_title: str, consent: Consent
) -> Person:
    """Make the account of somebody who was invited, and let them in. Works once. Raises Invalid."""
    invitation = find_invitation(token)
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
    _use(viewer_for(person.id), invitation, person)
    return person


def _use(actor: Viewer, invitation: Invitation, person: Person) -> Community | None:
    community = invitation.community
    if community is not None:
        members.admit(actor, community, person.id, invitation.role)
    db.session.delete(invitation)
    return community
