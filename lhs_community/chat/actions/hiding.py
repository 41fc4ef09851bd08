"""Taking a reported message out of sight, and putting it back. Its words are kept apart meanwhile, so that no page,
list, search or socket can show them."""

from __future__ import annotations

from markupsafe import Markup

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import events, policy
from lhs_community.chat.models.channels import Channel
from lhs_community.chat.models.messages import Message
from lhs_community.chat.models.retention import HiddenMessage
from lhs_community.chat.queries.reported import get_any_message
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.text import folded, to_html, words_of


def set_hidden(actor: Viewer, message_id: int, is_hidden: bool, at_once: bool = False) -> None:
    """`at_once`: by somebody who reads it and reported it, until it is looked at. See Subject.set_hidden."""
    message = get_any_message(actor, message_id)
    policy.require_hide(actor, message, at_once=at_once)
    if is_hidden == message.is_hidden or (is_hidden and message.is_deleted):
        return
    if is_hidden:
        db.session.add(
            HiddenMessage(message_id=message.id, body=message.body, hidden_at=clock.now(), hidden_by_id=actor.id)
        )
        _say(message, "")
    else:
        hidden = db.session.get_one(HiddenMessage, message.id)
        _say(message, hidden.body)
        db.session.delete(hidden)
    message.is_hidden = message.is_deleted = is_hidden
    message.pinned_at = message.pinned_by_id = None
    db.session.flush()
    _tell(events.MessageHidden if is_hidden else events.MessageShown, actor, message, message.channel)


def _say(message: Message, body: str) -> None:
    message.body, message.body_html = body, to_html(body, is_brief=True) if body else Markup("")
    message.words = folded(words_of(message.body_html))


def _tell(kind: type[events.MessageEvent], actor: Viewer, message: Message, channel: Channel) -> None:
    record(
        kind(
            actor_id=actor.id,
            subject_kind="message",
            subject_id=message.id,
            channel_id=channel.id,
            community_id=channel.community_id,
        )
    )
