"""Lessons on the pages of projects, communities and home."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from lhs_community.accounts.queries import people_by_id
from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.models import Relation
from lhs_community.chain.queries import results_of
from lhs_community.communities import policy as communities
from lhs_community.communities.queries.communities import get_community_by_id
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.library import policy
from lhs_community.library.models import Lesson, LessonTopic
from lhs_community.library.queries.adoptions import list_adoptions_of, tallies
from lhs_community.library.queries.lessons import (
    WITH_PEOPLE,
    Wanted,
    count_awaiting,
    list_awaiting,
    list_lessons,
)

MOST_FITTING = 3


@dataclass(frozen=True)
class Fitting:
    """A lesson with the reason it is shown."""

    lesson: Lesson
    because: str


def on_project(viewer: Viewer, project_id: int) -> Mapping[str, Any] | None:
    learned = [
        card for card in results_of(viewer, Ref("project", project_id), Relation.TAUGHT) if card.ref.kind == "lesson"
    ]
    adopted = list_adoptions_of(viewer, project_id)
    if not (learned or adopted):
        return None
    return {"learned": learned, "adopted": adopted}


def may_draft_from_project(viewer: Viewer, project_id: int) -> Mapping[str, Any] | None:
    ref = Ref("project", project_id)
    return {"origin": ref} if subjects.may_edit(viewer, ref) else None


def may_draft_from_summary(viewer: Viewer, thread_id: int) -> Mapping[str, Any] | None:
    card = subjects.card(viewer, Ref("thread", thread_id))
    if card is None or card.community_id is None or viewer.is_guest:
        return None
    community = get_community_by_id(viewer, card.community_id)
    return {"origin": card.ref} if communities.may_post(viewer, community) else None


def on_community(viewer: Viewer, community_id: int) -> Mapping[str, Any] | None:
    community = get_community_by_id(viewer, community_id)
    found = list_lessons(viewer, Wanted(community=community), limit=3)
    may_draft = communities.may_post(viewer, community)
    if not (found or may_draft):
        return None
    return {
        "community": community,
        "lessons": found,
        "may_draft": may_draft,
        "tallies": tallies(viewer, [lesson.id for lesson in found]),
    }


def queue_on_home(viewer: Viewer, _nothing: int) -> Mapping[str, Any] | None:
    """For those who review."""
    found = list_awaiting(viewer, limit=5)
    if not found:
        return None
    return {"lessons": found, "count": count_awaiting(viewer)}


def fitting_on_home(viewer: Viewer, _nothing: int) -> Mapping[str, Any] | None:
    found = list_fitting(viewer)
    if not found:
        return None
    counts = tallies(viewer, [one.lesson.id for one in found])
    return {"fitting": found, "tallies": counts}


def list_fitting(viewer: Viewer) -> list[Fitting]:
    """Up to three lessons of others, by what the viewer is interested in and works on; else the newest nearby."""
    if viewer.is_guest:
        return []
    reasons = _reasons(viewer)
    found = _by_topics(viewer, reasons)
    if len(found) < MOST_FITTING:
        known = {one.lesson.id for one in found}
        newest = db.session.scalars(
            _of_others(viewer)
            .where(Lesson.community_id.in_(viewer.roles), Lesson.id.not_in(known))
            .order_by(Lesson.published_at.desc(), Lesson.id.desc())
            .limit(MOST_FITTING - len(found))
        )
        found += [Fitting(lesson, "New in a community of yours") for lesson in newest]
    return found


def _of_others(viewer: Viewer) -> Any:
    return (
        select(Lesson)
        .where(policy.readable_by(viewer), Lesson.state.in_(policy.READABLE), Lesson.author_id != viewer.id)
        .options(*WITH_PEOPLE)
    )


def _by_topics(viewer: Viewer, reasons: Mapping[str, str]) -> list[Fitting]:
    if not reasons:
        return []
    hits = (
        select(LessonTopic.lesson_id, func.count().label("hits"))
        .where(LessonTopic.name.in_(reasons))
        .group_by(LessonTopic.lesson_id)
        .subquery()
    )
    lessons = db.session.scalars(
        _of_others(viewer)
        .join(hits, hits.c.lesson_id == Lesson.id)
        .order_by(hits.c.hits.desc(), Lesson.evidence.desc(), Lesson.published_at.desc(), Lesson.id.desc())
        .limit(MOST_FITTING)
    )
    return [Fitting(lesson, next(reasons[topic] for topic in lesson.topics if topic in reasons)) for lesson in lessons]


def _reasons(viewer: Viewer) -> dict[str, str]:
    """Topic -> why it fits: what the viewer gave as an interest, and what stands in the titles of their projects."""
    person = people_by_id([viewer.person_id])[viewer.person_id]
    reasons = {interest.strip().lower(): f"You follow {interest.strip().lower()}" for interest in person.interests}
    in_use = select(Lesson.id).where(policy.readable_by(viewer), Lesson.state.in_(policy.READABLE))
    topics = db.session.scalars(
        select(LessonTopic.name)
        .distinct()
        .where(LessonTopic.lesson_id.in_(in_use))
        .order_by(LessonTopic.name)
        .limit(500)
    ).all()
    for card in subjects.mine(viewer, "project"):
        words = _words(card.title)
        for topic in topics:
            if _words(topic) <= words:
                reasons.setdefault(topic, f"For your project “{card.title}”")
    return reasons


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))
