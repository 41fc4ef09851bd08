"""The list of one's own channels: of communities with their rooms, projects and meetings, and direct talk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import policy
from lhs_community.chat.models.channels import Channel, ReadMarker
from lhs_community.chat.models.direct import DirectPerson
from lhs_community.chat.models.messages import Message
from lhs_community.chat.models.peace import Mute
from lhs_community.chat.queries.channels import read_to
from lhs_community.chat.queries.direct import my_direct_cards
from lhs_community.chat.queries.messages import latest_of
from lhs_community.chat.queries.peace import muted_refs
from lhs_community.chat.queries.rooms import my_room_cards
from lhs_community.communities.models import Community
from lhs_community.communities.queries.communities import communities_by_id
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card

MOST_CHANNELS = 300
MOST_READ_IN = 100
SOON = timedelta(days=7)
ORDER = {"community": 0, "room": 1, "project": 2, "meeting": 3}
DIRECT = "Direct talk"


@dataclass(frozen=True)
class Row:
    """A channel in a list, with its latest message."""

    subject: Card
    unread: int
    latest: Message | None
    is_muted: bool = False

    @property
    def is_new(self) -> bool:
        """Something unread, in a channel that is not muted."""
        return self.unread > 0 and not self.is_muted

    @property
    def when(self) -> datetime | None:
        return self.latest.created_at if self.latest else None


@dataclass(frozen=True)
class Group:
    """The channels of a community, or (None) all direct talk."""

    title: str
    community: Community | None
    rows: Sequence[Row]
    may_start_room: bool = False

    @property
    def is_new(self) -> bool:
        return any(row.is_new for row in self.rows)


@dataclass(frozen=True)
class ChannelList:
    groups: Sequence[Group]
    find: str = ""

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]


def list_channels(viewer: Viewer, find: str = "") -> ChannelList:
    """Those whose name, or whose community's name, holds `find`; groups with something unread first, direct talk on
    top of each half. A constant number of statements."""
    rows = list_rows(viewer)
    communities = communities_by_id(viewer, {row.subject.community_id for row in rows if row.subject.community_id})
    wanted = find.strip().casefold()
    by_community: dict[int | None, list[Row]] = {}
    for row in rows:
        if wanted in f"{row.subject.title}\n{row.subject.community_name}".casefold():
            by_community.setdefault(row.subject.community_id, []).append(row)
    groups = [_group(viewer, communities.get(id_) if id_ else None, own) for id_, own in by_community.items()]
    groups.sort(key=lambda group: (not group.is_new, group.community is not None, group.title.casefold()))
    return ChannelList(groups, find.strip())


def _group(viewer: Viewer, community: Community | None, rows: list[Row]) -> Group:
    if community is None:
        return Group(DIRECT, None, rows)
    rows = sorted(rows, key=lambda row: (not row.is_new, ORDER.get(row.subject.ref.kind, 9)))
    return Group(community.name, community, rows, policy.may_start_room(viewer, community))


def list_rows(viewer: Viewer) -> list[Row]:
    """The viewer's own channels: of their communities, rooms, projects and coming meetings, their direct talk, and
    those they have read in. Unread first, then the latest."""
    if viewer.is_guest:
        return []
    cards = _own_cards(viewer)
    channels = _channels_of(viewer, cards)
    read = read_to(viewer, [channel.id for channel in channels.values()])
    muted = muted_refs(viewer, cards)
    latest = latest_of(viewer, channels.values())
    rows = [
        Row(card, max(0, channel.last_number - read.get(channel.id, 0)), latest.get(channel.id), ref in muted)
        if (channel := channels.get(ref))
        else Row(card, 0, None, ref in muted)
        for ref, card in cards.items()
        if ref in channels or not _is_far(card)
    ]
    rows.sort(key=lambda row: row.subject.title)
    rows.sort(key=lambda row: row.when.timestamp() if row.when else 0, reverse=True)
    return sorted(rows, key=lambda row: not row.is_new)[:MOST_CHANNELS]


def _own_cards(viewer: Viewer) -> dict[Ref, Card]:
    read_in = db.session.scalars(
        select(Channel)
        .join(ReadMarker, and_(ReadMarker.channel_id == Channel.id, ReadMarker.person_id == viewer.id))
        .where(policy.readable_by(viewer))
        .order_by(Channel.last_message_at.desc())
        .limit(MOST_READ_IN)
    )
    known = [*my_room_cards(viewer).values(), *my_direct_cards(viewer).values()]
    known += [card for kind in ("project", "meeting") for card in subjects.mine(viewer, kind)]
    found = {card.ref: card for card in known}
    others = [Ref("community", id_) for id_ in viewer.roles] + [channel.subject for channel in read_in]
    return found | subjects.cards(viewer, [ref for ref in others if ref not in found])


def _is_far(card: Card) -> bool:
    """A meeting that nobody has talked about, and that is not soon."""
    return card.ref.kind == "meeting" and (card.when is None or card.when > clock.now() + SOON)


def _channels_of(viewer: Viewer, refs: Iterable[Ref]) -> Mapping[Ref, Channel]:
    wanted = set(refs)
    found = db.session.scalars(
        select(Channel).where(
            policy.readable_by(viewer),
            Channel.subject_kind.in_({ref.kind for ref in wanted}),
            Channel.subject_id.in_({ref.id for ref in wanted}),
        )
    )
    return {channel.subject: channel for channel in found if channel.subject in wanted}


def count_new(viewer: Viewer) -> int:
    """In how many channels something is unread, for the header of every page: of those the viewer has read in and
    their direct talk, less the muted. One statement."""
    if viewer.is_guest:
        return 0
    of_them = or_(ReadMarker.id.is_not(None), _is_my_direct(viewer))
    return db.session.scalar(_unread(viewer, of_them).with_only_columns(func.count())) or 0


def list_new(viewer: Viewer, most: int) -> list[Row]:
    """The latest of those, and of the channels and rooms of the viewer's communities, for the start page: one
    statement, and one for each kind of thing talked about."""
    if viewer.is_guest:
        return []
    of_mine = and_(Channel.subject_kind.in_(("community", "room")), Channel.community_id.in_(viewer.roles))
    wanted = or_(ReadMarker.id.is_not(None), _is_my_direct(viewer), of_mine)
    query = _unread(viewer, wanted).order_by(Channel.last_message_at.desc()).limit(most)
    found = db.session.execute(query).all()
    unread = {channel.subject: channel.last_number - (read or 0) for channel, read in found}
    cards = subjects.cards(viewer, unread)
    return [Row(cards[ref], count, None) for ref, count in unread.items() if ref in cards]


def _unread(viewer: Viewer, of_them: ColumnElement[bool]) -> Select[Channel, int]:
    """Channels in which something is unread, less the muted, each with how far the viewer has read."""
    is_muted = exists().where(
        Mute.person_id == viewer.id,
        Mute.subject_kind == Channel.subject_kind,
        Mute.subject_id == Channel.subject_id,
    )
    return (
        select(Channel, ReadMarker.number)
        .outerjoin(ReadMarker, and_(ReadMarker.channel_id == Channel.id, ReadMarker.person_id == viewer.id))
        .where(
            of_them,
            Channel.last_number > func.coalesce(ReadMarker.number, 0),
            policy.readable_by(viewer),
            ~is_muted,
        )
    )


def _is_my_direct(viewer: Viewer) -> ColumnElement[bool]:
    in_it = select(DirectPerson.talk_id).where(DirectPerson.person_id == viewer.id, DirectPerson.left_at.is_(None))
    return and_(Channel.subject_kind == "direct", Channel.subject_id.in_(in_it))
