"""What somebody does in a channel besides talking: reading."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import policy
from lhs_community.chat.keeping import mark, mark_side
from lhs_community.chat.queries import channels as queries
from lhs_community.chat.queries.replies import get_side_thread
from lhs_community.foundation.bus import unrecorded
from lhs_community.foundation.refs import Ref


@unrecorded("how far somebody has read is theirs alone")
def mark_read(actor: Viewer, subject: Ref, number: int) -> int:
    """How far they have read now: never past what there is, and never back."""
    policy.require_subject(actor, subject)
    channel = queries.find_channel(actor, subject)
    return mark(actor, channel, max(0, min(number, channel.last_number))) if channel else 0


@unrecorded("how far somebody has read is theirs alone")
def mark_side_read(actor: Viewer, subject: Ref, root_number: int, number: int) -> None:
    policy.require_subject(actor, subject)
    if channel := queries.find_channel(actor, subject):
        side = get_side_thread(actor, channel, root_number)
        mark_side(actor.person_id, channel, root_number, max(0, min(number, side.last_number)))
