"""Reading channels and messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.queries import results_of_each
from lhs_community.chat import policy
from lhs_community.chat.models import Channel, Message, ReadMarker
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community, Membership, Visibility
from lhs_community.communities.queries.communities import get_community_by_id
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.foundation.text import excerpt

PAGE = 50
MOST_AT_ONCE = 200
MOST_CHANNELS = 100


@dataclass(frozen=True)
class Talk:
    """A channel as somebody sees it; `channel` is None until its first message."""

    subject: Card
    community: Community
    channel: Channel | None
    read_to: int
    may_post: bool

    @property
    def last_number(self) -> int:
        return self.channel.last_number if self.channel else 0

    @property
    def unread(self) -> int:
        return max(0, self.last_number - self.read_to)


@dataclass(frozen=True)
class Row:
    """A channel in a list, with its latest message."""

    subject: Card
    unread: int
    latest: Message | None


def get_talk(viewer: Viewer, subject: Ref) -> Talk:
    """Raises NotThere, also for a thing that cannot be talked about."""
    card = policy.require_subject(viewer, subject)
    if card.community_id is None:
        raise NotThere
    community = get_community_by_id(viewer, card.community_id)
    channel = find_channel(viewer, subject)
    read_to = _read_to(viewer, [channel.id]).get(channel.id, 0) if channel else 0
    return Talk(card, community, channel, read_to, policy.may_post(viewer, community))


def find_channel(viewer: Viewer, subject: Ref) -> Channel | None:
    return db.session.scalars(
        select(Channel).where(
            Channel.subject_kind == subject.kind, Channel.subject_id == subject.id, policy.readable_by(viewer)
        )
    ).first()


def _messages(viewer: Viewer) -> Select[Message]:
    return (
        select(Message)
        .where(policy.message_readable_by(viewer))
        .options(joinedload(Message.author), joinedload(Message.channel).joinedload(Channel.community))
    )


def list_before(viewer: Viewer, channel: Channel | None, before: int | None = None) -> Sequence[Message]:
    """The latest page of messages, or the one before a number; oldest first."""
    if channel is None:
        return []
    query = _messages(viewer).where(Message.channel_id == channel.id)
    if before is not None and before <= channel.last_number:
        query = query.where(Message.number < before)
    return list(reversed(db.session.scalars(query.order_by(Message.number.desc()).limit(PAGE)).all()))


def list_after(viewer: Viewer, channel: Channel | None, after: int) -> Sequence[Message]:
    """What came after a number, in order, for somebody who was away."""
    if channel is None or after >= channel.last_number:
        return []
    query = _messages(viewer).where(Message.channel_id == channel.id, Message.number > max(after, 0))
    return db.session.scalars(query.order_by(Message.number).limit(MOST_AT_ONCE)).all()


def get_message(viewer: Viewer, message_id: int) -> Message:
    if viewer.is_guest or message_id > policy.LARGEST:
        raise NotThere
    found = db.session.scalars(_messages(viewer).where(Message.id == message_id)).first()
    if found is None:
        raise NotThere
    return found


def find_sent(viewer: Viewer, client_id: str) -> Message | None:
    """The viewer's own message of that client id, if it has arrived before."""
    query = _messages(viewer).where(Message.author_id == viewer.id, Message.client_id == client_id)
    return db.session.scalars(query).first()


def messages_by_id(ids: Iterable[int]) -> list[Message]:
    """For delivery, which checks each reader itself; in the order of their numbers."""
    return list(
        db.session.scalars(
            select(Message)
            .where(Message.id.in_(set(ids)))
            .options(joinedload(Message.author), joinedload(Message.channel).joinedload(Channel.community))
            .order_by(Message.channel_id, Message.number)
        )
    )


def readers_among(person_ids: Iterable[int], community: Community) -> frozenset[int]:
    """Those of the people who may read the community now: policy.may_read for many at once."""
    wanted = set(person_ids)
    members = select(Membership.person_id).where(Membership.community_id == community.id)
    query = select(Person).where(Person.id.in_(wanted), Person.is_disabled.is_(False))
    if community.visibility not in (Visibility.OPEN, Visibility.RESTRICTED):
        query = query.where(Person.id.in_(members))
        return frozenset(person.id for person in db.session.scalars(query))
    inside = set(db.session.scalars(members.where(Membership.person_id.in_(wanted))))
    people = db.session.scalars(query)
    viewers = (Viewer(id=p.id, kind=p.kind, roles={community.id: "member"} if p.id in inside else {}) for p in people)
    return frozenset(viewer.person_id for viewer in viewers if communities.may_read(viewer, community))


def people_names(person_ids: Iterable[int]) -> dict[int, str]:
    """Names for the list of who is here; only for rooms whose readers were checked."""
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(set(person_ids))))
    return dict(rows.all())


def _read_to(viewer: Viewer, channel_ids: Iterable[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(ReadMarker.channel_id, ReadMarker.number).where(
            ReadMarker.person_id == viewer.id, ReadMarker.channel_id.in_(set(channel_ids))
        )
    )
    return dict(rows.all())


def list_rows(viewer: Viewer) -> list[Row]:
    """The viewer's own channels: of their communities and projects, and those they have read in. Unread first."""
    if viewer.is_guest:
        return []
    wanted = [Ref("community", id_) for id_ in viewer.roles] + [card.ref for card in subjects.mine(viewer, "project")]
    read_in = db.session.scalars(
        select(Channel)
        .join(ReadMarker, and_(ReadMarker.channel_id == Channel.id, ReadMarker.person_id == viewer.id))
        .where(policy.readable_by(viewer))
        .order_by(Channel.last_message_at.desc())
        .limit(MOST_CHANNELS)
    )
    cards = subjects.cards(viewer, [*wanted, *(channel.subject for channel in read_in)])
    channels = _channels_of(viewer, cards)
    read_to = _read_to(viewer, [channel.id for channel in channels.values()])
    latest = _latest(viewer, channels.values())
    rows = [
        Row(card, max(0, channel.last_number - read_to.get(channel.id, 0)), latest.get(channel.id))
        if (channel := channels.get(ref))
        else Row(card, 0, None)
        for ref, card in cards.items()
    ]
    rows.sort(key=lambda row: row.subject.title)
    rows.sort(key=lambda row: row.latest.created_at.timestamp() if row.latest else 0, reverse=True)
    return sorted(rows, key=lambda row: row.unread == 0)[:MOST_CHANNELS]


def _channels_of(viewer: Viewer, refs: Iterable[Ref]) -> dict[Ref, Channel]:
    wanted = set(refs)
    found = db.session.scalars(
        select(Channel).where(
            policy.readable_by(viewer),
            Channel.subject_kind.in_({ref.kind for ref in wanted}),
            Channel.subject_id.in_({ref.id for ref in wanted}),
        )
    )
    return {channel.subject: channel for channel in found if channel.subject in wanted}


def _latest(viewer: Viewer, channels: Iterable[Channel]) -> dict[int, Message]:
    ends = {(channel.id, channel.last_number) for channel in channels}
    if not ends:
        return {}
    condition = Message.channel_id.in_({id_ for id_, _ in ends}) & (
        Message.number == select(Channel.last_number).where(Channel.id == Message.channel_id).scalar_subquery()
    )
    return {message.channel_id: message for message in db.session.scalars(_messages(viewer).where(condition))}


def message_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    """Messages are shown as cards where they were kept, or where somebody was mentioned. Deleted ones have none."""
    if viewer.is_guest:
        return {}
    query = _messages(viewer).where(Message.id.in_(set(ids)), Message.is_deleted.is_(False))
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
            community_name=message.channel.community.name,
            author_id=message.author_id,
            author_name=message.author.name,
            when=message.created_at,
            body=message.body,
        )
        for message in messages
        if message.channel.subject in about
    }


def message_url(message: Message) -> str:
    subject = message.channel.subject
    return f"/chat/{subject.kind}/{subject.id}?at={message.number}#m{message.number}"


def kept_from(viewer: Viewer, messages: Iterable[Message]) -> dict[int, Sequence[Card]]:
    """What was made of each message: threads, projects, decisions."""
    refs = {Ref("message", message.id): message.id for message in messages if not message.is_deleted}
    return {refs[ref]: cards for ref, cards in results_of_each(viewer, refs).items()}


def find_community_of(subject: Ref) -> Community | None:
    """The community of a channel's subject, for delivery, which checks each reader itself."""
    if subject.kind == "community":
        return db.session.get(Community, subject.id)
    return db.session.scalars(
        select(Community)
        .join(Channel, Channel.community_id == Community.id)
        .where(Channel.subject_kind == subject.kind, Channel.subject_id == subject.id)
    ).first()
