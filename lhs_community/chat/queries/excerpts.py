"""What was kept of talks, as somebody who may read the talk sees it; and which messages are part of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.queries import results_of_each
from lhs_community.chat import policy
from lhs_community.chat.models.channels import Channel
from lhs_community.chat.models.excerpts import Excerpt, ExcerptItem
from lhs_community.chat.models.messages import Message
from lhs_community.chat.queries.retention import is_overdue
from lhs_community.chat.quoting import quoted
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.foundation.text import excerpt as beginning

MOST_MESSAGES = 40  # in one excerpt
PAGE = 100  # messages to choose from


def list_to_choose(viewer: Viewer, channel: Channel | None, before: int | None = None) -> Sequence[Message]:
    """The latest messages, or those before a number, oldest first, those of side threads too; deleted ones left out."""
    if channel is None:
        return []
    query = _readable(viewer).where(Message.channel_id == channel.id, Message.is_deleted.is_(False))
    if before is not None and before <= channel.last_number:
        query = query.where(Message.number < before)
    return list(reversed(db.session.scalars(query.order_by(Message.number.desc()).limit(PAGE)).all()))


def list_chosen(viewer: Viewer, channel: Channel | None, numbers: Iterable[int]) -> Sequence[Message]:
    """The messages with these numbers, in the order given; what is gone, or not for the viewer, left out."""
    wanted = [one for one in dict.fromkeys(numbers) if 0 < one <= policy.LARGEST][: 2 * MOST_MESSAGES]
    if channel is None or not wanted:
        return []
    query = _readable(viewer).where(
        Message.channel_id == channel.id, Message.number.in_(wanted), Message.is_deleted.is_(False)
    )
    found = {message.number: message for message in db.session.scalars(query)}
    return [found[number] for number in wanted if number in found]


def _readable(viewer: Viewer) -> Select[Message]:
    return (
        select(Message)
        .where(policy.message_readable_by(viewer))
        .options(joinedload(Message.author), joinedload(Message.channel).joinedload(Channel.community))
    )


def get_excerpt(viewer: Viewer, excerpt_id: int) -> Excerpt:
    """With its messages and their authors. Raises NotThere, also for who may not read the talk."""
    found = _load(viewer, [excerpt_id]).get(excerpt_id)
    if found is None:
        raise NotThere
    return found


def _load(viewer: Viewer, ids: Iterable[int]) -> dict[int, Excerpt]:
    wanted = {id_ for id_ in ids if id_ <= policy.LARGEST}
    if viewer.is_guest or not wanted:
        return {}
    query = (
        select(Excerpt)
        .where(Excerpt.id.in_(wanted), policy.excerpt_readable_by(viewer))
        .options(
            joinedload(Excerpt.made_by),
            joinedload(Excerpt.channel).joinedload(Channel.community),
            selectinload(Excerpt.items).joinedload(ExcerptItem.message).joinedload(Message.author),
        )
    )
    found = {one.id: one for one in db.session.scalars(query)}
    about = subjects.cards(viewer, [one.channel.subject for one in found.values()])
    return {id_: one for id_, one in found.items() if one.channel.subject in about}


def excerpt_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    """The body quotes the messages, in their order. Of a direct talk neither people nor addresses are named."""
    found = _load(viewer, ids)
    about = subjects.cards(viewer, [one.channel.subject for one in found.values()])
    return {id_: _card(viewer, one, about[one.channel.subject]) for id_, one in found.items()}


def _card(viewer: Viewer, kept: Excerpt, about: Card) -> Card:
    messages, community = [item.message for item in kept.items], kept.channel.community
    count = "1 message" if len(messages) == 1 else f"{len(messages)} messages"
    return Card(
        ref=kept.ref,
        title=f"{about.title}: {count}" if community else f"{count} of a direct talk",
        url=f"/chat/excerpts/{kept.id}",
        excerpt=next((beginning(message.body, 200) for message in messages if not message.is_deleted), ""),
        kind_label="From the chat",
        community_id=kept.channel.community_id,
        community_name=community.name if community else "",
        author_id=kept.made_by_id,
        author_name=kept.made_by.name,
        when=kept.made_at,
        body=quoted(messages, viewer.time_zone, address_of(kept.channel.subject) if community else ""),
    )


def address_of(subject: Ref) -> str:
    return f"/chat/{subject.kind}/{subject.id}"


def excerpt_whole(viewer: Viewer, excerpt_id: int, name: str) -> Card | None:
    """What another text takes over: the quotes, under no title, so that whoever writes it finds one."""
    card = excerpt_cards(viewer, [excerpt_id]).get(excerpt_id) if name == "" else None
    return Card(ref=card.ref, title="", url=card.url, body=card.body) if card else None


def excerpt_pieces(viewer: Viewer, excerpt_id: int) -> Sequence[Card]:
    """Its messages one by one; none that was deleted meanwhile."""
    kept = _load(viewer, [excerpt_id]).get(excerpt_id)
    if kept is None:
        return []
    return [
        Card(
            ref=Ref("message", item.message_id),
            title="",
            url=f"{address_of(kept.channel.subject)}?at={item.message.number}#m{item.message.number}",
            author_id=item.message.author_id,
            author_name=item.message.author.name,
            when=item.message.created_at,
            body=item.message.body,
        )
        for item in kept.items
        if not item.message.is_deleted
    ]


def outline_of_excerpt(viewer: Viewer, excerpt_id: int) -> Mapping[str, str]:
    """Under the headings of a lesson and of a decision, as other talk is."""
    card = excerpt_cards(viewer, [excerpt_id]).get(excerpt_id)
    return {"what_happened": card.body, "decided": card.body} if card else {}


def outline_of_message(viewer: Viewer, message_id: int) -> Mapping[str, str]:
    message = db.session.scalars(_readable(viewer).where(Message.id == message_id)).first()
    if viewer.is_guest or message is None or message.is_deleted:
        return {}
    address = address_of(message.channel.subject) if message.channel.community_id else ""
    body = quoted([message], viewer.time_zone, address)
    return {"what_happened": body, "decided": body}


def refusal_of_message(viewer: Viewer, message_id: int) -> str:
    """Its row is held until the end of what is under way: the sweep leaves out what something is just made of."""
    query = _readable(viewer).where(Message.id == message_id).with_for_update(read=True, of=Message)
    message = db.session.scalars(query.execution_options(populate_existing=True)).first()
    if message is None:
        raise NotThere
    if not policy.may_keep(viewer, message):
        return policy.NOT_YOURS_TO_KEEP
    return policy.TOO_OLD if is_overdue(message.channel, [message.id]) else ""


def excerpts_with(viewer: Viewer, message_ids: Iterable[int]) -> dict[int, list[Card]]:
    """For each message what was made of the excerpts it is part of; the excerpt itself where nothing was yet."""
    rows = db.session.execute(
        select(ExcerptItem.message_id, ExcerptItem.excerpt_id)
        .join(Excerpt, Excerpt.id == ExcerptItem.excerpt_id)
        .where(ExcerptItem.message_id.in_(set(message_ids)), policy.excerpt_readable_by(viewer))
        .order_by(ExcerptItem.id)
        .limit(4 * MOST_MESSAGES)
    ).all()
    if not rows:
        return {}
    refs = {Ref("excerpt", excerpt_id) for _, excerpt_id in rows}
    made, cards = results_of_each(viewer, refs), subjects.cards(viewer, refs)
    found: dict[int, list[Card]] = {}
    for message_id, excerpt_id in rows:
        ref = Ref("excerpt", excerpt_id)
        found.setdefault(message_id, []).extend(made.get(ref) or [cards[ref]] if ref in cards else [])
    return {id_: list({card.ref: card for card in shown}.values()) for id_, shown in found.items()}
