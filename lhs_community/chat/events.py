"""What can happen in a channel (the subject is the message), to a room and to a direct talk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from lhs_community.foundation.bus import Event
from lhs_community.foundation.reactions import ReactionKind


@dataclass(frozen=True, kw_only=True)
class MessageEvent(Event):
    """Without a community: said in a direct talk."""

    channel_id: int
    community_id: int | None


@dataclass(frozen=True, kw_only=True)
class MessageHidden(MessageEvent):
    """After a report."""

    name: ClassVar[str] = "chat.message_hidden"


@dataclass(frozen=True, kw_only=True)
class MessageShown(MessageEvent):
    """Again, when somebody had looked."""

    name: ClassVar[str] = "chat.message_shown"


@dataclass(frozen=True, kw_only=True)
class ExcerptEvent(Event):
    """The subject is the excerpt. `community_id` None: of a direct talk."""

    channel_id: int
    community_id: int | None
    count: int


@dataclass(frozen=True, kw_only=True)
class ExcerptMade(ExcerptEvent):
    name: ClassVar[str] = "chat.excerpt_made"


@dataclass(frozen=True, kw_only=True)
class ExcerptLetGo(ExcerptEvent):
    name: ClassVar[str] = "chat.excerpt_let_go"


@dataclass(frozen=True, kw_only=True)
class RetentionChanged(Event):
    """The subject is the community. `days` None: everything stays."""

    name: ClassVar[str] = "chat.retention_changed"
    days: int | None
    days_before: int | None
    holds_from: datetime


@dataclass(frozen=True, kw_only=True)
class OldMessagesDeleted(Event):
    """The subject is the channel. Of what was deleted the count alone is kept."""

    name: ClassVar[str] = "chat.old_messages_deleted"
    community_id: int | None
    count: int
    days: int


@dataclass(frozen=True, kw_only=True)
class MessagePosted(MessageEvent):
    name: ClassVar[str] = "chat.message_posted"


@dataclass(frozen=True, kw_only=True)
class MessageEdited(MessageEvent):
    name: ClassVar[str] = "chat.message_edited"


@dataclass(frozen=True, kw_only=True)
class MessageDeleted(MessageEvent):
    name: ClassVar[str] = "chat.message_deleted"


@dataclass(frozen=True, kw_only=True)
class RoomEvent(Event):
    """The subject is the room."""

    community_id: int


@dataclass(frozen=True, kw_only=True)
class RoomStarted(RoomEvent):
    name: ClassVar[str] = "chat.room_started"


@dataclass(frozen=True, kw_only=True)
class RoomChanged(RoomEvent):
    name: ClassVar[str] = "chat.room_changed"


@dataclass(frozen=True, kw_only=True)
class RoomClosed(RoomEvent):
    name: ClassVar[str] = "chat.room_closed"


@dataclass(frozen=True, kw_only=True)
class RoomReopened(RoomEvent):
    name: ClassVar[str] = "chat.room_reopened"


@dataclass(frozen=True, kw_only=True)
class DirectStarted(Event):
    """The subject is the talk, in which nothing is said yet."""

    name: ClassVar[str] = "chat.direct_started"


@dataclass(frozen=True, kw_only=True)
class DirectBegan(Event):
    """Its first message was written. `person_ids`: to whom."""

    name: ClassVar[str] = "chat.direct_began"
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class DirectLeft(Event):
    name: ClassVar[str] = "chat.direct_left"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class MessageAnswered(MessageEvent):
    """In its side thread, by the message with that number."""

    name: ClassVar[str] = "chat.message_answered"
    number: int


@dataclass(frozen=True, kw_only=True)
class MessageReacted(MessageEvent):
    name: ClassVar[str] = "chat.message_reacted"
    kind: ReactionKind
    is_on: bool


@dataclass(frozen=True, kw_only=True)
class MessagePinned(MessageEvent):
    name: ClassVar[str] = "chat.message_pinned"


@dataclass(frozen=True, kw_only=True)
class MessageUnpinned(MessageEvent):
    name: ClassVar[str] = "chat.message_unpinned"


@dataclass(frozen=True, kw_only=True)
class DeletedMessageOpened(Event):
    """Somebody looked up what a deleted message had said."""

    name: ClassVar[str] = "chat.deleted_message_opened"
    is_author: bool
