"""Looking up what a deleted message said."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import events, policy
from lhs_community.chat.models.messages import Message
from lhs_community.foundation.bus import record


def open_deleted(actor: Viewer, message: Message) -> None:
    """Shown to the actor for some minutes (queries.history). Each time is on record."""
    policy.require_open_deleted(actor, message)
    record(
        events.DeletedMessageOpened(
            actor_id=actor.id,
            subject_kind="message",
            subject_id=message.id,
            is_author=message.author_id == actor.id,
        )
    )
