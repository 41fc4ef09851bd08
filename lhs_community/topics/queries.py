"""Topics as somebody may see them. Where they are used, the things that bear them say, through their subjects."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card, IndexCard, TopicUse
from lhs_community.topics import policy
from lhs_community.topics.models import Topic, TopicMerge, TopicStatus, TopicSynonym
from lhs_community.topics.sheet import SheetRow
from lhs_community.topics.words import key_of

NOWHERE = TopicUse(0, "")
# What `Topic.other_words` needs.
WITH_WORDS = (selectinload(Topic.synonyms), selectinload(Topic.merged).selectinload(Topic.synonyms))


@dataclass(frozen=True)
class Row:
    """A topic with how often it is used, and called what, in what the viewer may read."""

    topic: Topic
    use: TopicUse

    @property
    def label(self) -> str:
        """A suggestion is called what it is called where the viewer may read it."""
        return self.topic.label if self.topic.is_controlled or not self.use.label else self.use.label

    @property
    def others(self) -> list[str]:
        return self.topic.other_words if self.topic.is_controlled else []


@dataclass(frozen=True)
class Suggestion:
    """A tag offered while somebody types. `found_by`: the other word that they began to type."""

    label: str
    found_by: str = ""


def uses(viewer: Viewer, topic_ids: Collection[int] | None = None) -> dict[int, TopicUse]:
    """Which topics are borne by things the viewer may read, those merged into another counted with it."""
    found: dict[int, TopicUse] = {}
    for kind in subjects.kinds():
        subject = subjects.of(kind)
        if subject is None or subject.topic_uses is None:
            continue
        for id_, use in subject.topic_uses(viewer, topic_ids).items():
            before = found.get(id_, NOWHERE)
            found[id_] = TopicUse(before.count + use.count, before.label or use.label)
    return found


def topics_by_key(keys: Iterable[str]) -> dict[str, Topic]:
    """What each key stands for, whether the viewer may see it or not: for the actions that keep things in order."""
    wanted = [key for key in dict.fromkeys(keys) if key]
    if not wanted:
        return {}
    by_synonym = db.session.execute(
        select(TopicSynonym.key, Topic)
        .join(Topic, Topic.id == TopicSynonym.topic_id)
        .where(TopicSynonym.key.in_(wanted))
        .options(joinedload(Topic.merged_into))
    )
    found = {key: topic.standing for key, topic in by_synonym}
    own = db.session.scalars(select(Topic).where(Topic.key.in_(wanted)).options(joinedload(Topic.merged_into)))
    return found | {topic.key: topic.standing for topic in own}


def find_topic(viewer: Viewer, typed: str) -> Topic | None:
    """The topic of this name or by this other word, as far as the viewer may see it."""
    topic = next(iter(topics_by_key([key_of(typed)]).values()), None)
    if topic is None or not policy.may_read(viewer, topic, uses(viewer, [topic.id])):
        return None
    return topic


def get_topic(viewer: Viewer, key: str) -> Row:
    """With all its words. Any of them finds it. Raises NotThere."""
    topic = find_topic(viewer, key)
    if topic is None:
        raise NotThere
    loaded = db.session.scalars(
        select(Topic).where(Topic.id == topic.id).options(*WITH_WORDS).execution_options(populate_existing=True)
    ).one()
    return Row(loaded, uses(viewer, [topic.id]).get(topic.id, NOWHERE))


def list_topics(viewer: Viewer, limit: int = 2_000) -> Sequence[Row]:
    """All that the viewer may see, by their names."""
    found = uses(viewer)
    query = select(Topic).where(policy.readable_by(viewer, found)).options(*WITH_WORDS).order_by(Topic.key).limit(limit)
    rows = [Row(topic, found.get(topic.id, NOWHERE)) for topic in db.session.scalars(query)]
    return sorted(rows, key=lambda row: row.label.casefold())


def list_suggested(viewer: Viewer, limit: int = 200) -> Sequence[Row]:
    """The curators' queue: what is used most first. What they may not read is not in it."""
    policy.require_curate(viewer)
    found = uses(viewer)
    query = select(Topic).where(
        policy.readable_by(viewer, found), Topic.status == TopicStatus.SUGGESTED, Topic.id.in_(sorted(found))
    )
    rows = [Row(topic, found[topic.id]) for topic in db.session.scalars(query.options(*WITH_WORDS).limit(limit))]
    return sorted(rows, key=lambda row: (-row.use.count, row.label.casefold()))


def count_suggested(viewer: Viewer) -> int:
    return len(list_suggested(viewer))


def list_retired(viewer: Viewer, limit: int = 200) -> Sequence[Row]:
    policy.require_curate(viewer)
    found = uses(viewer)
    query = select(Topic).where(policy.readable_by(viewer, found), Topic.status == TopicStatus.RETIRED)
    topics = db.session.scalars(query.options(*WITH_WORDS).order_by(Topic.key).limit(limit))
    return [Row(topic, found.get(topic.id, NOWHERE)) for topic in topics]


def suggest(viewer: Viewer, typed: str, limit: int = 8) -> Sequence[Suggestion]:
    """Tags that begin with what was typed, then those with a word that does; other words lead to theirs."""
    wanted = key_of(typed) + ("-and" if typed.rstrip().endswith(("&", "+")) else "")
    if not typed.strip():
        return []
    ranked: list[tuple[int, bool, str, Suggestion]] = []
    for row in list_topics(viewer):
        if row.topic.status is TopicStatus.RETIRED:
            continue
        names = [(row.label, ""), *((word, word) for word in row.others)]
        fits = [(rank, found_by) for name, found_by in names if (rank := _rank(key_of(name), wanted)) is not None]
        if fits:
            rank, found_by = min(fits)
            ranked.append((rank, not row.topic.is_controlled, row.label.casefold(), Suggestion(row.label, found_by)))
    return [suggestion for *_, suggestion in sorted(ranked, key=lambda one: one[:3])[:limit]]


def _rank(key: str, wanted: str) -> int | None:
    """0 the very word, 1 begins so, 2 one of its words begins so; None where it does not fit."""
    if key == wanted:
        return 0
    return 1 if key.startswith(wanted) else 2 if f"-{wanted}" in key else None


def list_choices(viewer: Viewer, limit: int = 300) -> Sequence[Suggestion]:
    """For the list that browsers offer without our script: what is on the list, and its other words."""
    if not policy.may_see_list(viewer):
        return []
    query = select(Topic).where(Topic.status == TopicStatus.CONTROLLED, Topic.merged_into_id.is_(None))
    topics = db.session.scalars(query.options(*WITH_WORDS).order_by(Topic.key).limit(limit))
    return [Suggestion(topic.label, ", ".join(topic.other_words[:4])) for topic in topics]


@dataclass(frozen=True)
class Planned:
    """A row of a sheet and what taking it would do."""

    row: SheetRow
    effect: str
    problem: str = ""


def plan_import(viewer: Viewer, rows: Sequence[SheetRow]) -> list[Planned]:
    """What each row would do, or what is wrong with it, as far as this curator may know."""
    policy.require_curate(viewer)
    keys = {key_of(word) for row in rows for word in (row.label, *row.synonyms)}
    found = topics_by_key(keys)
    used = uses(viewer, {topic.id for topic in found.values()})
    known = {key: topic for key, topic in found.items() if policy.may_read(viewer, topic, used)}
    return [_planned(row, known) for row in rows]


def _planned(row: SheetRow, known: Mapping[str, Topic]) -> Planned:
    topic = known.get(key_of(row.label))
    if row.problem:
        return Planned(row, "", row.problem)
    for word in row.synonyms:
        holder = known.get(key_of(word))
        if holder is not None and holder.is_controlled and holder is not topic:
            return Planned(row, "", f"“{word}” means “{holder.label}” already.")
    if topic is None:
        return Planned(row, "New on the list")
    return Planned(row, f"Adds to “{topic.label}”" if topic.is_controlled else f"Accepts the suggestion “{row.label}”")


def list_merges(viewer: Viewer, topic: Topic, limit: int = 50) -> Sequence[TopicMerge]:
    """What was merged into it and still is, newest first."""
    policy.require_curate(viewer)
    return db.session.scalars(
        select(TopicMerge)
        .where(TopicMerge.into_id == topic.id, TopicMerge.undone_at.is_(None))
        .options(joinedload(TopicMerge.topic), joinedload(TopicMerge.merged_by))
        .order_by(TopicMerge.id.desc())
        .limit(limit)
    ).all()


def get_merge(viewer: Viewer, merge_id: int) -> TopicMerge:
    policy.require_curate(viewer)
    merge = db.session.scalars(
        select(TopicMerge)
        .where(TopicMerge.id == merge_id, TopicMerge.undone_at.is_(None))
        .options(joinedload(TopicMerge.topic), joinedload(TopicMerge.merged_by))
    ).first()
    if merge is None:
        raise NotThere
    return merge


def topic_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    wanted = set(ids)
    if not wanted:
        return {}
    found = uses(viewer, wanted)
    query = select(Topic).where(Topic.id.in_(wanted), policy.readable_by(viewer, found)).options(*WITH_WORDS)
    rows = [Row(topic, found.get(topic.id, NOWHERE)) for topic in db.session.scalars(query)]
    return {
        row.topic.id: Card(
            ref=Ref("topic", row.topic.id),
            title=row.label,
            url=f"/topics/{row.topic.key}",
            excerpt=row.topic.description if row.topic.is_controlled else "",
            kind_label="Topic",
            body=_said(row.topic) if row.topic.is_controlled else "",
        )
        for row in rows
    }


def _said(topic: Topic) -> str:
    return "\n\n".join(part for part in (topic.description, ", ".join(topic.other_words)) if part)


def topic_index_card(topic_id: int) -> IndexCard | None:
    """Only what is on the list: for a suggestion nobody could say whom it may be shown to."""
    topic = db.session.scalars(
        select(Topic).where(Topic.id == topic_id, Topic.merged_into_id.is_(None)).options(*WITH_WORDS)
    ).first()
    if topic is None or not topic.is_controlled:
        return None
    return IndexCard(Ref("topic", topic.id), topic.label, _said(topic), None, "Topic", boost=1.3)


def all_topic_ids() -> Sequence[int]:
    """For reindexing."""
    return db.session.scalars(select(Topic.id).order_by(Topic.id)).all()


def words_for_index_card(topic_ids: Iterable[int]) -> list[str]:
    """All the words of these topics that are on the list, so that any of them finds what bears the topic."""
    query = select(Topic).where(Topic.id.in_(set(topic_ids)), Topic.status == TopicStatus.CONTROLLED)
    return [
        word
        for topic in db.session.scalars(query.options(*WITH_WORDS).order_by(Topic.id))
        for word in (topic.label, *topic.other_words)
    ]
