"""Asking to join, and the answer."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import events, policy
from lhs_community.communities.actions import members
from lhs_community.communities.models import NOTE_LENGTH, Community, CommunityRole, JoinRequest
from lhs_community.communities.queries.requests import find_my_request
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.safety.guard import Consent, require_clear


def ask_to_join(actor: Viewer, community: Community, reason: str, consent: Consent = Consent()) -> None:
    """Asking twice asks once; after a refusal it asks anew."""
    policy.require_read(actor, community)
    if not policy.may_ask_to_join(actor, community):
        raise Refused("You cannot ask to join this community.")
    require_clear(actor, {"reason": reason}, consent)
    earlier = find_my_request(actor, community)
    if earlier is not None and earlier.declined_at is None:
        return
    if earlier is not None:
        db.session.delete(earlier)
        db.session.flush()
    db.session.add(
        JoinRequest(
            person_id=actor.person_id,
            community_id=community.id,
            reason=reason.strip()[:NOTE_LENGTH],
            asked_at=clock.now(),
        )
    )
    record(
        events.JoinAsked(
            actor_id=actor.id, subject_kind="community", subject_id=community.id, person_id=actor.person_id
        )
    )


def accept_join_request(actor: Viewer, community: Community, request: JoinRequest) -> None:
    _require_answer(actor, community, request)
    person_id = request.person_id
    db.session.delete(request)
    db.session.flush()
    members.admit(actor, community, person_id, CommunityRole.MEMBER)


def decline_join_request(
    actor: Viewer, community: Community, request: JoinRequest, reason: str, consent: Consent = Consent()
) -> None:
    """The asker reads the reason on the page of the community, and may ask again."""
    _require_answer(actor, community, request)
    reason = reason.strip()
    if not reason:
        raise Invalid("Say in a sentence why, and what they could do instead.", "reason")
    if len(reason) > NOTE_LENGTH:
        raise Invalid(f"Write at most {NOTE_LENGTH} characters.", "reason")
    require_clear(actor, {"reason": reason}, consent)
    request.declined_at, request.decline_reason = clock.now(), reason
    record(
        events.JoinDeclined(
            actor_id=actor.id, subject_kind="community", subject_id=community.id, person_id=request.person_id
        )
    )


def _require_answer(actor: Viewer, community: Community, request: JoinRequest) -> None:
    policy.require_convene(actor, community)
    if request.community_id != community.id or request.declined_at is not None:
        raise NotThere("This request has been answered.")
