"""Asking to unseal, deciding, opening the name, and letting what nobody decided expire."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.queries.members import viewer_for
from lhs_community.discussions import sealing
from lhs_community.discussions.models.posts import Post
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.sealed import KeyLost
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear
from lhs_community.unsealing import events, policy, queries
from lhs_community.unsealing.models import REASON_LENGTH, Ground, RequestState, UnsealingRequest

SHORTEST_REASON = 30


def ask_to_unseal(
    actor: Viewer, post: Post, ground: Ground, reason: str, *, shows_post: bool = False, consent: Consent = NO_CONSENT
) -> UnsealingRequest:
    """The author will read the reason, should it be approved."""
    policy.require_ask(actor, post)
    require_clear(actor, {"reason": reason}, consent)
    text = _clean_reason(reason)
    leads = queries.lead_ids() - {actor.person_id}
    if not leads:
        raise Invalid(
            "This site has no other information-governance lead who could decide. Speak to its administrators."
        )
    moment = clock.now()
    request = UnsealingRequest(
        post_id=post.id,
        ground=ground,
        reason=text,
        shows_post=shows_post,
        state=RequestState.OPEN,
        asked_by_id=actor.person_id,
        asked_at=moment,
        expires_at=moment + policy.DECIDE_WITHIN,
    )
    try:
        with db.session.begin_nested():
            db.session.add(request)
    except IntegrityError as error:
        raise Invalid("Somebody has asked about this post already, and it is not decided yet.") from error
    record(events.UnsealingAsked(**_about(actor, request), ground=ground, person_ids=tuple(sorted(leads))))
    return request


def _clean_reason(reason: str) -> str:
    text = reason.replace("\r\n", "\n").strip()
    if len(text) < SHORTEST_REASON:
        raise Invalid(f"Give the reason in at least {SHORTEST_REASON} characters. The author will read it.", "reason")
    if len(text) > REASON_LENGTH:
        raise Invalid(f"Shorten the reason to {REASON_LENGTH} characters.", "reason")
    return text


def _about(actor: Viewer | None, request: UnsealingRequest) -> dict[str, Any]:
    return {"actor_id": actor.id if actor else None, "subject_kind": "unsealing", "subject_id": request.id}


def decide(
    actor: Viewer, request: UnsealingRequest, *, is_approved: bool, note: str = "", consent: Consent = NO_CONSENT
) -> None:
    """The second of the two. Once: whoever comes later is told so."""
    db.session.refresh(request, ["state"], with_for_update=True)
    policy.require_decide(actor, request, viewer_for(request.asked_by_id))
    require_clear(actor, {"note": note}, consent)
    if len(note) > REASON_LENGTH:
        raise Invalid(f"Shorten the note to {REASON_LENGTH} characters.", "note")
    moment = clock.now()
    decided = {
        "state": RequestState.APPROVED if is_approved else RequestState.DECLINED,
        "decided_by_id": actor.person_id,
        "decided_at": moment,
        "note": note.strip(),
        "shown_until": moment + policy.SHOWN_FOR if is_approved else None,
    }
    if is_approved:
        _require_key(request)
    still_open = (UnsealingRequest.id == request.id, UnsealingRequest.state == RequestState.OPEN)
    changed = db.session.scalars(
        update(UnsealingRequest).where(*still_open).values(decided).returning(UnsealingRequest.id)
    ).all()
    if not changed:
        raise Invalid("Somebody else has decided this request meanwhile.")
    db.session.refresh(request)
    told = (request.asked_by_id,)
    if is_approved:
        record(events.UnsealingApproved(**_about(actor, request), person_ids=told))
    else:
        record(events.UnsealingDeclined(**_about(actor, request), person_ids=told))


def _require_key(request: UnsealingRequest) -> None:
    try:
        sealing.author_id(request.post)
    except KeyLost as error:
        raise Invalid("The key to this seal is not there, so nobody can open it. Tell an administrator.") from error


def open_name(actor: Viewer, request: UnsealingRequest) -> None:
    """Show the actor the name for some minutes. Each time is on record."""
    policy.require_open(actor, request)
    _require_key(request)
    if actor.id == request.asked_by_id:
        request.asker_opened_at = clock.now()
    else:
        request.decider_opened_at = clock.now()
    record(events.NameOpened(**_about(actor, request)))


def expire_due() -> None:
    """What nobody decided within a week stays sealed."""
    for request in queries.list_fallen_due():
        request.state = RequestState.EXPIRED
        record(events.UnsealingExpired(**_about(None, request), person_ids=(request.asked_by_id,)))
