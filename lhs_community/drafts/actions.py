"""Keeping, discarding and sweeping drafts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.viewer import Viewer
from lhs_community.drafts import policy, queries
from lhs_community.drafts.models import KEY_LENGTH, PAGE_LENGTH, KeptDraft
from lhs_community.foundation import clock
from lhs_community.foundation.bus import unrecorded
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Conflict, Invalid
from lhs_community.safety.findings import Verdict
from lhs_community.safety.guard import check

LONGEST = 60_000  # characters of all fields together
MOST_FIELDS = 60
MOST_DRAFTS = 200
KEPT_FOR = timedelta(days=60)


@unrecorded("what somebody has not sent yet is their own business")
def keep_draft(
    actor: Viewer, key: str, page: str, fields: Mapping[str, str], *, version: int | None = None
) -> KeptDraft:
    """Write down what stands in a form. `version`: the one that the page knows of (0: none); None: whichever.

    Raises Conflict when another device has saved since, Invalid for what is too long and for what the guard would
    not let be posted: that stays in the browser, where it is.
    """
    require_signed_in(actor)
    found = queries.find_draft(actor, key)
    if version is not None and found is not None and found.version != version:
        raise Conflict("This was changed on another device since.")
    _require_fit(key, page, fields)
    if found is None:
        return _add(actor, key, page, fields)
    # The condition on the version makes the second of two devices that save at once wait, and lose.
    changed = db.session.execute(
        update(KeptDraft)
        .where(KeptDraft.id == found.id, KeptDraft.version == found.version)
        .values(fields=dict(fields), page=page, version=found.version + 1, saved_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]  # of a CursorResult
        raise Conflict("This was changed on another device since.")
    db.session.refresh(found)
    return found


def _require_fit(key: str, page: str, fields: Mapping[str, str]) -> None:
    size = sum(len(name) + len(text) for name, text in fields.items())
    if not key or len(key) > KEY_LENGTH or len(page) > PAGE_LENGTH:
        raise Invalid("This form cannot be kept as a draft.")
    if size > LONGEST or len(fields) > MOST_FIELDS:
        raise Invalid("This is too long to be kept as a draft here. It stays in your browser.")
    if any(check(text).verdict is Verdict.BLOCK for text in fields.values()):
        raise Invalid("This seems to identify somebody, so it is not kept here. It stays in your browser.")


def _add(actor: Viewer, key: str, page: str, fields: Mapping[str, str]) -> KeptDraft:
    count = db.session.scalar(select(func.count()).select_from(KeptDraft).where(policy.readable_by(actor))) or 0
    if count >= MOST_DRAFTS:
        raise Invalid(f"You have {MOST_DRAFTS} drafts. Discard some first.")
    draft = KeptDraft(
        person_id=actor.person_id, key=key, page=page, fields=dict(fields), version=1, saved_at=clock.now()
    )
    try:
        with db.session.begin_nested():
            db.session.add(draft)
    except IntegrityError as error:
        raise Conflict("This was changed on another device since.") from error
    return draft


@unrecorded("what somebody has not sent yet is their own business")
def discard_draft(actor: Viewer, draft: KeptDraft) -> None:
    require_signed_in(actor)
    db.session.execute(delete(KeptDraft).where(KeptDraft.id == draft.id, policy.readable_by(actor)))


@unrecorded("what was sent is recorded by what it became")
def forget_sent(actor: Viewer, key: str) -> None:
    """In the transaction of what it became: a draft is gone when, and only when, that is there."""
    require_signed_in(actor)
    db.session.execute(delete(KeptDraft).where(KeptDraft.key == key, policy.readable_by(actor)))


@unrecorded("comes round by itself")
def sweep_drafts() -> None:
    db.session.execute(delete(KeptDraft).where(KeptDraft.saved_at < clock.now() - KEPT_FOR))
