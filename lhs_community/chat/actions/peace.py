"""Being left in peace: muting, refusing, not being shown."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import policy
from lhs_community.chat.models.peace import ChatSettings, Mute, Refusal
from lhs_community.communities.queries.people import person_cards
from lhs_community.foundation.bus import unrecorded
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref

THEIR_OWN = "what somebody wants to be left in peace from is their own business"


@unrecorded(THEIR_OWN)
def set_muted(actor: Viewer, subject: Ref, *, is_muted: bool) -> None:
    """No notices and no counts of a channel; it still shows what is unread where it is listed."""
    policy.require_subject(actor, subject)
    mine = (
        Mute.person_id == actor.id, Mute.subject_kind == subject.kind, Mute.subject_id == subject.id
    )  # fmt: skip
    if not is_muted:
        db.session.execute(delete(Mute).where(*mine))
    elif db.session.scalar(select(Mute.id).where(*mine)) is None:
        _add(Mute(person_id=actor.person_id, subject_kind=subject.kind, subject_id=subject.id))


@unrecorded(THEIR_OWN)
def choose(actor: Viewer, *, shows_presence: bool, accepts_direct: bool) -> None:
    require_signed_in(actor)
    found = db.session.get(ChatSettings, actor.person_id)
    if found is None:
        _add(ChatSettings(person_id=actor.person_id))
        found = db.session.get_one(ChatSettings, actor.person_id)
    found.shows_presence, found.accepts_direct = shows_presence, accepts_direct


@unrecorded(THEIR_OWN)
def set_refused(actor: Viewer, person_id: int, *, is_refused: bool) -> None:
    """No direct talk between the two until this is taken back; the other is not told."""
    require_signed_in(actor)
    mine = (Refusal.person_id == actor.id, Refusal.refused_id == person_id)
    if not is_refused:
        db.session.execute(delete(Refusal).where(*mine))
        return
    if person_id == actor.id:
        raise Invalid("That is you.")
    if person_id > policy.LARGEST or not person_cards(actor, [person_id]):
        raise NotThere
    if db.session.scalar(select(Refusal.id).where(*mine)) is None:
        _add(Refusal(person_id=actor.person_id, refused_id=person_id))


def _add(row: ChatSettings | Mute | Refusal) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # the other of two clicks was faster
        return
