"""Reading one's own drafts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from lhs_community.accounts.viewer import Viewer
from lhs_community.drafts import policy
from lhs_community.drafts.models import KeptDraft
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere


def find_draft(viewer: Viewer, key: str) -> KeptDraft | None:
    return db.session.scalars(select(KeptDraft).where(KeptDraft.key == key, policy.readable_by(viewer))).first()


def get_draft(viewer: Viewer, draft_id: int) -> KeptDraft:
    found = db.session.scalars(select(KeptDraft).where(KeptDraft.id == draft_id, policy.readable_by(viewer))).first()
    if found is None:
        raise NotThere
    return found


def list_drafts(viewer: Viewer, limit: int = 200) -> Sequence[KeptDraft]:
    """Latest first."""
    return db.session.scalars(
        select(KeptDraft)
        .where(policy.readable_by(viewer))
        .order_by(KeptDraft.saved_at.desc(), KeptDraft.id.desc())
        .limit(limit)
    ).all()
