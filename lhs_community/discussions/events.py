"""What can happen in discussions. The subject is always the thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from lhs_community.discussions.models.changes import ChangeKind
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
class SummaryHandedOver(ThreadEvent):
    """`person_id`: who looks after the summary from now on."""

    name: ClassVar[str] = "discussions.summary_handed_over"
    person_id: int


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


@dataclass(frozen=True, kw_only=True)
class AnswerTried(ThreadEvent):
    """Somebody said whether an answer worked for them. `person_ids`: who wrote the answer."""

    name: ClassVar[str] = "discussions.answer_tried"
    post_id: int
    has_worked: bool
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class TrialWithdrawn(ThreadEvent):
    name: ClassVar[str] = "discussions.trial_withdrawn"
    post_id: int


@dataclass(frozen=True, kw_only=True)
class QuestionAssigned(ThreadEvent):
    """`person_id` looks after it from now on; `by_rota`: nobody chose them."""

    name: ClassVar[str] = "discussions.question_assigned"
    person_id: int
    by_rota: bool


@dataclass(frozen=True, kw_only=True)
class QuestionPostponed(ThreadEvent):
    name: ClassVar[str] = "discussions.question_postponed"
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class QuestionFellDue(ThreadEvent):
    """Told once for each due time, to `person_ids` alone: who looks after it, and the convenors."""

    name: ClassVar[str] = "discussions.question_fell_due"
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ThreadMoved(ThreadEvent):
    name: ClassVar[str] = "discussions.thread_moved"
    from_community_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadsMerged(ThreadEvent):
    """The posts of `thread_id` now stand in the subject; followers of both hear of it."""

    name: ClassVar[str] = "discussions.threads_merged"
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadSplit(ThreadEvent):
    """Posts of the subject became the thread `thread_id`."""

    name: ClassVar[str] = "discussions.thread_split"
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadChangeUndone(ThreadEvent):
    """A move, merge or split was taken back. `thread_id`: the other thread of a merge or split."""

    name: ClassVar[str] = "discussions.thread_change_undone"
    kind: ChangeKind
    thread_id: int | None
