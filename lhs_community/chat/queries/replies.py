"""Side threads: the replies to one message of a channel, apart from the rest of its talk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import policy
from lhs_community.chat.models.channels import Channel, SideMarker
from lhs_community.chat.models.messages import Message
from lhs_community.chat.queries.messages import PAGE, readable_messages
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere


@dataclass(frozen=True)
class Replies:
    """Of one message. `new`: how many the viewer has not read, once they take part in it or have opened it."""

    count: int
    last_at: datetime
    new: int = 0


@dataclass(frozen=True)
class SideThread:
    """`root` is None where retention has taken it; its number still names the thread."""

    number: int
    root: Message | None
    replies: Sequence[Message]
    read_to: int
    last_number: int
    has_older: bool

    @property
    def is_read(self) -> bool:
        return self.read_to >= self.last_number


def replies_of(viewer: Viewer, messages: Iterable[Message]) -> dict[int, Replies]:
    """Message id -> its replies; one query for a page, and none where nothing was answered."""
    roots = {(one.channel_id, one.number): one.id for one in messages if one.last_reply_at is not None}
    if not roots:
        return {}
    mark = and_(
        SideMarker.channel_id == Message.channel_id,
        SideMarker.root_number == Message.root_number,
        SideMarker.person_id == viewer.id,
    )
    rows = db.session.execute(
        select(
            Message.channel_id,
            Message.root_number,
            func.count(),
            func.max(Message.created_at),
            func.count().filter(Message.number > SideMarker.number, Message.author_id != viewer.id),
        )
        .outerjoin(SideMarker, mark)
        .where(
            Message.channel_id.in_({channel for channel, _ in roots}),
            Message.root_number.in_({number for _, number in roots}),
            Message.is_deleted.is_(False),
            policy.message_readable_by(viewer),
        )
        .group_by(Message.channel_id, Message.root_number)
    )
    found = {(channel, number): Replies(count, last, new) for channel, number, count, last, new in rows if number}
    return {roots[place]: replies for place, replies in found.items() if place in roots}


def get_side_thread(
    viewer: Viewer, channel: Channel | None, number: int, *, before: int | None = None, at: int | None = None
) -> SideThread:
    """The latest page of replies, those before a number, or those around one; oldest first. Raises NotThere for a
    number that is no message's, nor has replies."""
    if channel is None or not 0 < number <= channel.last_number:
        raise NotThere
    root = find_numbered(viewer, channel, number)
    if root is not None and root.is_reply:
        raise NotThere
    if at is not None:
        before = _behind(viewer, channel, number, at)
    query = _replies(viewer, channel, number).order_by(Message.number.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(Message.number < min(before, policy.LARGEST))
    found = db.session.scalars(query).all()
    last = _last_number(viewer, channel, number)
    if root is None and last == 0:
        raise NotThere
    return SideThread(
        number=number,
        root=root,
        replies=list(reversed(found[:PAGE])),
        read_to=_read_to(viewer, channel, number),
        last_number=last,
        has_older=len(found) > PAGE,
    )


def find_numbered(viewer: Viewer, channel: Channel, number: int) -> Message | None:
    """The message of that number, in the talk itself or in a side thread."""
    if not 0 < number <= policy.LARGEST:
        return None
    query = readable_messages(viewer).where(Message.channel_id == channel.id, Message.number == number)
    return db.session.scalars(query).first()


def _replies(viewer: Viewer, channel: Channel, number: int) -> Select[Message]:
    return readable_messages(viewer).where(Message.channel_id == channel.id, Message.root_number == number)


def _behind(viewer: Viewer, channel: Channel, number: int, at: int) -> int | None:
    """The number before which a page of replies ends that has `at` in its middle."""
    query = _replies(viewer, channel, number).where(Message.number >= min(max(at, 0), policy.LARGEST))
    numbers = [one.number for one in db.session.scalars(query.order_by(Message.number).limit(PAGE // 2))]
    return numbers[-1] + 1 if len(numbers) == PAGE // 2 else None


def _last_number(viewer: Viewer, channel: Channel, number: int) -> int:
    query = select(func.max(Message.number)).where(
        Message.channel_id == channel.id, Message.root_number == number, policy.message_readable_by(viewer)
    )
    return db.session.scalar(query) or 0


def _read_to(viewer: Viewer, channel: Channel, number: int) -> int:
    query = select(SideMarker.number).where(
        SideMarker.person_id == viewer.id, SideMarker.channel_id == channel.id, SideMarker.root_number == number
    )
    return db.session.scalar(query) or 0
