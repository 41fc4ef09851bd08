"""Who has the same form open."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.presence import policy
from lhs_community.presence.models import Editing

SEEN_WITHIN = timedelta(seconds=50)  # two signs of life may get lost
MOST = 10


def list_others(viewer: Viewer, ref: Ref, part: str) -> list[str]:
    """The names of the others who edit it now, longest seen first; none for whoever may not edit it."""
    if not policy.may_be_present(viewer, ref):
        return []
    found = db.session.scalars(
        select(Editing)
        .where(
            Editing.subject_kind == ref.kind,
            Editing.subject_id == ref.id,
            Editing.part == part,
            Editing.person_id != viewer.id,
            Editing.seen_at > clock.now() - SEEN_WITHIN,
        )
        .options(joinedload(Editing.person))
        .order_by(Editing.id)
        .limit(MOST)
    )
    return [one.person.name for one in found]
