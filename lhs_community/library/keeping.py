"""What changes of lessons have in common: holding the row, keeping a version, weighing the evidence.

Their callers have asked the policy.
"""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.actions.following import mention_people
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.library import events, evidence
from lhs_community.library.models import SECTIONS, Lesson, LessonVersion
from lhs_community.library.queries.drafting import facts_of

# A reviewer cannot judge a lesson that does not say this.
NEEDED = {
    "problem": "Say what the problem was: a reviewer will look for it.",
    "what_was_done": "Say what was done, well enough for somebody else to try it.",
    "what_happened": "Say what happened, with figures if you have them.",
}


def lock(lesson: Lesson) -> None:
    """Read its state afresh, and hold it: of two people who act at once the second sees what the first did."""
    db.session.refresh(lesson, attribute_names=["state", "revision", "version"], with_for_update=True)


def require_complete(lesson: Lesson) -> None:
    for section, message in NEEDED.items():
        if not getattr(lesson, section).strip():
            raise Invalid(message, section)


def all_text(lesson: Lesson) -> str:
    return "\n".join(getattr(lesson, section) for section in SECTIONS)


def keep_version(actor: Viewer, lesson: Lesson, reviewer_id: int | None = None) -> None:
    """The next version, as it can be read from now on. The caller has asked whether the actor may."""
    lesson.version += 1
    db.session.add(
        LessonVersion(
            lesson_id=lesson.id,
            number=lesson.version,
            title=lesson.title,
            kind=lesson.kind,
            topics=list(lesson.topics),
            texts={"setting": lesson.setting} | {section: getattr(lesson, section) for section in SECTIONS},
            made_by_id=actor.person_id if reviewer_id is None else lesson.author_id,
            reviewer_id=reviewer_id,
            made_at=clock.now(),
        )
    )


def tell_mentioned(lesson: Lesson) -> None:
    """On publication: a draft would tell people of what they cannot read yet."""
    author = viewer_for(lesson.author_id)
    mention_people(author, Ref("lesson", lesson.id), all_text(lesson), lesson.community_id)


def weigh(lesson: Lesson) -> bool:
    """Work its evidence out anew; True when the level has changed."""
    db.session.flush()
    facts = facts_of(lesson)
    before = lesson.evidence
    lesson.evidence_facts = facts.dump()
    lesson.evidence = evidence.level(lesson.kind, facts, lesson.evidence_limit)
    lesson.weighed_at = clock.now()
    return lesson.evidence != before


def weigh_and_tell(lesson: Lesson, actor_id: int | None) -> None:
    """As `weigh`, for lessons that others rely on."""
    if weigh(lesson):
        record(
            events.EvidenceWeighed(
                actor_id=actor_id, subject_kind="lesson", subject_id=lesson.id, level=lesson.evidence
            )
        )
