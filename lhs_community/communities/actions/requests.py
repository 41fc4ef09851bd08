"""Asking to join, and the answer."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import events, policy
from lhs_community.communities.actions import members
from lhs_community.communities.models import (
    Community,
    CommunityRole,
    JoinRequest,
)
from lhs_community.communities.queries.requests import has_asked_to_join
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Refused
from lhs_community.safety.guard import Consent, require_clear


def ask_to_join(actor: Viewer, community: Community, reason: str, consent: Consent = Consent()) -> None:
    policy.require_read(actor, community)
    if not policy.may_ask_to_join(actor, community):
        raise Refused("You cannot ask to join this community.")
    require_clear(actor, {"reason": reason}, consent)
    if has_asked_to_join(actor, community):
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
        members.admit(actor, community, person_id, CommunityRole.MEMBER)
    else:
        record(
            events.JoinDeclined(
                actor_id=actor.id, subject_kind="community", subject_id=community.id, person_id=person_id
            )
        )
