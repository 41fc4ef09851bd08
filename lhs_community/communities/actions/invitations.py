"""Inviting by mail, and coming in by an invitation."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import delete

from lhs_community.accounts import actions as accounts
from lhs_community.accounts.models import Person, PersonKind
from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.queries import token_hash
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import events, policy, sheet
from lhs_community.communities.actions import members
from lhs_community.communities.models import (
    NOTE_LENGTH,
    Community,
    CommunityRole,
    Invitation,
    InvitationList,
)
from lhs_community.communities.queries.invitation_lists import check_lines
from lhs_community.communities.queries.invitations import find_invitation
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock, mail
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

AGAIN_AFTER = timedelta(hours=1)
LISTS_ARE_KEPT = timedelta(days=1)
IN_ONE_STATEMENT = 1_000


@dataclass(frozen=True, slots=True)
class Terms:
    """How long an invitation holds, and its address, which holds "TOKEN" where the token goes."""

    days: int
    link: str


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom to invite, and as what."""

    email: str
    name: str = ""
    note: str = ""
    role: CommunityRole = CommunityRole.MEMBER
    is_external: bool = False


def invite(
    actor: Viewer, community: Community, guest: Guest, terms: Terms, consent: Consent = NO_CONSENT
) -> Invitation:
    """Mail an invitation; a new one voids an older one to the same address."""
    policy.require_convene(actor, community)
    require_clear(actor, {"note": guest.note}, consent)
    invitation = _send(actor, community, [guest], terms)[0]
    db.session.flush()
    record(
        events.PersonInvited(
            actor_id=actor.id, subject_kind="community", subject_id=community.id, invitation_id=invitation.id
        )
    )
    return invitation


def _send(actor: Viewer, community: Community, guests: Sequence[Guest], terms: Terms) -> list[Invitation]:
    moment = clock.now()
    addresses = [accounts.clean_email(guest.email) for guest in guests]
    for start in range(0, len(addresses), IN_ONE_STATEMENT):
        some = addresses[start : start + IN_ONE_STATEMENT]
        db.session.execute(
            delete(Invitation).where(Invitation.email.in_(some), Invitation.community_id == community.id)
        )
    made = []
    for guest, address in zip(guests, addresses, strict=True):
        token = secrets.token_urlsafe(32)
        invitation = Invitation(
            email=address,
            community_id=community.id,
            role=guest.role,
            is_external=guest.is_external,
            name=" ".join(guest.name.split())[:120],
            note=guest.note.strip()[:NOTE_LENGTH],
            token_hash=token_hash(token),
            invited_by_id=actor.person_id,
            created_at=moment,
            sent_at=moment,
            expires_at=moment + timedelta(days=terms.days),
        )
        _mail(actor, community, invitation, token, terms)
        made.append(invitation)
    db.session.add_all(made)
    return made


def _mail(actor: Viewer, community: Community, invitation: Invitation, token: str, terms: Terms) -> None:
    """The only place where a token stands, besides the address it opens."""
    what = "a community" if policy.is_quiet(community) else community.name
    note = f"{invitation.note}\n\n" if invitation.note else ""
    mail.post(
        invitation.email,
        f"{actor.name} invites you to {what}",
        f"Hello{f' {invitation.name}' if invitation.name else ''},\n\n{actor.name} invites you to {what}.\n\n{note}"
        f"To accept, open this link within {terms.days} days:\n\n{terms.link.replace('TOKEN', token)}\n\n"
        f"If you do not know {actor.name}, do nothing.\n",
    )


def resend_invitation(actor: Viewer, community: Community, invitation: Invitation, terms: Terms) -> None:
    """A new link by a new letter; the old link no longer works."""
    policy.require_convene(actor, community)
    if invitation.community_id != community.id:
        raise NotThere
    if clock.now() - invitation.sent_at < AGAIN_AFTER and invitation.expires_at > clock.now():
        raise Invalid("This invitation was sent within the last hour. Give the letter time to arrive.")
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.sent_at = token_hash(token), clock.now()
    invitation.expires_at = clock.now() + timedelta(days=terms.days)
    _mail(actor, community, invitation, token, terms)
    record(
        events.InvitationResent(
            actor_id=actor.id, subject_kind="community", subject_id=community.id, invitation_id=invitation.id
        )
    )


def check_list(
    actor: Viewer, community: Community, typed: str, note: str, *, is_external: bool, consent: Consent = NO_CONSENT
) -> InvitationList:
    """Keep a list to look at before it is sent. Nobody is written to. Raises Invalid for what is no list."""
    policy.require_convene(actor, community)
    require_clear(actor, {"note": note}, consent)
    lines = sheet.read(typed)
    if note.strip():
        lines = [line if line.note else replace(line, note=note.strip()) for line in lines]
    kept = InvitationList(
        community_id=community.id,
        made_by_id=actor.person_id,
        made_at=clock.now(),
        lines={"lines": [line.cells() for line in lines]},
        is_external=is_external,
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def send_list(actor: Viewer, community: Community, kept: InvitationList, terms: Terms) -> int:
    """Invite everybody on a checked list who can be; checked again now. The list is gone afterwards."""
    policy.require_convene(actor, community)
    checked = check_lines(actor, community, kept)
    guests = [
        Guest(line.email, line.name, line.note, CommunityRole(line.role), kept.is_external) for line in checked.good
    ]
    if not guests:
        raise Invalid("There is nobody left on this list to invite.")
    _send(actor, community, guests, terms)
    db.session.delete(kept)
    db.session.flush()
    record(
        events.InvitationsSent(actor_id=actor.id, subject_kind="community", subject_id=community.id, count=len(guests))
    )
    return len(guests)


def sweep_lists() -> None:
    """For the worker: lists that nobody sent."""
    db.session.execute(delete(InvitationList).where(InvitationList.made_at < clock.now() - LISTS_ARE_KEPT))


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
