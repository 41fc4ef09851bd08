"""What can happen to topics. The subject is always the topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lhs_community.foundation.bus import Event


@dataclass(frozen=True, kw_only=True)
class TopicEvent(Event):
    """Any change of what a topic is called or stands for."""


@dataclass(frozen=True, kw_only=True)
class TopicSuggested(TopicEvent):
    name: ClassVar[str] = "topics.topic_suggested"


@dataclass(frozen=True, kw_only=True)
class TopicAccepted(TopicEvent):
    """`person_id`: whose suggestion is on the list now."""

    name: ClassVar[str] = "topics.topic_accepted"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class TopicListed(TopicEvent):
    """A curator put it on the list of their own accord, or brought it back."""

    name: ClassVar[str] = "topics.topic_listed"


@dataclass(frozen=True, kw_only=True)
class TopicChanged(TopicEvent):
    """Its label, its description or its other words."""

    name: ClassVar[str] = "topics.topic_changed"


@dataclass(frozen=True, kw_only=True)
class TopicRetired(TopicEvent):
    name: ClassVar[str] = "topics.topic_retired"


@dataclass(frozen=True, kw_only=True)
class TopicMerged(TopicEvent):
    """`topic_id`: the one it stands for from now on."""

    name: ClassVar[str] = "topics.topic_merged"
    topic_id: int
    merge_id: int


@dataclass(frozen=True, kw_only=True)
class MergeUndone(TopicEvent):
    name: ClassVar[str] = "topics.merge_undone"
    topic_id: int
    merge_id: int
