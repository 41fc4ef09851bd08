"""Reading messages: pages of them, one, and what was made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.queries import results_of_each
from lhs_community.chat import policy
from lhs_community.chat.models.channels import Channel
from lhs_community.chat.models.messages import Message
from lhs_community.chat.queries.excerpts import excerpts_with
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.foundation.text import excerpt

PAGE = 50
MOST_AT_ONCE = 200


def readable_messages(viewer: Viewer) -> Select[Message]:
    """With what policy and pages ask of each."""
    return (
        select(Message)
        .where(policy.message_readable_by(viewer))
        .options(joinedload(Message.author), joinedload(Message.channel).joinedload(Channel.community))
    )


def list_before(viewer: Viewer, channel: Channel | None, before: int | None = None) -> Sequence[Message]:
    """The latest page of messages, or the one before a number; oldest first. Side threads stand on their own pages."""
    if channel is None:
        return []
    query = readable_messages(viewer).where(Message.channel_id == channel.id, Message.root_number.is_(None))
    if before is not None and before <= channel.last_number:
        query = query.where(Message.number < before)
    return list(reversed(db.session.scalars(query.order_by(Message.number.desc()).limit(PAGE)).all()))


def list_after(viewer: Viewer, channel: Channel | None, after: int) -> Sequence[Message]:
    """What came after a number, in order, for somebody who was away: in side threads, too."""
    if channel is None or after >= channel.last_number:
        return []
    query = readable_messages(viewer).where(Message.channel_id == channel.id, Message.number > max(after, 0))
    return db.session.scalars(query.order_by(Message.number).limit(MOST_AT_ONCE)).all()


def list_newer(viewer: Viewer, channel: Channel | None, after: int) -> Sequence[Message]:
    """The page of the talk itself that follows a number."""
    if channel is None:
        return []
    query = readable_messages(viewer).where(
        Message.channel_id == channel.id,
        Message.number > min(max(after, 0), policy.LARGEST),
        Message.root_number.is_(None),
    )
    return db.session.scalars(query.order_by(Message.number).limit(PAGE)).all()


def last_number_in_talk(viewer: Viewer, channel: Channel | None) -> int:
    """Of the talk itself; the channel's own last number may be that of a reply."""
    if channel is None:
        return 0
    query = select(func.max(Message.number)).where(
        Message.channel_id == channel.id, Message.root_number.is_(None), policy.message_readable_by(viewer)
    )
    return db.session.scalar(query) or 0


def get_message(viewer: Viewer, message_id: int) -> Message:
    if viewer.is_guest or message_id > policy.LARGEST:
        raise NotThere
    found = db.session.scalars(readable_messages(viewer).where(Message.id == message_id)).first()
    if found is None:
        raise NotThere
    return found


def make_blank(viewer: Viewer) -> Message:
    """What the item of a message that comes later is made of, in the viewer's browser; it is never stored."""
    author = Person(id=0, name="Somebody", handle="somebody")
    html = Markup("")
    return Message(id=0, number=0, author_id=0, author=author, body="", body_html=html, created_at=clock.now())


def find_sent(viewer: Viewer, client_id: str) -> Message | None:
    """The viewer's own message of that client id, if it has arrived before."""
    # Asked at each message, and nearly never so: first without all that belongs to one.
    own = select(Message.id).where(Message.author_id == viewer.id, Message.client_id == client_id)
    if db.session.execute(own).first() is None:
        return None
    query = readable_messages(viewer).where(Message.author_id == viewer.id, Message.client_id == client_id)
    return db.session.scalars(query).first()


def latest_of(viewer: Viewer, channels: Iterable[Channel]) -> dict[int, Message]:
    ends = {(channel.id, channel.last_number) for channel in channels}
    if not ends:
        return {}
    condition = Message.channel_id.in_({id_ for id_, _ in ends}) & (
        Message.number == select(Channel.last_number).where(Channel.id == Message.channel_id).scalar_subquery()
    )
    return {message.channel_id: message for message in db.session.scalars(readable_messages(viewer).where(condition))}


def message_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    """Messages are shown as cards where they were kept, or where somebody was mentioned. Deleted ones have none."""
    if viewer.is_guest:
        return {}
    query = readable_messages(viewer).where(Message.id.in_(set(ids)), Message.is_deleted.is_(False))
    messages = db.session.scalars(query).all()
    about = subjects.cards(viewer, [message.channel.subject for message in messages])
    return {
        message.id: Card(
            ref=Ref("message", message.id),
            title=excerpt(message.body, 80) or "Message",
            url=message_url(message),
            excerpt=excerpt(message.body, 200),
            kind_label="Message",
            community_id=message.channel.community_id,
            community_name=message.channel.community.name if message.channel.community else "",
            author_id=message.author_id,
            author_name=message.author.name,
            when=message.created_at,
            body=message.body,
        )
        for message in messages
        if message.channel.subject in about
    }


def may_change_message(viewer: Viewer, message_id: int) -> bool:
    """The rule of the author for who only has an id."""
    query = readable_messages(viewer).where(Message.id == message_id)
    message = db.session.scalars(query).first()
    return message is not None and policy.may_change(viewer, message)


def find_number_on(viewer: Viewer, channel: Channel | None, since: datetime) -> int | None:
    """The number of the first message of the talk on or after a moment."""
    if channel is None:
        return None
    query = (
        select(Message.number)
        .where(
            Message.channel_id == channel.id,
            Message.created_at >= since,
            Message.root_number.is_(None),
            policy.message_readable_by(viewer),
        )
        .order_by(Message.created_at, Message.number)
        .limit(1)
    )
    return db.session.scalar(query)


def message_url(message: Message) -> str:
    """Where it stands now. The address to hand on is /chat/messages/<id>."""
    subject = message.channel.subject
    if message.root_number is not None:
        side = f"/chat/{subject.kind}/{subject.id}/replies/{message.root_number}"
        return f"{side}?at={message.number}#m{message.number}"
    return f"/chat/{subject.kind}/{subject.id}?at={message.number}#m{message.number}"


def kept_from(viewer: Viewer, messages: Iterable[Message]) -> dict[int, Sequence[Card]]:
    """What was made of each message, or of the excerpts that it is part of: threads, projects, decisions."""
    refs = {Ref("message", message.id): message.id for message in messages if not message.is_deleted}
    found: dict[int, Sequence[Card]] = dict(excerpts_with(viewer, refs.values()))
    for ref, cards in results_of_each(viewer, refs).items():
        found[refs[ref]] = [*cards, *found.get(refs[ref], ())]
    return found
