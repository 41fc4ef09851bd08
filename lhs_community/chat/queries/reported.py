"""A reported message for who settles that: it alone, and nothing of the talk around it."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import policy
from lhs_community.chat.models.channels import Channel
from lhs_community.chat.models.messages import Message
from lhs_community.chat.models.retention import HiddenMessage
from lhs_community.chat.queries.messages import message_url
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.foundation.text import excerpt


def _one(message_id: int) -> Select[Message]:
    return (
        select(Message)
        .where(Message.id == message_id)
        .options(joinedload(Message.author), joinedload(Message.channel).joinedload(Channel.community))
    )


def get_any_message(viewer: Viewer, message_id: int) -> Message:
    """Whoever reads it or not: the rule about hiding comes next. Raises NotThere for who could do neither."""
    query = _one(message_id)
    if not viewer.is_administrator:
        query = query.where(policy.message_readable_by(viewer))
    found = db.session.scalars(query).first() if not viewer.is_guest and message_id <= policy.LARGEST else None
    if found is None:
        raise NotThere
    return found


def reported_card(message_id: int) -> Card | None:
    """As moderation asks for it, which knows who may: the words, also while they are hidden. Of a direct talk it leads
    nowhere."""
    message = db.session.scalars(_one(message_id)).first()
    if message is None:
        return None
    hidden = db.session.get(HiddenMessage, message.id)
    body, community = hidden.body if hidden else message.body, message.channel.community
    return Card(
        ref=Ref("message", message.id),
        title=f"A message by {message.author.name}",
        url=message_url(message) if community else "",
        excerpt=excerpt(body, 1_000),
        kind_label="Message" if community else "Direct message",
        community_id=message.channel.community_id,
        community_name=community.name if community else "",
        author_id=message.author_id,
        author_name=message.author.name,
        when=message.created_at,
    )
