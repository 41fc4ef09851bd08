"""Leaving a reaction on a message, and taking it back."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import events, policy
from lhs_community.chat.keeping import about, lock_message
from lhs_community.chat.models.messages import Message, MessageReaction
from lhs_community.chat.queries.places import get_place
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.reactions import ReactionKind


def react(actor: Viewer, message: Message, kind: ReactionKind, *, is_on: bool) -> None:
    """Each kind once a person. Nobody is sent a notice: open pages show it."""
    policy.require_react(actor, message, get_place(actor, message.channel.subject))
    lock_message(message)
    if not (_leave(actor, message, kind) if is_on else _take_back(actor, message, kind)):
        return
    counted = select(func.count()).select_from(MessageReaction).where(MessageReaction.message_id == message.id)
    message.reaction_count = db.session.scalar(counted) or 0
    record(events.MessageReacted(**about(actor, message), kind=kind, is_on=is_on))


def _leave(actor: Viewer, message: Message, kind: ReactionKind) -> bool:
    try:
        with db.session.begin_nested():
            db.session.add(MessageReaction(message_id=message.id, person_id=actor.person_id, kind=kind))
    except IntegrityError:  # there already, or the other of two clicks was faster
        return False
    return True


def _take_back(actor: Viewer, message: Message, kind: ReactionKind) -> bool:
    mine = delete(MessageReaction).where(
        MessageReaction.message_id == message.id,
        MessageReaction.person_id == actor.id,
        MessageReaction.kind == kind,
    )
    return bool(db.session.scalars(mine.returning(MessageReaction.id)).all())
