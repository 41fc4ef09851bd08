"""The topics of threads."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, case, distinct, exists, false, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import FollowLevel
from lhs_community.communities.queries.following import follows
from lhs_community.discussions import policy
from lhs_community.discussions.models.threads import Thread, ThreadTag
from lhs_community.foundation.database import db
from lhs_community.foundation.subjects import TopicUse
from lhs_community.topics.models import Topic, TopicStatus
from lhs_community.topics.queries import topics_by_key
from lhs_community.topics.words import key_of

# What a thread's `shown_tags` need.
WITH_TAGS = selectinload(Thread.tags).joinedload(ThreadTag.topic).joinedload(Topic.merged_into)


def bears(tag: str) -> ColumnElement[bool]:
    """The condition that a thread is about what `tag`, or any other word for it, means."""
    topic = topics_by_key([key_of(tag)]).get(key_of(tag))
    if topic is None:
        return false()
    tagged = exists().where(ThreadTag.thread_id == Thread.id, ThreadTag.topic_id == Topic.id)
    return tagged.where(Topic.standing_id == topic.id)


def list_tags(viewer: Viewer, limit: int = 30) -> Sequence[str]:
    """The tags used most in what the viewer may read."""
    standing = aliased(Topic)
    name = case((standing.status == TopicStatus.CONTROLLED, standing.label), else_=func.min(ThreadTag.label))
    rows = db.session.execute(
        select(name)
        .select_from(ThreadTag)
        .join(Thread, Thread.id == ThreadTag.thread_id)
        .join(Topic, Topic.id == ThreadTag.topic_id)
        .join(standing, standing.id == Topic.standing_id)
        .where(policy.readable_by(viewer))
        .group_by(standing.id, standing.status, standing.label, standing.key)
        .order_by(func.count().desc(), standing.key)
        .limit(limit)
    )
    return [label for (label,) in rows]


def topic_uses(viewer: Viewer, topic_ids: Collection[int] | None = None) -> dict[int, TopicUse]:
    """In how many threads that the viewer may read each topic is used."""
    query = (
        select(Topic.standing_id, func.count(distinct(Thread.id)), func.min(ThreadTag.label))
        .select_from(ThreadTag)
        .join(Thread, Thread.id == ThreadTag.thread_id)
        .join(Topic, Topic.id == ThreadTag.topic_id)
        .where(policy.readable_by(viewer))
        .group_by(Topic.standing_id)
    )
    if topic_ids is not None:
        if not topic_ids:
            return {}
        query = query.where(Topic.standing_id.in_(sorted(topic_ids)))
    return {id_: TopicUse(count, label) for id_, count, label in db.session.execute(query)}


def topic_ids_of_thread(thread_id: int) -> Sequence[int]:
    """For notices: what it is about, by the topics that stand."""
    return db.session.scalars(
        select(Topic.standing_id)
        .distinct()
        .join(ThreadTag, ThreadTag.topic_id == Topic.id)
        .where(ThreadTag.thread_id == thread_id)
    ).all()


def follows_topic(viewer: Viewer, *levels: FollowLevel) -> ColumnElement[bool]:
    """The condition that the viewer follows, at one of the levels, a topic of the Thread."""
    return exists().where(
        ThreadTag.thread_id == Thread.id,
        ThreadTag.topic_id == Topic.id,
        follows(viewer, "topic", Topic.standing_id, *levels),
    )


def all_topic_thread_ids(topic_id: int) -> Sequence[int]:
    """For the index: the threads that bear a topic, or one that stands for it."""
    return db.session.scalars(
        select(ThreadTag.thread_id)
        .distinct()
        .join(Topic, Topic.id == ThreadTag.topic_id)
        .where(or_(Topic.id == topic_id, Topic.merged_into_id == topic_id))
    ).all()
