"""What every change of a topic does besides: whose word is whose, cleaning, what events carry."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Following
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.topics import events, policy, queries
from lhs_community.topics.models import DESCRIPTION_LENGTH, KEY_LENGTH, LABEL_LENGTH, Topic, TopicMerge, TopicSynonym
from lhs_community.topics.words import clean_label, key_of


def claim_word(actor: Viewer, topic: Topic, word: str, field: str) -> None:
    """From now on `word` means `topic`. Raises Invalid where it means something else that the actor knows of."""
    policy.require_curate(actor)
    key = require_key(word, field)
    holder = queries.topics_by_key([key]).get(key)
    if holder is not None and holder.id == topic.id:
        return
    if holder is None:
        db.session.add(TopicSynonym(key=key, label=require_label(word, field), topic_id=topic.id))
        return
    if is_known(actor, holder) and not holder.is_controlled:
        join(actor, holder, topic)
        return
    if holder.is_controlled:
        raise Invalid(f"“{clean_label(word)}” means “{holder.label}”. Merge the two topics instead.", field)
    # A word of a community that the actor cannot read: it joins quietly, under the name given here, or the refusal
    # would tell that the word is in use there.
    holder.label, holder.merged_into = require_label(word, field), topic
    for along in db.session.scalars(select(Topic).where(Topic.merged_into_id == holder.id)):
        along.merged_into = topic


def join(actor: Viewer, topic: Topic, into: Topic) -> TopicMerge:
    """`topic` stands for `into` from now on; the row says how to take it back."""
    along = db.session.scalars(select(Topic).where(Topic.merged_into_id == topic.id)).all()
    merge = TopicMerge(
        topic_id=topic.id,
        into_id=into.id,
        merged_by_id=actor.person_id,
        merged_at=clock.now(),
        moved={"topics": [one.id for one in along], "followers": _move_followers(topic, into)},
        undone_at=None,
    )
    db.session.add(merge)
    for one in (topic, *along):
        one.merged_into = into
    db.session.flush()
    record(events.TopicMerged(**about(actor, topic), topic_id=into.id, merge_id=merge.id))
    return merge


def followings(topic: Topic) -> list[Following]:
    return list(
        db.session.scalars(select(Following).where(Following.subject_kind == "topic", Following.subject_id == topic.id))
    )


def _move_followers(topic: Topic, into: Topic) -> list[list[object]]:
    """Person, level, and whether they followed or muted the other one already: then that stands."""
    has_other = {following.person_id for following in followings(into)}
    moved: list[list[object]] = []
    for following in followings(topic):
        moved.append([following.person_id, following.level.value, following.person_id in has_other])
        if following.person_id in has_other:
            db.session.delete(following)
        else:
            following.subject_id = into.id
    return moved


def is_known(actor: Viewer, topic: Topic) -> bool:
    return policy.may_read(actor, topic, queries.uses(actor, [topic.id]))


def require_mine(actor: Viewer, topic: Topic) -> None:
    """Raises NotThere for what the actor may not see, Refused for who is no curator."""
    policy.require_read(actor, topic, queries.uses(actor, [topic.id]))
    policy.require_curate(actor)


def about(actor: Viewer, topic: Topic) -> dict[str, Any]:
    return {"actor_id": actor.id, "subject_kind": "topic", "subject_id": topic.id}


def require_key(word: str, field: str) -> str:
    key = key_of(word)
    if not key:
        raise Invalid("Enter a name.", field)
    if len(key) > KEY_LENGTH:
        raise Invalid(f"Shorten “{clean_label(word)[:40]}…” to {LABEL_LENGTH} characters.", field)
    return key


def require_label(word: str, field: str) -> str:
    label = clean_label(word)
    require_key(label, field)
    if "," in label or ";" in label:
        raise Invalid(f"Take the comma out of “{label[:40]}”: commas stand between tags.", field)
    if len(label) > LABEL_LENGTH:
        raise Invalid(f"Shorten “{label[:40]}…” to {LABEL_LENGTH} characters.", field)
    return label


def require_description(text: str) -> str:
    description = " ".join(text.split())
    if len(description) > DESCRIPTION_LENGTH:
        raise Invalid(f"Shorten the description to {DESCRIPTION_LENGTH} characters.", "description")
    return description
