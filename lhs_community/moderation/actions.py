"""Reporting a thing, and settling what was reported."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.moderation import events, policy, queries
from lhs_community.moderation.models import NOTE_LENGTH, Flag, FlagReason, FlagState
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


def flag(actor: Viewer, ref: Ref, reason: FlagReason, note: str = "", *, consent: Consent = NO_CONSENT) -> Flag:
    """Once a person and thing; a second report replaces the first. What may identify somebody is hidden at once."""
    card = subjects.require_card(actor, ref)
    policy.require_flag(actor, card)
    require_clear(actor, {"note": note}, consent)
    words = " ".join(note.split())
    if len(words) > NOTE_LENGTH:
        raise Invalid(f"Shorten this to {NOTE_LENGTH} characters.", "note")
    flagged = queries.find_own(actor, ref) or _new(actor, ref, card.community_id, reason)
    flagged.reason, flagged.note, flagged.flagged_at = reason, words, clock.now()
    flagged.community_id = card.community_id
    flagged.state, flagged.settled_by_id, flagged.settled_at = FlagState.OPEN, None, None
    is_hidden = reason is FlagReason.IDENTIFIES and subjects.can_hide(ref)
    if is_hidden:
        subjects.set_hidden(actor, ref, is_hidden=True, at_once=True)
    db.session.flush()
    record(
        events.ThingFlagged(
            **_about(actor, flagged),
            flag_id=flagged.id,
            flagged_kind=ref.kind,
            reason=reason,
            is_hidden=is_hidden,
        )
    )
    return flagged


def _about(actor: Viewer, flag: Flag) -> dict[str, Any]:
    """The community; of a direct talk the thing itself."""
    kind, id_ = ("community", flag.community_id) if flag.community_id else (flag.subject_kind, flag.subject_id)
    return {"actor_id": actor.id, "subject_kind": kind, "subject_id": id_}


def _new(actor: Viewer, ref: Ref, community_id: int | None, reason: FlagReason) -> Flag:
    """One, whichever of two clicks is faster."""
    fresh = Flag(
        subject_kind=ref.kind,
        subject_id=ref.id,
        community_id=community_id,
        flagged_by_id=actor.person_id,
        reason=reason,
        flagged_at=clock.now(),
        state=FlagState.OPEN,
    )
    try:
        with db.session.begin_nested():
            db.session.add(fresh)
    except IntegrityError:
        return queries.find_own(actor, ref) or fresh
    return fresh


def settle(actor: Viewer, flag: Flag, *, hide: bool) -> None:
    """Hide the thing, or leave it (and show it again); all its open reports are settled with it."""
    ref = Ref(flag.subject_kind, flag.subject_id)
    card = subjects.reported(actor, ref) if policy.may_settle(actor, flag) else None
    if card is None:
        raise NotThere
    policy.require_settle(actor, flag, card, others=queries.count_others_who_settle(actor, flag))
    if flag.state is not FlagState.OPEN:
        return
    if subjects.can_hide(ref):
        subjects.set_hidden(actor, ref, is_hidden=hide)
    elif hide:
        raise Invalid("This cannot be hidden from here. Open it, and change it there.")
    together = queries.list_open_of(actor, ref)
    for one in together:
        one.state = FlagState.HIDDEN if hide else FlagState.LEFT
        one.settled_by_id, one.settled_at = actor.id, clock.now()
    record(
        events.FlagsSettled(
            **_about(actor, flag),
            flag_id=flag.id,
            flagged_kind=ref.kind,
            is_hidden=hide,
            is_direct=flag.community_id is None,
            person_ids=tuple(sorted({one.flagged_by_id for one in together})),
        )
    )
