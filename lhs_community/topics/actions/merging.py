"""Two topics into one, and back."""

from __future__ import annotations

from sqlalchemy import select

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Following, FollowLevel
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.topics import events, keeping, policy
from lhs_community.topics.keeping import about, followings, require_mine
from lhs_community.topics.models import Topic, TopicMerge


def merge_topics(actor: Viewer, topic: Topic, into: Topic) -> TopicMerge:
    """`topic` becomes another word for `into`: what bears it, and who follows it, count there from now on."""
    require_mine(actor, topic)
    require_mine(actor, into)
    if topic.id == into.id:
        raise Invalid("Choose another topic: this is the same one.", "into")
    if not into.is_controlled:
        raise Invalid(f"Put “{into.label}” on the list first. Then others can be merged into it.", "into")
    return keeping.join(actor, topic, into)


def undo_merge(actor: Viewer, merge: TopicMerge) -> None:
    """As it was before. What was tagged meanwhile stays with the topic that it was tagged with."""
    policy.require_curate(actor)
    into = db.session.get_one(Topic, merge.into_id)
    require_mine(actor, into)
    topic = db.session.get_one(Topic, merge.topic_id)
    if merge.undone_at is not None or topic.merged_into_id != into.id:
        raise NotThere
    topic.merged_into = None
    for one in db.session.scalars(select(Topic).where(Topic.id.in_(merge.moved["topics"]))):
        if one.merged_into_id == into.id:
            one.merged_into = topic
    _move_back(topic, into, merge)
    merge.undone_at = clock.now()
    db.session.flush()
    record(events.MergeUndone(**about(actor, topic), topic_id=into.id, merge_id=merge.id))


def _move_back(topic: Topic, into: Topic, merge: TopicMerge) -> None:
    now = {following.person_id: following for following in followings(into)}
    for person_id, level, had_other in merge.moved["followers"]:
        if had_other:
            followed = Following(person_id=person_id, subject_kind="topic", subject_id=topic.id)
            followed.level = FollowLevel(level)
            db.session.add(followed)
        elif person_id in now:  # who has stopped following meanwhile follows neither
            now[person_id].subject_id = topic.id
