"""What is learned across a programme: its lessons, the decisions to look at again, the tests that run now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.models import Link, Relation
from lhs_community.decisions import policy as decisions
from lhs_community.decisions.models import Decision, DecisionState
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.library import policy as library
from lhs_community.library.models import Lesson, LessonState
from lhs_community.programmes.models.programmes import ProgrammeChild
from lhs_community.projects import policy as projects
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.terms import CycleState

MOST = 6
SOON = timedelta(days=30)
SHOWN = (LessonState.PUBLISHED, LessonState.NEEDS_REVIEW)
UNDER_WAY = (CycleState.DOING, CycleState.STUDYING)


@dataclass(frozen=True)
class Learning:
    """Cards that the viewer may read, of the projects that they may read."""

    lessons: Sequence[Card]
    decisions: Sequence[Card]
    tests: Sequence[Card]


def learned_across(viewer: Viewer, children: Sequence[ProgrammeChild]) -> Learning:
    """`children` are those the viewer may read."""
    ids = [child.project_id for child in children]
    if not ids:
        return Learning((), (), ())
    lessons, due, tests = _lessons(viewer, ids), _decisions(viewer, ids), _tests(viewer, ids)
    cards = subjects.cards(viewer, [*lessons, *due, *tests])
    shown = [[cards[ref] for ref in refs if ref in cards] for refs in (lessons, due, tests)]
    return Learning(*shown)


def _lessons(viewer: Viewer, project_ids: Sequence[int]) -> list[Ref]:
    """The latest first."""
    taught = select(Link.result_id).where(
        Link.origin_kind == "project",
        Link.origin_id.in_(project_ids),
        Link.result_kind == "lesson",
        Link.relation == Relation.TAUGHT,
    )
    rows = db.session.scalars(
        select(Lesson.id)
        .where(Lesson.id.in_(taught), Lesson.state.in_(SHOWN), library.readable_by(viewer))
        .order_by(Lesson.published_at.desc(), Lesson.id.desc())
        .limit(MOST)
    )
    return [Ref("lesson", id_) for id_ in rows]


def _decisions(viewer: Viewer, project_ids: Sequence[int]) -> list[Ref]:
    """Those to look at again within a month, or overdue: the earliest first."""
    settled = select(Link.result_id).where(
        Link.origin_kind == "project", Link.origin_id.in_(project_ids), Link.result_kind == "decision"
    )
    rows = db.session.scalars(
        select(Decision.id)
        .where(
            Decision.id.in_(settled),
            decisions.readable_by(viewer),
            Decision.state != DecisionState.ENDED,
            Decision.review_on <= clock.now().date() + SOON,
        )
        .order_by(Decision.review_on, Decision.id)
        .limit(MOST)
    )
    return [Ref("decision", id_) for id_ in rows]


def _tests(viewer: Viewer, project_ids: Sequence[int]) -> list[Ref]:
    """Cycles that are being done or studied, the latest begun first."""
    rows = db.session.scalars(
        select(Cycle.id)
        .where(Cycle.project_id.in_(project_ids), Cycle.state.in_(UNDER_WAY), projects.cycle_readable_by(viewer))
        .order_by(Cycle.started_at.desc(), Cycle.id.desc())
        .limit(MOST)
    )
    return [Ref("cycle", id_) for id_ in rows]
