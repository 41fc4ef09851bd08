"""What messages said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import policy
from lhs_community.chat.models.messages import Message, MessageRevision
from lhs_community.foundation import clock
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere

SHOWN_FOR = timedelta(minutes=10)
MOST_VERSIONS = 100


@dataclass(frozen=True)
class Version:
    body: str
    written_at: datetime
    replaced_at: datetime | None


def list_versions(viewer: Viewer, message: Message) -> Sequence[Version]:
    """Newest first: what it says now, and what it said before. Of a deleted message nothing, unless the viewer has
    just opened it (actions.history)."""
    if not policy.may_see_history(viewer, message) and not is_opened(viewer, message):
        if policy.may_open_deleted(viewer, message):
            return []
        raise NotThere
    found = db.session.scalars(
        select(MessageRevision)
        .where(MessageRevision.message_id == message.id)
        .order_by(MessageRevision.id.desc())
        .limit(MOST_VERSIONS)
    ).all()
    written = [one.replaced_at for one in found[1:]] + [message.created_at]
    earlier = [Version(one.body, since, one.replaced_at) for one, since in zip(found, written, strict=False)]
    if message.is_deleted:
        return earlier
    return [Version(message.body, message.edited_at or message.created_at, None), *earlier]


def is_opened(viewer: Viewer, message: Message) -> bool:
    """Has the viewer opened this deleted message within the last minutes, and may still? The record is the grant."""
    if not policy.may_open_deleted(viewer, message):
        return False
    query = select(EventRow.id).where(
        EventRow.name == "chat.deleted_message_opened",
        EventRow.subject_kind == "message",
        EventRow.subject_id == message.id,
        EventRow.actor_id == viewer.id,
        EventRow.happened_at > clock.now() - SHOWN_FOR,
    )
    return db.session.scalar(query.limit(1)) is not None
