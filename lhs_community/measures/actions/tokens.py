"""Tokens with which other systems push figures into a measure: made, ended, used."""

from __future__ import annotations

import secrets

from lhs_community.accounts.queries import token_hash
from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.measures import events, policy
from lhs_community.measures.actions import taking
from lhs_community.measures.actions.taking import Brought, Outcome
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.models.tokens import PushToken
from lhs_community.measures.queries.tokens import list_tokens
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

MOST_TOKENS = 10  # at once, for one measure
NOBODY = Viewer(id=None)


def make_token(actor: Viewer, measure: Measure, name: str, consent: Consent = NO_CONSENT) -> str:
    """The secret of a new token. Told only now: a hash of it is kept."""
    policy.require_change(actor, measure)
    require_clear(actor, {"name": name}, consent)
    name = " ".join(name.split())
    if not 2 <= len(name) <= 80:
        raise Invalid("Say in 2 to 80 characters which system will push.", "name")
    if len([one for one in list_tokens(actor, measure) if one.revoked_at is None]) >= MOST_TOKENS:
        raise Invalid(f"There are {MOST_TOKENS} tokens already. End one that is not used.", "name")
    secret = f"lhs_{secrets.token_urlsafe(32)}"
    token = PushToken(
        measure_id=measure.id, name=name, token_hash=token_hash(secret), made_by_id=actor.id, made_at=clock.now()
    )
    db.session.add(token)
    db.session.flush()
    record(events.PushTokenMade(**events.about(actor, measure), token_id=token.id))
    return secret


def revoke_token(actor: Viewer, measure: Measure, token: PushToken) -> None:
    """It pushes nothing from now on; what it brought stays and still names it."""
    policy.require_change(actor, measure)
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        record(events.PushTokenRevoked(**events.about(actor, measure), token_id=token.id))


def push_readings(token: PushToken, measure: Measure, brought: Brought) -> Outcome:
    """What a system with the token sends; nobody can confirm what the guard asks about, so that is refused too."""
    return taking.take(NOBODY, measure, brought)


def note_use(token: PushToken) -> None:
    token.last_used_at = clock.now()
