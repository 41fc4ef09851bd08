"""What can happen in a channel. The subject is the message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lhs_community.foundation.bus import Event


@dataclass(frozen=True, kw_only=True)
class MessageEvent(Event):
    channel_id: int
    community_id: int


@dataclass(frozen=True, kw_only=True)
class MessagePosted(MessageEvent):
    name: ClassVar[str] = "chat.message_posted"


@dataclass(frozen=True, kw_only=True)
class MessageEdited(MessageEvent):
    name: ClassVar[str] = "chat.message_edited"


@dataclass(frozen=True, kw_only=True)
class MessageDeleted(MessageEvent):
    name: ClassVar[str] = "chat.message_deleted"
