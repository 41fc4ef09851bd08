"""Reading lessons, their versions and what reviewers wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from lhs_community.accounts.models import Person, SiteRole, SiteRoleGrant
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.communities.queries.members import convenor_ids, viewer_for
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.library import policy
from lhs_community.library.models import Lesson, LessonKind, LessonState, LessonTopic, LessonVersion, ReviewNote

WITH_PEOPLE = (
    joinedload(Lesson.community).joinedload(Community.organisation),
    joinedload(Lesson.author).joinedload(Person.organisation),
    joinedload(Lesson.reviewer),
    selectinload(Lesson.topic_rows),
)


@dataclass(frozen=True)
class Wanted:
    """What a list of lessons is narrowed to. `evidence` is the least."""

    kind: LessonKind | None = None
    topic: str = ""
    community: Community | None = None
    evidence: int | None = None

    def __bool__(self) -> bool:
        return bool(self.kind or self.topic or self.community or self.evidence)


def get_lesson(viewer: Viewer, lesson_id: int) -> Lesson:
    found = db.session.scalars(
        select(Lesson).where(Lesson.id == lesson_id, policy.readable_by(viewer)).options(*WITH_PEOPLE)
    ).first()
    if found is None:
        raise NotThere
    return found


def list_lessons(
    viewer: Viewer, wanted: Wanted = Wanted(), before: int | None = None, limit: int = 20
) -> Sequence[Lesson]:
    """Those in use, newest first; `before` is the id of the last one on the page before."""
    query = select(Lesson).where(policy.readable_by(viewer), Lesson.state.in_(policy.READABLE)).options(*WITH_PEOPLE)
    if wanted.kind is not None:
        query = query.where(Lesson.kind == wanted.kind)
    if wanted.topic:
        query = query.where(Lesson.id.in_(select(LessonTopic.lesson_id).where(LessonTopic.name == wanted.topic)))
    if wanted.community is not None:
        query = query.where(Lesson.community_id == wanted.community.id)
    if wanted.evidence is not None:
        query = query.where(Lesson.evidence >= wanted.evidence)
    if before is not None:
        last = select(Lesson.published_at).where(Lesson.id == before).scalar_subquery()
        query = query.where(tuple_(Lesson.published_at, Lesson.id) < tuple_(last, before))
    return db.session.scalars(query.order_by(Lesson.published_at.desc(), Lesson.id.desc()).limit(limit)).all()


def list_topics(viewer: Viewer, limit: int = 40) -> dict[str, int]:
    """Topics of the lessons in use, with how many there are; the most frequent ones, by name."""
    rows = db.session.execute(
        select(LessonTopic.name, func.count())
        .join(Lesson, Lesson.id == LessonTopic.lesson_id)
        .where(policy.readable_by(viewer), Lesson.state.in_(policy.READABLE))
        .group_by(LessonTopic.name)
        .order_by(func.count().desc(), LessonTopic.name)
        .limit(limit)
    )
    return dict(sorted((name, count) for name, count in rows))


def list_drafts(viewer: Viewer, limit: int = 30) -> Sequence[Lesson]:
    """My own that are not published yet, the one changed last first."""
    if viewer.is_guest:
        return []
    return db.session.scalars(
        select(Lesson)
        .where(
            policy.readable_by(viewer),
            Lesson.author_id == viewer.id,
            Lesson.state.in_((LessonState.DRAFT, LessonState.IN_REVIEW)),
        )
        .options(*WITH_PEOPLE)
        .order_by(Lesson.changed_at.desc(), Lesson.id.desc())
        .limit(limit)
    ).all()


def list_awaiting(viewer: Viewer, limit: int = 30) -> Sequence[Lesson]:
    """What waits for this reviewer: new ones first, the longest waiting at the top."""
    return db.session.scalars(
        select(Lesson)
        .where(policy.readable_by(viewer), policy.reviewable_by(viewer))
        .options(*WITH_PEOPLE)
        .order_by(Lesson.state, Lesson.submitted_at, Lesson.id)
        .limit(limit)
    ).all()


def count_awaiting(viewer: Viewer) -> int:
    return (
        db.session.scalar(
            select(func.count()).select_from(Lesson).where(policy.readable_by(viewer), policy.reviewable_by(viewer))
        )
        or 0
    )


def list_notes(viewer: Viewer, lesson: Lesson) -> Sequence[ReviewNote]:
    """What reviewers wrote, newest first; empty for readers."""
    if not policy.may_read_notes(viewer, lesson, lesson.community):
        return []
    return db.session.scalars(
        select(ReviewNote)
        .where(ReviewNote.lesson_id == lesson.id)
        .options(joinedload(ReviewNote.author))
        .order_by(ReviewNote.id.desc())
        .limit(50)
    ).all()


def list_versions(viewer: Viewer, lesson: Lesson) -> Sequence[LessonVersion]:
    """Newest first."""
    return db.session.scalars(
        select(LessonVersion)
        .join(Lesson, Lesson.id == LessonVersion.lesson_id)
        .where(LessonVersion.lesson_id == lesson.id, policy.readable_by(viewer))
        .options(joinedload(LessonVersion.made_by), joinedload(LessonVersion.reviewer))
        .order_by(LessonVersion.number.desc())
        .limit(100)
    ).all()


def get_version(viewer: Viewer, lesson: Lesson, number: int) -> LessonVersion:
    for version in list_versions(viewer, lesson):
        if version.number == number:
            return version
    raise NotThere


def latest_version(viewer: Viewer, lesson: Lesson) -> LessonVersion | None:
    versions = list_versions(viewer, lesson)
    return versions[0] if versions else None


def reviewer_ids(lesson: Lesson) -> tuple[int, ...]:
    """Whom to tell that it waits."""
    wanted = set(convenor_ids(lesson.community_id))
    if not policy.is_reviewed_by_convenors(lesson.community):
        wanted = set(db.session.scalars(select(SiteRoleGrant.person_id).where(SiteRoleGrant.role == SiteRole.CURATOR)))
    return tuple(sorted(id_ for id_ in wanted if policy.is_reviewer(viewer_for(id_), lesson, lesson.community)))


def list_fallen_due(today: date, limit: int = 200) -> Sequence[Lesson]:
    """For the worker: published lessons whose day to be looked at again has come."""
    return db.session.scalars(
        select(Lesson)
        .where(Lesson.state == LessonState.PUBLISHED, Lesson.review_due <= today)
        .options(*WITH_PEOPLE)
        .order_by(Lesson.id)
        .limit(limit)
    ).all()


def list_to_weigh(weighed_before: datetime, limit: int = 200) -> Sequence[Lesson]:
    """For the worker: lessons in use whose evidence has not been looked at since, oldest look first."""
    return db.session.scalars(
        select(Lesson)
        .where(Lesson.state.in_(policy.READABLE), Lesson.weighed_at < weighed_before)
        .options(*WITH_PEOPLE)
        .order_by(Lesson.weighed_at, Lesson.id)
        .limit(limit)
    ).all()
