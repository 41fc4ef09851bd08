"""The tokens of a measure; their secrets are stored hashed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.queries import token_hash
from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.measures import policy
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.models.tokens import PushToken


def list_tokens(viewer: Viewer, measure: Measure, limit: int = 50) -> Sequence[PushToken]:
    """For those who may change the measure: those in use first, the newest first."""
    if not policy.may_change(viewer, measure):
        return []
    return db.session.scalars(
        select(PushToken)
        .where(PushToken.measure_id == measure.id)
        .options(joinedload(PushToken.made_by))
        .order_by(PushToken.revoked_at.is_not(None), PushToken.id.desc())
        .limit(limit)
    ).all()


def get_token(viewer: Viewer, measure: Measure, token_id: int) -> PushToken:
    """Raises NotThere."""
    found = next((one for one in list_tokens(viewer, measure) if one.id == token_id), None)
    if found is None:
        raise NotThere
    return found


def find_pushed_to(measure_id: int, secret: str) -> tuple[Measure, PushToken]:
    """The measure that a secret is for. Raises NotThere alike for another measure, none, and an ended token."""
    token = db.session.scalars(
        select(PushToken).where(
            PushToken.token_hash == token_hash(secret),
            PushToken.measure_id == measure_id,
            PushToken.revoked_at.is_(None),
        )
    ).first()
    measure = db.session.get(Measure, measure_id) if token else None
    if token is None or measure is None:
        raise NotThere
    return measure, token
