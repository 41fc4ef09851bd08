"""Lessons and adoptions for tests, made through the product's own actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from lhs_community.accounts.models import SiteRole
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.library import policy
from lhs_community.library.actions import adoptions, lessons, reviews
from lhs_community.library.models import Adoption, Lesson, LessonKind, LessonState, Outcome
from lhs_community.library.queries import adoptions as adoption_queries, lessons as queries
from tests.make.people import MakeCommunity, MakeMember
from tests.make.projects import MakeProject

MakeLesson = Callable[..., Lesson]
MakeAdoption = Callable[..., Adoption]
TEXTS = {
    "problem": "People fell on the way to the toilet.",
    "what_was_done": "A round at five, by name.",
    "what_happened": "Falls went from 8.4 to 5.3.",
    "where_it_would_not_work": "Wards with one assistant at night.",
}
APPROVED = reviews.Judgement(checked=frozenset(reviews.CHECKLIST))


def written(**fields: Any) -> lessons.Written:
    """What an author types, complete enough for a reviewer. `texts` adds to and replaces TEXTS."""
    typed: dict[str, Any] = {
        "title": "Offer the toilet by name at five",
        "kind": LessonKind.WORKED,
        "setting": "One ward of 28 beds",
        "topics": ("falls", "nights"),
    }
    texts = TEXTS | fields.pop("texts", {})
    return lessons.Written(**(typed | fields | {"texts": texts}))


@pytest.fixture
def make_reviewer(make_member: MakeMember) -> Callable[[Community], Viewer]:
    """Somebody who may review lessons of a community: a curator, or a second convenor where it is closed."""

    def make(community: Community) -> Viewer:
        if policy.is_reviewed_by_convenors(community):
            return make_member(community, "convenor")
        return make_member(site_roles=(SiteRole.CURATOR,))

    return make


@pytest.fixture
def make_lesson(
    make_community: MakeCommunity, make_member: MakeMember, make_reviewer: Callable[[Community], Viewer]
) -> MakeLesson:
    """`make_lesson(state=, community=, author=, origin=, **fields of Written)`: published unless told."""

    def make(
        state: LessonState = LessonState.PUBLISHED,
        community: Community | None = None,
        author: Viewer | None = None,
        origin: Ref | None = None,
        **fields: Any,
    ) -> Lesson:
        community = community or make_community()
        author = author or make_member(community)
        made = lessons.draft_lesson(author, community, written(**fields), origin)
        lesson = queries.get_lesson(author, made.id)
        if state is not LessonState.DRAFT:
            lessons.submit_lesson(author, lesson)
        if state not in (LessonState.DRAFT, LessonState.IN_REVIEW):
            reviews.publish_lesson(make_reviewer(community), lesson, APPROVED)
        if state is LessonState.NEEDS_REVIEW:
            lessons.change_lesson(author, lesson, written(**fields), lesson.revision)
        if state is LessonState.RETIRED:
            reviews.retire_lesson(author, lesson, "The pathway is closed.")
        db.session.flush()
        return lesson

    return make


@pytest.fixture
def make_adoption(make_lesson: MakeLesson, make_project: MakeProject) -> MakeAdoption:
    """`make_adoption(lesson=, community=, outcome=, lead=, **fields of Adapted)`: into a new project."""

    def make(
        lesson: Lesson | None = None,
        community: Community | None = None,
        outcome: Outcome = Outcome.TOO_EARLY,
        lead: Viewer | None = None,
        **parts: str,
    ) -> Adoption:
        lesson = lesson or make_lesson()
        project = make_project(community=community, lead=lead)
        assert project.lead_id is not None
        adopter = viewer_for(project.lead_id)
        adapted = adoptions.Adapted(**({"kept": "The round at five."} | parts))
        made = adoptions.adopt_lesson(adopter, queries.get_lesson(adopter, lesson.id), project.id, adapted)
        adoption = adoption_queries.get_adoption(adopter, made.id)
        if outcome is not Outcome.TOO_EARLY:
            adoptions.tell_outcome(adopter, adoption, outcome, "Half as many falls.", adapted)
        db.session.flush()
        return adoption

    return make


@pytest.fixture
def recorded() -> Callable[[str], list[dict[str, Any]]]:
    """`recorded("library.lesson_published")`: what each event of that name carried, in order."""

    def find(name: str) -> list[dict[str, Any]]:
        return list(db.session.scalars(select(EventRow.payload).where(EventRow.name == name).order_by(EventRow.id)))

    return find
