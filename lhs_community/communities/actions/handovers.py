"""Handing a community over: a convenor asks, the member says yes or no."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import events, policy
from lhs_community.communities.actions.members import change_role
from lhs_community.communities.models import (
    HANDOVER_LENGTH,
    Community,
    CommunityRole,
    Handover,
    HandoverState,
)
from lhs_community.communities.queries.handovers import find_offer_to
from lhs_community.communities.queries.members import find_membership, viewer_for
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, Refused
from lhs_community.foundation.text import to_html
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


def offer_handover(
    actor: Viewer, community: Community, person_id: int, note: str, *, steps_down: bool, consent: Consent = NO_CONSENT
) -> Handover:
    """Ask a member to become convenor. Nothing changes until they accept; a new offer takes an older one's place."""
    policy.require_convene(actor, community)
    if len(note) > HANDOVER_LENGTH:
        raise Invalid(f"Write at most {HANDOVER_LENGTH:,} characters.", "note")
    require_clear(actor, {"note": note}, consent)
    membership = find_membership(actor, community, person_id)
    if membership is None or membership.person.is_disabled or person_id == actor.id:
        raise Invalid("Choose another member of this community.", "person")
    if membership.role is CommunityRole.CONVENOR and not steps_down:
        raise Invalid("They are a convenor already. To leave it to them, say that you step down.", "person")
    if (earlier := find_offer_to(actor, community, person_id)) is not None:
        earlier.state, earlier.answered_at = HandoverState.WITHDRAWN, clock.now()
    handover = Handover(
        community_id=community.id,
        from_id=actor.person_id,
        to_id=person_id,
        note=note.strip(),
        note_html=to_html(note),
        steps_down=steps_down,
        offered_at=clock.now(),
    )
    db.session.add(handover)
    db.session.flush()
    record(
        events.HandoverOffered(
            actor_id=actor.id,
            subject_kind="community",
            subject_id=community.id,
            person_id=person_id,
            handover_id=handover.id,
        )
    )
    return handover


def answer_handover(actor: Viewer, community: Community, handover: Handover, *, is_accepted: bool) -> None:
    """By whom it was offered to. The offer counts only while its giver is still a convenor."""
    policy.require_read(actor, community)
    if handover.to_id != actor.id or handover.state is not HandoverState.OFFERED:
        raise Refused("This offer was made to somebody else, or has been answered.")
    if is_accepted:
        _take_over(actor, community, handover)
    handover.state = HandoverState.ACCEPTED if is_accepted else HandoverState.DECLINED
    handover.answered_at = clock.now()
    record(
        events.HandoverAnswered(
            actor_id=actor.id,
            subject_kind="community",
            subject_id=community.id,
            person_id=handover.from_id,
            handover_id=handover.id,
            is_accepted=is_accepted,
        )
    )


def _take_over(actor: Viewer, community: Community, handover: Handover) -> None:
    """Both changes of role are made with the giver's rights."""
    giver = viewer_for(handover.from_id)
    policy.require_convene(giver, community)
    mine, theirs = (find_membership(giver, community, id_) for id_ in (actor.person_id, handover.from_id))
    if mine is None or theirs is None:
        raise Refused("One of you is no longer a member of this community.")
    if mine.role is not CommunityRole.CONVENOR:
        change_role(giver, community, mine, CommunityRole.CONVENOR)
        db.session.flush()
    if handover.steps_down:
        change_role(giver, community, theirs, CommunityRole.MEMBER)


def withdraw_handover(actor: Viewer, community: Community, handover: Handover) -> None:
    policy.require_convene(actor, community)
    if handover.from_id != actor.id or handover.state is not HandoverState.OFFERED:
        raise Refused("Only who made an offer can withdraw it, until it is answered.")
    handover.state, handover.answered_at = HandoverState.WITHDRAWN, clock.now()
    record(
        events.HandoverWithdrawn(
            actor_id=actor.id,
            subject_kind="community",
            subject_id=community.id,
            person_id=handover.to_id,
            handover_id=handover.id,
        )
    )
