"""What curators do with the list: accept, add, rename, give other words, retire."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear
from lhs_community.topics import events, policy, queries
from lhs_community.topics.keeping import (
    about,
    claim_word,
    is_known,
    require_description,
    require_key,
    require_label,
    require_mine,
)
from lhs_community.topics.models import Topic, TopicStatus, TopicSynonym
from lhs_community.topics.words import clean_label, key_of


def accept_topic(actor: Viewer, topic: Topic) -> None:
    """Onto the list: everybody sees it from now on, called what it was first called."""
    require_mine(actor, topic)
    if topic.is_controlled:
        return
    label = queries.uses(actor, [topic.id]).get(topic.id, queries.NOWHERE).label or topic.label
    topic.label, topic.status = label, TopicStatus.CONTROLLED
    if topic.suggested_by_id is None:
        record(events.TopicListed(**about(actor, topic)))
    else:
        record(events.TopicAccepted(**about(actor, topic), person_id=topic.suggested_by_id))


def retire_topic(actor: Viewer, topic: Topic) -> None:
    """Off the list, or out of the queue. What bears it goes on bearing it."""
    require_mine(actor, topic)
    if topic.status is TopicStatus.RETIRED:
        return
    topic.status = TopicStatus.RETIRED
    record(events.TopicRetired(**about(actor, topic)))


def add_topic(
    actor: Viewer,
    label: str,
    description: str = "",
    synonyms: Sequence[str] = (),
    *,
    consent: Consent = NO_CONSENT,
) -> Topic:
    """A new one of the list. Raises Invalid where the word is taken."""
    policy.require_curate(actor)
    require_clear(actor, {"label": label, "description": description, "synonyms": "\n".join(synonyms)}, consent)
    return put_on_list(actor, label, description, synonyms)


def put_on_list(actor: Viewer, label: str, description: str, synonyms: Sequence[str]) -> Topic:
    """As add_topic, for words that have been through the guard."""
    policy.require_curate(actor)
    key = require_key(label, "label")
    topic = queries.topics_by_key([key]).get(key)
    if topic is None:
        topic = Topic(key=key, created_at=clock.now(), status=TopicStatus.CONTROLLED)
        db.session.add(topic)
    elif is_known(actor, topic):
        raise Invalid(f"“{topic.label}” is there already. Change it, or give it other words.", "label")
    topic.label, topic.description = require_label(label, "label"), require_description(description)
    topic.status = TopicStatus.CONTROLLED
    db.session.flush()
    _set_synonyms(actor, topic, synonyms)
    record(events.TopicListed(**about(actor, topic)))
    return topic


def change_topic(
    actor: Viewer,
    topic: Topic,
    *,
    label: str,
    description: str,
    synonyms: Sequence[str],
    consent: Consent = NO_CONSENT,
) -> None:
    """Its name, description and other words; it is on the list then. A former name stays as another word."""
    require_mine(actor, topic)
    require_clear(actor, {"label": label, "description": description, "synonyms": "\n".join(synonyms)}, consent)
    reword(actor, topic, label, description, synonyms)


def reword(actor: Viewer, topic: Topic, label: str, description: str, synonyms: Sequence[str]) -> None:
    """As change_topic, for words that have been through the guard."""
    accept_topic(actor, topic)
    label = require_label(label, "label")
    if key_of(label) != key_of(topic.label):
        claim_word(actor, topic, label, "label")
        synonyms = [*synonyms, topic.label]
    topic.label, topic.description = label, require_description(description)
    _set_synonyms(actor, topic, synonyms)
    record(events.TopicChanged(**about(actor, topic)))


def _set_synonyms(actor: Viewer, topic: Topic, words: Sequence[str]) -> None:
    """Exactly these, besides its own name and what was merged into it."""
    wanted = {require_key(word, "synonyms"): require_label(word, "synonyms") for word in words if clean_label(word)}
    name = key_of(topic.label)
    wanted.pop(name, None)
    present = db.session.scalars(select(TopicSynonym).where(TopicSynonym.topic_id == topic.id)).all()
    for synonym in present:
        if synonym.key in wanted:
            synonym.label = wanted.pop(synonym.key)
        elif synonym.key != name:
            db.session.delete(synonym)
    db.session.flush()
    for key, word in wanted.items():
        if key == topic.key:  # its first name
            db.session.add(TopicSynonym(key=key, label=word, topic_id=topic.id))
        else:
            claim_word(actor, topic, word, "synonyms")
    db.session.flush()
