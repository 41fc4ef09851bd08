"""From the words that people type to topics."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock, limits
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.topics import events, policy, queries
from lhs_community.topics.models import KEY_LENGTH, Topic, TopicStatus
from lhs_community.topics.words import key_of

NEW_TAGS = "30 per day"


def name_topics(actor: Viewer, labels: Sequence[str], shown: Viewer) -> list[tuple[Topic, str]]:
    """The topics that these tags mean, each once, with the label as typed; one that nobody knows is a suggestion.

    `shown`: as whom the actor writes, where that is not under their name. The caller has put the labels through the
    guard with the rest of what was written.
    """
    policy.require_suggest(actor)
    wanted: dict[str, str] = {}
    for label in labels:
        wanted.setdefault(_require_key(label), label)
    known = queries.topics_by_key(wanted)
    _count_new(actor, [known.get(key) for key in wanted])
    found: dict[int, tuple[Topic, str]] = {}
    for key, label in wanted.items():
        topic = known.get(key) or _suggest(shown, key, label, is_own=shown.id == actor.id)
        found.setdefault(topic.id, (topic, label))
    return list(found.values())


def _require_key(label: str) -> str:
    key = key_of(label)
    if not key or len(key) > KEY_LENGTH:
        raise Invalid(f"“{label}” cannot be a tag. Use a word or two, in letters and numbers.", "tags")
    return key


def _count_new(actor: Viewer, topics: Sequence[Topic | None]) -> None:
    """Tags that are new to the actor count, whether anybody else knows them or not: else the count would tell."""
    used = queries.uses(actor, [topic.id for topic in topics if topic and not topic.is_controlled])
    for topic in topics:
        is_new = topic is None or not policy.may_read(actor, topic, used)
        if is_new and not limits.hit("topics.suggest", str(actor.id), NEW_TAGS):
            raise Invalid("You have made many new tags today. Choose from those that are there already.", "tags")


def _suggest(shown: Viewer, key: str, label: str, *, is_own: bool) -> Topic:
    topic = Topic(
        key=key,
        label=label,
        status=TopicStatus.SUGGESTED,
        suggested_by_id=shown.person_id if is_own else None,
        created_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(topic)
    except IntegrityError:  # somebody else had the same word at the same moment
        return queries.topics_by_key([key])[key]
    record(events.TopicSuggested(actor_id=shown.id, subject_kind="topic", subject_id=topic.id))
    return topic
