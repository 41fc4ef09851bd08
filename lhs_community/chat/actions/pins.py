"""What stands on top of a channel."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import events, policy
from lhs_community.chat.keeping import about, lock_channel
from lhs_community.chat.models.messages import Message
from lhs_community.chat.queries.pins import MOST_PINS, count_pinned
from lhs_community.chat.queries.retention import is_overdue
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.errors import Invalid


def pin_message(actor: Viewer, message: Message) -> None:
    policy.require_pin(actor, message)
    if message.is_pinned:
        return
    channel = message.channel
    lock_channel(channel.subject, channel.community_id)  # or two at once would pin one too many
    if count_pinned(actor, channel) >= MOST_PINS:
        raise Invalid(f"{MOST_PINS} messages are pinned here. Unpin one first.")
    if is_overdue(channel, [message.id]):
        raise Invalid(policy.TOO_OLD)
    message.pinned_at, message.pinned_by_id = clock.now(), actor.person_id
    record(events.MessagePinned(**about(actor, message)))


def unpin_message(actor: Viewer, message: Message) -> None:
    policy.require_pin(actor, message)
    if not message.is_pinned:
        return
    message.pinned_at = message.pinned_by_id = None
    record(events.MessageUnpinned(**about(actor, message)))
