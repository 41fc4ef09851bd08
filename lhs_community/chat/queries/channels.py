"""Channels as somebody sees them, and the list of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, select

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import policy
from lhs_community.chat.models.channels import Channel, ReadMarker
from lhs_community.chat.models.messages import Message
from lhs_community.chat.policy import Place
from lhs_community.chat.queries.messages import latest_of
from lhs_community.chat.queries.peace import muted_refs
from lhs_community.chat.queries.places import place_of
from lhs_community.communities.models import Community
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card

MOST_CHANNELS = 100


@dataclass(frozen=True)
class Talk:
    """A channel as somebody sees it; `channel` is None until its first message."""

    subject: Card
    place: Place
    channel: Channel | None
    read_to: int
    may_post: bool
    is_muted: bool = False

    @property
    def community(self) -> Community | None:
        """None: a direct talk."""
        return self.place.community

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
    place = place_of(viewer, card)
    channel = find_channel(viewer, subject)
    read_to = _read_to(viewer, [channel.id]).get(channel.id, 0) if channel else 0
    return Talk(card, place, channel, read_to, policy.may_post(viewer, place), subject in muted_refs(viewer, [subject]))


def find_channel(viewer: Viewer, subject: Ref) -> Channel | None:
    return db.session.scalars(
        select(Channel).where(
            Channel.subject_kind == subject.kind, Channel.subject_id == subject.id, policy.readable_by(viewer)
        )
    ).first()


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
    latest = latest_of(viewer, channels.values())
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
