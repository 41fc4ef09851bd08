"""What is pinned in a channel."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import policy
from lhs_community.chat.models.channels import Channel
from lhs_community.chat.models.messages import Message
from lhs_community.foundation.database import db

MOST_PINS = 10


def list_pinned(viewer: Viewer, channel: Channel | None) -> Sequence[Message]:
    """The latest pinned first."""
    if channel is None:
        return []
    return db.session.scalars(
        select(Message)
        .where(Message.channel_id == channel.id, Message.pinned_at.is_not(None), policy.message_readable_by(viewer))
        .options(joinedload(Message.author), joinedload(Message.channel))
        .order_by(Message.pinned_at.desc(), Message.id.desc())
        .limit(MOST_PINS)
    ).all()


def count_pinned(viewer: Viewer, channel: Channel) -> int:
    query = select(func.count()).where(
        Message.channel_id == channel.id, Message.pinned_at.is_not(None), policy.message_readable_by(viewer)
    )
    return db.session.scalar(query) or 0
