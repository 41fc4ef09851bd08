"""Deleting talk whose time has come, in parts, each in a transaction of its own: a sweep that was cut short goes on
where it stopped, and nobody waits for it."""

from __future__ import annotations

from sqlalchemy import delete

from lhs_community.chat.events import OldMessagesDeleted
from lhs_community.chat.keeping import find_and_lock
from lhs_community.chat.models.messages import Message
from lhs_community.chat.queries import retention as queries
from lhs_community.foundation import clock, expiry
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db, unit_of_work

PART = 200  # messages in one transaction
MOST_PARTS = 50  # in one round; the next one goes on


def sweep() -> int:
    """How many messages went."""
    with unit_of_work():
        channel_ids = queries.list_due_channels(clock.now())
    gone, parts = 0, 0
    for channel_id in channel_ids:
        while parts < MOST_PARTS:
            parts += 1
            with unit_of_work():
                count = _sweep_part(channel_id)
            gone += count
            if count < PART:
                break
    return gone


def _sweep_part(channel_id: int) -> int:
    """What holds is asked again under the lock that keeping takes too: a setting may have changed meanwhile."""
    channel, moment = find_and_lock(channel_id), clock.now()
    days = queries.days_of(channel, moment) if channel else None
    if channel is None or days is None:
        return 0
    ids = queries.list_old(channel, queries.cutoff(days, moment), PART)
    if not ids:
        return 0
    expiry.forget("message", ids)
    db.session.execute(delete(Message).where(Message.id.in_(ids)))  # what hangs on them goes with them: see the models
    record(
        OldMessagesDeleted(
            actor_id=None,
            subject_kind="channel",
            subject_id=channel.id,
            community_id=channel.community_id,
            count=len(ids),
            days=days,
        )
    )
    return len(ids)
