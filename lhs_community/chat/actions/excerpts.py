"""Keeping some of a talk, so that something can be made of it; and letting go what nothing was made of."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.queries import with_results
from lhs_community.chat import events, policy
from lhs_community.chat.keeping import lock_existing
from lhs_community.chat.models.excerpts import Excerpt, ExcerptItem
from lhs_community.chat.models.messages import Message
from lhs_community.chat.queries import channels, excerpts as queries
from lhs_community.chat.queries.retention import is_overdue
from lhs_community.chat.quoting import quoted
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref

MOST_CHARACTERS = 9_000  # what any form takes that an excerpt can begin


def make_excerpt(actor: Viewer, subject: Ref, numbers: Sequence[int]) -> Excerpt:
    """Of the messages with these numbers, in the order given. They are kept from now on, whatever is swept."""
    talk = channels.get_talk(actor, subject)
    if talk.channel is None:
        raise NotThere
    channel = lock_existing(talk.channel)  # retention takes the same lock: what is kept is there
    messages = queries.list_chosen(actor, channel, numbers)
    policy.require_keep(actor, messages)
    _require_fit(actor, messages, len(set(numbers)))
    kept = Excerpt(channel_id=channel.id, made_by_id=actor.person_id, made_at=clock.now())
    kept.items = [ExcerptItem(place=place, message_id=one.id) for place, one in enumerate(messages, 1)]
    db.session.add(kept)
    db.session.flush()
    _tell(events.ExcerptMade, actor, kept, channel.community_id, len(messages))
    return kept


def _require_fit(actor: Viewer, messages: Sequence[Message], wanted: int) -> None:
    if not messages:
        raise Invalid("Choose at least one message that is still there.")
    if is_overdue(messages[0].channel, [message.id for message in messages]):
        raise Invalid(policy.TOO_OLD)
    if len(messages) < wanted:
        raise Invalid("Some of these messages are gone. Look at what is left, then keep that.")
    if len(messages) > queries.MOST_MESSAGES:
        raise Invalid(f"Choose up to {queries.MOST_MESSAGES} messages at a time.")
    if len(quoted(messages, actor.time_zone, "/" * 60)) > MOST_CHARACTERS:
        raise Invalid("This is more than one text can hold. Choose fewer messages, those that matter most.")


def let_go(actor: Viewer, kept: Excerpt) -> None:
    """Its messages are like others again. Not once something was made of it."""
    policy.require_let_go(actor, kept)
    if db.session.scalar(select(Excerpt.id).where(Excerpt.id == kept.id, Excerpt.id.in_(with_results("excerpt")))):
        raise Invalid("Something was made of this, so it stays: it is where that came from.")
    _tell(events.ExcerptLetGo, actor, kept, kept.channel.community_id, len(kept.items))
    db.session.delete(kept)
    db.session.flush()


def _tell(
    kind: type[events.ExcerptEvent], actor: Viewer, kept: Excerpt, community_id: int | None, count: int
) -> None:
    record(
        kind(
            actor_id=actor.id,
            subject_kind="excerpt",
            subject_id=kept.id,
            channel_id=kept.channel_id,
            community_id=community_id,
            count=count,
        )
    )
