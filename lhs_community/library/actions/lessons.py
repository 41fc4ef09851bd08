"""Writing lessons: drafting, changing, handing in."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain import actions as chain
from lhs_community.chain.models import Relation
from lhs_community.communities.actions.following import follow_own, mention_people
from lhs_community.communities.models import Community
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Conflict, Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import mentions, to_html
from lhs_community.library import events, policy
from lhs_community.library.keeping import all_text, keep_version, lock, require_complete, weigh
from lhs_community.library.models import SECTIONS, Lesson, LessonKind, LessonState, LessonTopic
from lhs_community.library.queries.lessons import reviewer_ids
from lhs_community.safety.guard import Consent, require_clear

MOST_TOPICS = 8
LONGEST_TOPIC = 60
# Without letters and digits that are mistaken for each other: an identifier may be read out or copied by hand.
LETTERS = "23456789abcdefghjkmnpqrstvwxyz"


@dataclass(frozen=True)
class Written:
    """What an author writes: `texts` holds Markdown for the sections of models.SECTIONS."""

    title: str
    kind: LessonKind
    setting: str = ""
    topics: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)

    def to_check(self) -> dict[str, str]:
        return {"title": self.title, "setting": self.setting, "topics": ", ".join(self.topics), **self.texts}


def _clean_topics(topics: Iterable[str]) -> list[str]:
    cleaned = list(dict.fromkeys(" ".join(topic.split()).lower() for topic in topics if topic.strip()))
    if len(cleaned) > MOST_TOPICS:
        raise Invalid(f"Choose up to {MOST_TOPICS} topics.", "topics")
    if any(len(topic) > LONGEST_TOPIC for topic in cleaned):
        raise Invalid(f"Keep each topic to {LONGEST_TOPIC} characters, with commas between them.", "topics")
    return cleaned


def _write(lesson: Lesson, written: Written) -> None:
    title = " ".join(written.title.split())
    if not title:
        raise Invalid("Enter a title, as advice somebody can act on.", "title")
    lesson.title, lesson.kind, lesson.setting = title, written.kind, " ".join(written.setting.split())
    for section in SECTIONS:
        text = written.texts.get(section, "").strip()
        if text != getattr(lesson, section):
            setattr(lesson, section, text)
            setattr(lesson, f"{section}_html", to_html(text))
    topics = _clean_topics(written.topics)
    kept = {row.name: row for row in lesson.topic_rows}
    lesson.topic_rows = [kept.get(topic) or LessonTopic(name=topic) for topic in topics]
    lesson.changed_at = clock.now()


def draft_lesson(
    actor: Viewer, community: Community, written: Written, origin: Ref | None = None, consent: Consent = Consent()
) -> Lesson:
    """Begin a lesson; `origin` is the project (or anything else) that taught it."""
    policy.require_draft(actor, community, origin)
    require_clear(actor, written.to_check(), consent)
    lesson = Lesson(
        identifier="LHS-" + "".join(secrets.choice(LETTERS) for _ in range(8)),
        community=community,
        author_id=actor.person_id,
        state=LessonState.DRAFT,
        topic_rows=[],
        started_at=clock.now(),
        weighed_at=clock.now(),
        evidence_facts={},
        **dict.fromkeys(SECTIONS, ""),
    )
    _write(lesson, written)
    db.session.add(lesson)
    db.session.flush()
    ref = Ref("lesson", lesson.id)
    record(
        events.LessonDrafted(actor_id=actor.id, subject_kind="lesson", subject_id=lesson.id, community_id=community.id)
    )
    if origin:
        chain.link(actor, origin, ref, Relation.TAUGHT)
    follow_own(actor, ref)
    weigh(lesson)
    return lesson


def change_lesson(actor: Viewer, lesson: Lesson, written: Written, revision: int, consent: Consent = Consent()) -> None:
    """`revision` is the one the text was made from. A published lesson gets a new version, to be reviewed."""
    lock(lesson)
    policy.require_change(actor, lesson, lesson.community)
    if revision != lesson.revision:
        raise Conflict(
            "Somebody saved this lesson while you were writing. Compare with their text below, then save again."
        )
    require_clear(actor, written.to_check(), consent)
    known = mentions(all_text(lesson))
    _write(lesson, written)
    lesson.revision += 1
    ref = Ref("lesson", lesson.id)
    if lesson.state is LessonState.DRAFT:
        record(events.LessonChanged(actor_id=actor.id, subject_kind="lesson", subject_id=lesson.id))
        weigh(lesson)
        return
    require_complete(lesson)
    lesson.state = LessonState.NEEDS_REVIEW
    keep_version(actor, lesson)
    record(
        events.LessonRevised(
            actor_id=actor.id,
            subject_kind="lesson",
            subject_id=lesson.id,
            version=lesson.version,
            person_ids=reviewer_ids(lesson),
        )
    )
    fresh = " ".join(f"@{handle}" for handle in sorted(mentions(all_text(lesson)) - known))
    mention_people(actor, ref, fresh, lesson.community_id)
    weigh(lesson)


def submit_lesson(actor: Viewer, lesson: Lesson) -> None:
    """Hand a draft to the reviewers."""
    lock(lesson)
    policy.require_change(actor, lesson, lesson.community)
    if lesson.state is not LessonState.DRAFT:
        raise Invalid("This lesson has been published already.")
    require_complete(lesson)
    lesson.state, lesson.submitted_at = LessonState.IN_REVIEW, clock.now()
    record(
        events.LessonSubmitted(
            actor_id=actor.id, subject_kind="lesson", subject_id=lesson.id, person_ids=reviewer_ids(lesson)
        )
    )


def take_back_lesson(actor: Viewer, lesson: Lesson) -> None:
    """Out of review again, to go on writing."""
    lock(lesson)
    policy.require_take_back(actor, lesson)
    lesson.state = LessonState.DRAFT
    record(events.LessonTakenBack(actor_id=actor.id, subject_kind="lesson", subject_id=lesson.id))
