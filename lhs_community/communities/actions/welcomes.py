"""Saying hello to who is new."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import events, policy
from lhs_community.communities.models import NOTE_LENGTH, Community
from lhs_community.communities.queries.members import find_membership
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


def welcome_member(
    actor: Viewer, community: Community, person_id: int, note: str, consent: Consent = NO_CONSENT
) -> None:
    """Once a member: whoever comes second changes nothing. Without a note it only says that somebody has."""
    policy.require_welcome(actor, community)
    membership = find_membership(actor, community, person_id)
    if membership is None or person_id == actor.id:
        raise NotThere
    note = note.strip()
    if len(note) > NOTE_LENGTH:
        raise Invalid(f"Write at most {NOTE_LENGTH} characters.", "note")
    require_clear(actor, {"note": note}, consent)
    if membership.welcomed_at is not None:
        return
    membership.welcomed_at, membership.welcomed_by_id, membership.welcome_note = clock.now(), actor.id, note
    db.session.flush()
    record(
        events.MemberWelcomed(actor_id=actor.id, subject_kind="community", subject_id=community.id, person_id=person_id)
    )
