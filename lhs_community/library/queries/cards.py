"""Lessons and adoptions as other features show, find and continue them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card, IndexCard
from lhs_community.foundation.text import excerpt, plain
from lhs_community.library import evidence, policy
from lhs_community.library.models import (
    KIND_LABELS,
    OUTCOME_LABELS,
    SECTIONS,
    STATE_LABELS,
    Adoption,
    Lesson,
    LessonState,
)
from lhs_community.library.queries.adoptions import WITH_ENDS
from lhs_community.library.queries.lessons import WITH_PEOPLE, get_lesson


def card_of(lesson: Lesson) -> Card:
    """For a lesson that the viewer has been found to be allowed to read."""
    label = KIND_LABELS[lesson.kind] if lesson.state is LessonState.PUBLISHED else STATE_LABELS[lesson.state]
    return Card(
        ref=Ref("lesson", lesson.id),
        title=lesson.title,
        url=f"/lessons/{lesson.id}",
        excerpt=excerpt(lesson.problem or lesson.what_happened),
        kind_label="Lesson",
        community_id=lesson.community_id,
        community_name=lesson.community.name,
        author_id=lesson.author_id,
        author_name=lesson.author.name,
        when=lesson.published_at or lesson.started_at,
        status=label,
        body=lesson.what_was_done,
    )


def lesson_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    found = db.session.scalars(
        select(Lesson).where(Lesson.id.in_(set(ids)), policy.readable_by(viewer)).options(*WITH_PEOPLE)
    )
    return {lesson.id: card_of(lesson) for lesson in found}


def lesson_index_card(lesson_id: int) -> IndexCard | None:
    """Drafts and retired lessons are not found by searching."""
    lesson = db.session.get(Lesson, lesson_id, options=WITH_PEOPLE, populate_existing=True)
    if lesson is None or lesson.state not in policy.READABLE:
        return None
    organisation = lesson.community.organisation or lesson.author.organisation
    facets: dict[str, str | list[str]] = {
        "topic": list(lesson.topics),
        "setting": lesson.setting,
        "outcome": KIND_LABELS[lesson.kind],
        "evidence": evidence.LABELS[lesson.evidence],
        "organisation": organisation.name if organisation else "",
        "year": str(lesson.published_at.year) if lesson.published_at else "",
    }
    return IndexCard(
        ref=Ref("lesson", lesson.id),
        title=lesson.title,
        body="\n".join((lesson.setting, *(plain(getattr(lesson, section)) for section in SECTIONS))),
        community_id=lesson.community_id,
        kind_label="Lesson",
        facets={name: value for name, value in facets.items() if value},
        when=lesson.published_at,
        author_name=lesson.author.name,
        boost=1.0 + 0.1 * lesson.evidence,
    )


def all_lesson_ids() -> Sequence[int]:
    """For reindexing."""
    return db.session.scalars(select(Lesson.id).where(Lesson.state.in_(policy.READABLE))).all()


def my_lessons(viewer: Viewer, limit: int = 50) -> Sequence[Card]:
    """Those I wrote and can still work on, the one changed last first."""
    if viewer.is_guest:
        return []
    found = db.session.scalars(
        select(Lesson)
        .where(policy.readable_by(viewer), Lesson.author_id == viewer.id, Lesson.state != LessonState.RETIRED)
        .options(*WITH_PEOPLE)
        .order_by(Lesson.changed_at.desc(), Lesson.id.desc())
        .limit(limit)
    )
    return [card_of(lesson) for lesson in found]


def lesson_outline(viewer: Viewer, lesson_id: int) -> Mapping[str, str]:
    """What a project that adopts it, or a lesson that refines it, can begin with."""
    lesson = get_lesson(viewer, lesson_id)
    return {section: getattr(lesson, section) for section in SECTIONS if getattr(lesson, section)}


def may_edit_lesson(viewer: Viewer, lesson_id: int) -> bool:
    lesson = get_lesson(viewer, lesson_id)
    return policy.may_change(viewer, lesson, lesson.community)


def adoption_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    found = db.session.scalars(
        select(Adoption).where(Adoption.id.in_(set(ids)), policy.adoptions_readable_by(viewer)).options(*WITH_ENDS)
    )
    return {
        adoption.id: Card(
            ref=Ref("adoption", adoption.id),
            title=f"Adopted in {adoption.community.name}: {adoption.lesson.title}",
            url=f"/adoptions/{adoption.id}",
            excerpt=excerpt(adoption.what_happened or adoption.changed or adoption.kept),
            kind_label="Adoption",
            community_id=adoption.community_id,
            community_name=adoption.community.name,
            author_id=adoption.adopted_by_id,
            author_name=adoption.adopted_by.name,
            when=adoption.adopted_at,
            status=OUTCOME_LABELS[adoption.outcome],
            body=adoption.what_happened,
        )
        for adoption in found
    }


def may_edit_adoption(viewer: Viewer, adoption_id: int) -> bool:
    adoption = db.session.get(Adoption, adoption_id)
    return adoption is not None and policy.may_tell(viewer, adoption)
