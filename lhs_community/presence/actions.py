"""Saying that a form is open, and that it is closed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock
from lhs_community.foundation.bus import unrecorded
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.presence import policy
from lhs_community.presence.models import PART_LENGTH, Editing

MOST_FORMS = 20  # of one person at once
KEPT_FOR = timedelta(minutes=10)


@unrecorded("a passing state, forgotten within minutes")
def say_editing(actor: Viewer, ref: Ref, part: str) -> bool:
    """A sign of life. True when it is the first, so that the others should hear of it."""
    policy.require_present(actor, ref)
    if not part.isidentifier() or len(part) > PART_LENGTH:
        raise Invalid("That form is not known.")
    mine = db.session.scalars(
        select(Editing).where(Editing.person_id == actor.id).order_by(Editing.seen_at).limit(MOST_FORMS + 1)
    ).all()
    here = next((one for one in mine if (one.subject_kind, one.subject_id, one.part) == (*ref, part)), None)
    if here is not None:
        here.seen_at = clock.now()
        return False
    if len(mine) > MOST_FORMS:
        db.session.delete(mine[0])
    try:
        with db.session.begin_nested():
            db.session.add(
                Editing(
                    person_id=actor.person_id,
                    subject_kind=ref.kind,
                    subject_id=ref.id,
                    part=part,
                    seen_at=clock.now(),
                )
            )
    except IntegrityError:  # another tab of theirs said so at the same moment
        return False
    return True


@unrecorded("a passing state, forgotten within minutes")
def stop_editing(actor: Viewer, ref: Ref, part: str) -> None:
    policy.require_present(actor, ref)
    db.session.execute(
        delete(Editing).where(
            Editing.person_id == actor.id,
            Editing.subject_kind == ref.kind,
            Editing.subject_id == ref.id,
            Editing.part == part,
        )
    )


@unrecorded("comes round by itself")
def sweep_editing() -> None:
    db.session.execute(delete(Editing).where(Editing.seen_at < clock.now() - KEPT_FOR))
