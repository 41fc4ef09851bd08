"""Judging lessons: sending back, publishing, looking again, lowering the evidence, retiring."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.text import to_html
from lhs_community.library import events, evidence, policy
from lhs_community.library.keeping import (
    keep_version,
    lock,
    require_complete,
    tell_mentioned,
    weigh,
    weigh_and_tell,
)
from lhs_community.library.models import Lesson, LessonState, NoteKind, ReviewNote
from lhs_community.library.queries import lessons as queries
from lhs_community.safety.guard import Consent, require_clear

# What a reviewer looks at; all of it has to hold before a lesson is published.
CHECKLIST = {
    "advice": "The title is advice that somebody elsewhere can act on",
    "repeatable": "What was done is told well enough to repeat it",
    "honest": "What happened is told with figures, or says that there are none",
    "limits": "It says what got in the way, or where it would not work",
    "nobody": "Nobody can be identified, and nobody is blamed",
}
# The evidence is worked out anew about once a day: charts go on.
WEIGH_EVERY = timedelta(hours=20)


@dataclass(frozen=True)
class Judgement:
    """`limit` None leaves the evidence as it was worked out; a lower one wants a `reason`, which readers see."""

    checked: frozenset[str] = frozenset()
    comments: str = ""
    limit: int | None = None
    reason: str = ""


def _add_note(actor: Viewer, lesson: Lesson, kind: NoteKind, body: str) -> None:
    if body.strip():
        db.session.add(
            ReviewNote(
                lesson_id=lesson.id,
                kind=kind,
                body=body.strip(),
                body_html=to_html(body.strip()),
                author_id=actor.person_id,
                written_at=clock.now(),
            )
        )


def _require_checked(checked: Iterable[str]) -> None:
    if set(CHECKLIST) - set(checked):
        raise Invalid("Tick what you have checked. If something does not hold, send it back and say what.", "checked")


def send_back_lesson(actor: Viewer, lesson: Lesson, comments: str, consent: Consent = Consent()) -> None:
    """To its author, as a draft, with what to change."""
    lock(lesson)
    policy.require_review(actor, lesson, lesson.community)
    if lesson.state is not LessonState.IN_REVIEW:
        raise Invalid("Only a lesson in review can be sent back.")
    if not comments.strip():
        raise Invalid("Say what would make it ready: the author sees only this.", "comments")
    require_clear(actor, {"comments": comments}, consent)
    _add_note(actor, lesson, NoteKind.SENT_BACK, comments)
    lesson.state = LessonState.DRAFT
    record(events.LessonSentBack(actor_id=actor.id, subject_kind="lesson", subject_id=lesson.id))


def publish_lesson(
    actor: Viewer, lesson: Lesson, judgement: Judgement, months: int = 12, consent: Consent = Consent()
) -> None:
    """Open to all readers of the community, as version 1. `months` is LHS_REVIEW_MONTHS."""
    lock(lesson)
    policy.require_review(actor, lesson, lesson.community)
    if lesson.state is not LessonState.IN_REVIEW:
        raise Invalid("Only a lesson in review can be published.")
    _require_checked(judgement.checked)
    require_complete(lesson)
    require_clear(actor, {"comments": judgement.comments, "reason": judgement.reason}, consent)
    lesson.state, lesson.reviewer_id = LessonState.PUBLISHED, actor.person_id
    lesson.published_at = clock.now()
    lesson.review_due = months_later(clock.now().date(), months)
    weigh(lesson)
    _limit(actor, lesson, judgement.limit, judgement.reason)
    keep_version(actor, lesson, reviewer_id=actor.person_id)
    _add_note(actor, lesson, NoteKind.PUBLISHED, judgement.comments)
    record(
        events.LessonPublished(
            actor_id=actor.id,
            subject_kind="lesson",
            subject_id=lesson.id,
            community_id=lesson.community_id,
            kind=lesson.kind,
            version=lesson.version,
            review_due=lesson.review_due,
        )
    )
    tell_mentioned(lesson)


def review_lesson(
    actor: Viewer, lesson: Lesson, judgement: Judgement, months: int = 12, consent: Consent = Consent()
) -> None:
    """It was looked at again and holds."""
    lock(lesson)
    policy.require_review(actor, lesson, lesson.community)
    if lesson.state is not LessonState.NEEDS_REVIEW:
        raise Invalid("This lesson does not wait to be looked at again.")
    _require_checked(judgement.checked)
    require_clear(actor, {"comments": judgement.comments, "reason": judgement.reason}, consent)
    lesson.state, lesson.reviewer_id = LessonState.PUBLISHED, actor.person_id
    lesson.review_due = months_later(clock.now().date(), months)
    weigh(lesson)
    _limit(actor, lesson, judgement.limit, judgement.reason)
    latest = queries.latest_version(actor, lesson)
    if latest is not None and latest.reviewer_id is None:
        latest.reviewer_id = actor.person_id
    _add_note(actor, lesson, NoteKind.REVIEWED, judgement.comments)
    record(
        events.LessonReviewed(
            actor_id=actor.id, subject_kind="lesson", subject_id=lesson.id, review_due=lesson.review_due
        )
    )


def lower_evidence(actor: Viewer, lesson: Lesson, limit: int | None, reason: str, consent: Consent = Consent()) -> None:
    """Count it no higher than `limit`; None takes that back."""
    lock(lesson)
    policy.require_review(actor, lesson, lesson.community)
    if lesson.state not in policy.READABLE:
        raise Invalid("The evidence of a lesson is lowered when it is published, or later.")
    require_clear(actor, {"reason": reason}, consent)
    weigh(lesson)
    _limit(actor, lesson, limit, reason)


def _limit(actor: Viewer, lesson: Lesson, limit: int | None, reason: str) -> None:
    reason = " ".join(reason.split())
    facts = evidence.Facts.load(lesson.evidence_facts)
    if limit is not None and not evidence.OPINION <= limit < evidence.found(lesson.kind, facts):
        raise Invalid("Choose a level below the one that was worked out. It can be lowered, not raised.", "limit")
    if limit is not None and not reason:
        raise Invalid("Say why the evidence counts for less. Readers see your reason.", "reason")
    reason = reason if limit is not None else ""
    if (limit, reason) == (lesson.evidence_limit, lesson.evidence_reason):
        return
    lesson.evidence_limit, lesson.evidence_reason = limit, reason
    lesson.evidence = evidence.level(lesson.kind, facts, limit)
    _add_note(actor, lesson, NoteKind.LOWERED, reason)
    record(events.EvidenceLowered(actor_id=actor.id, subject_kind="lesson", subject_id=lesson.id, limit=limit))


def retire_lesson(actor: Viewer, lesson: Lesson, reason: str, consent: Consent = Consent()) -> None:
    """Out of lists and search; its page stays for those whom an adoption leads there. A draft is just put away."""
    lock(lesson)
    policy.require_retire(actor, lesson, lesson.community)
    reason = " ".join(reason.split())
    if lesson.published_at is not None and not reason:
        raise Invalid("Say why people should not follow it any more.", "reason")
    require_clear(actor, {"reason": reason}, consent)
    lesson.state, lesson.retired_at, lesson.retired_reason = LessonState.RETIRED, clock.now(), reason
    lesson.review_due = None
    record(events.LessonRetired(actor_id=actor.id, subject_kind="lesson", subject_id=lesson.id))


def mark_due_reviews() -> int:
    """For the worker: lessons whose day has come need review, once each."""
    fallen = queries.list_fallen_due(clock.now().date())
    for lesson in fallen:
        lesson.state = LessonState.NEEDS_REVIEW
        record(
            events.ReviewFellDue(
                actor_id=None, subject_kind="lesson", subject_id=lesson.id, person_ids=queries.reviewer_ids(lesson)
            )
        )
    return len(fallen)


def weigh_again() -> int:
    """For the worker: work the evidence out anew where it has not been for a day."""
    waiting = queries.list_to_weigh(clock.now() - WEIGH_EVERY)
    for lesson in waiting:
        weigh_and_tell(lesson, actor_id=None)
    return len(waiting)


def months_later(day: date, months: int) -> date:
    """The same day of the month, or the last one of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(f"no day {months} months after {day}")
