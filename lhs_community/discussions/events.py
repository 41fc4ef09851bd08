"""What can happen in discussions. The subject is always the thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lhs_community.discussions.models.threads import ThreadKind
from lhs_community.foundation.bus import Event


@dataclass(frozen=True, kw_only=True)
class ThreadEvent(Event):
    """Any change that readers of a thread could see."""

    community_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadStarted(ThreadEvent):
    """`person_ids`: whose words were kept, where somebody else started the thread from them."""

    name: ClassVar[str] = "discussions.thread_started"
    kind: ThreadKind
    is_kept: bool = False
    person_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReplyPosted(ThreadEvent):
    name: ClassVar[str] = "discussions.reply_posted"
    post_id: int


@dataclass(frozen=True, kw_only=True)
class PostEdited(ThreadEvent):
    name: ClassVar[str] = "discussions.post_edited"
    post_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerAccepted(ThreadEvent):
    """`person_ids`: who wrote what worked."""

    name: ClassVar[str] = "discussions.answer_accepted"
    post_id: int
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AnswerUnaccepted(ThreadEvent):
    name: ClassVar[str] = "discussions.answer_unaccepted"
    post_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadPinned(ThreadEvent):
    name: ClassVar[str] = "discussions.thread_pinned"
    is_pinned: bool


@dataclass(frozen=True, kw_only=True)
class ThreadSummarised(ThreadEvent):
    name: ClassVar[str] = "discussions.thread_summarised"
    summary_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadClosed(ThreadEvent):
    name: ClassVar[str] = "discussions.thread_closed"


@dataclass(frozen=True, kw_only=True)
class ThreadReopened(ThreadEvent):
    name: ClassVar[str] = "discussions.thread_reopened"


@dataclass(frozen=True, kw_only=True)
class ThreadHidden(ThreadEvent):
    name: ClassVar[str] = "discussions.thread_hidden"
    is_hidden: bool


@dataclass(frozen=True, kw_only=True)
class PostHidden(ThreadEvent):
    name: ClassVar[str] = "discussions.post_hidden"
    post_id: int
    is_hidden: bool
