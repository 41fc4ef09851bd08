"""Keeping, changing and removing bookmarks; and reminding."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.viewer import Viewer
from lhs_community.bookmarks import events, queries
from lhs_community.bookmarks.models import NOTE_LENGTH, Bookmark
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import record, unrecorded
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

MOST_AT_ONCE = 200


def forget(kind: str, ids: Collection[int]) -> None:
    """What they point at is being deleted."""
    db.session.execute(delete(Bookmark).where(Bookmark.subject_kind == kind, Bookmark.subject_id.in_(ids)))


@unrecorded("what somebody keeps for themselves is their own business")
def keep_bookmark(
    actor: Viewer, ref: Ref, *, note: str = "", remind_at: datetime | None = None, consent: Consent = NO_CONSENT
) -> Bookmark:
    """One for each thing: keeping it again changes note and reminder. Raises NotThere for what may not be read."""
    require_signed_in(actor)
    subjects.require_card(actor, ref)
    require_clear(actor, {"note": note}, consent)
    note = " ".join(note.split())
    if len(note) > NOTE_LENGTH:
        raise Invalid(f"Shorten the note to {NOTE_LENGTH} characters.", "note")
    bookmark = _own(actor, ref)
    if remind_at is not None and remind_at != bookmark.remind_at and remind_at <= clock.now():
        raise Invalid("Choose a time that is still to come.", "day")
    bookmark.note = note
    if remind_at != bookmark.remind_at:
        bookmark.remind_at, bookmark.reminded_at = remind_at, None
    db.session.flush()
    return bookmark


def _own(actor: Viewer, ref: Ref) -> Bookmark:
    if found := queries.find_bookmark(actor, ref):
        return found
    try:
        with db.session.begin_nested():
            fresh = Bookmark(
                person_id=actor.person_id, subject_kind=ref.kind, subject_id=ref.id, note="", created_at=clock.now()
            )
            db.session.add(fresh)
    except IntegrityError:  # the other of two clicks was faster
        return queries.find_bookmark(actor, ref) or fresh
    return fresh


@unrecorded("what somebody keeps for themselves is their own business")
def remove_bookmark(actor: Viewer, bookmark_id: int) -> None:
    require_signed_in(actor)
    db.session.delete(queries.get_bookmark(actor, bookmark_id))


def remind_due() -> None:
    """A notice for each reminder whose time has come, written in the transaction that notes it as done: once, however
    often and by however many this runs."""
    due = db.session.scalars(
        select(Bookmark)
        .where(Bookmark.reminded_at.is_(None), Bookmark.remind_at <= clock.now())
        .order_by(Bookmark.remind_at)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for bookmark in due:
        bookmark.reminded_at = clock.now()
        record(
            events.ReminderDue(
                actor_id=None, subject_kind=bookmark.subject_kind, subject_id=bookmark.subject_id,
                person_id=bookmark.person_id,
            )
        )  # fmt: skip
