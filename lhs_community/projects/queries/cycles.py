"""Reading drivers, change ideas and cycles, each with the project that says who may."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.models import Relation
from lhs_community.chain.queries import results_of
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.projects import policy
from lhs_community.projects.models.cycles import Cycle, StepBack
from lhs_community.projects.models.diagram import Driver, Idea
from lhs_community.projects.models.projects import Project, TeamMember
from lhs_community.projects.models.terms import CycleState


def _with_project(attribute: Any) -> tuple[ORMOption, ...]:
    return (
        joinedload(attribute).joinedload(Project.community),
        joinedload(attribute).selectinload(Project.team).joinedload(TeamMember.person),
    )


def _readable(viewer: Viewer, column: Any) -> ColumnElement[bool]:
    return column.in_(select(Project.id).where(policy.readable_by(viewer)))  # type: ignore[no-any-return]  # the column is Any here


def get_driver(viewer: Viewer, driver_id: int) -> Driver:
    found = db.session.scalars(
        select(Driver)
        .where(Driver.id == driver_id, Driver.removed_at.is_(None), _readable(viewer, Driver.project_id))
        .options(
            *_with_project(Driver.project),
            selectinload(Driver.primaries),
            selectinload(Driver.measures),
            joinedload(Driver.changed_by),
        )
    ).first()
    if found is None:
        raise NotThere
    return found


def get_idea(viewer: Viewer, idea_id: int) -> Idea:
    """With its drivers, measures and cycles."""
    found = db.session.scalars(
        select(Idea)
        .where(Idea.id == idea_id, Idea.removed_at.is_(None), _readable(viewer, Idea.project_id))
        .options(
            *_with_project(Idea.project),
            selectinload(Idea.drivers),
            selectinload(Idea.measures),
            selectinload(Idea.cycles).selectinload(Cycle.questions),
            joinedload(Idea.changed_by),
        )
    ).first()
    if found is None:
        raise NotThere
    return found


def get_cycle(viewer: Viewer, cycle_id: int) -> Cycle:
    """With its questions, its idea and that idea's ramp."""
    found = db.session.scalars(
        select(Cycle)
        .where(Cycle.id == cycle_id, policy.cycle_readable_by(viewer))
        .options(
            *_with_project(Cycle.project),
            selectinload(Cycle.questions),
            joinedload(Cycle.idea).options(selectinload(Idea.cycles), selectinload(Idea.drivers)),
            joinedload(Cycle.changed_by),
            joinedload(Cycle.came_from),
            selectinload(Cycle.steps_back).joinedload(StepBack.by),
        )
    ).first()
    if found is None:
        raise NotThere
    return found


def list_drivers(viewer: Viewer, project: Project) -> list[Driver]:
    """In the order in which they stand in the diagram."""
    return list(
        db.session.scalars(
            select(Driver)
            .where(
                Driver.project_id == project.id, Driver.removed_at.is_(None), _readable(viewer, Driver.project_id)
            )
            .options(selectinload(Driver.primaries))
            .order_by(Driver.position, Driver.id)
            .limit(200)
        )
    )


def find_last_cycle(viewer: Viewer, idea: Idea) -> Cycle | None:
    """The latest one whose decision is taken: what the next cycle carries over."""
    acted = [cycle for cycle in idea.cycles if cycle.state is CycleState.ACTED]
    return acted[-1] if acted and policy.may_read(viewer, idea.project) else None


def list_measures_of(viewer: Viewer, project_id: int) -> list[Card]:
    """What the project measures, to choose from: from the chain, for measures belong to a feature beside this one."""
    return list(results_of(viewer, Ref("project", project_id), Relation.MEASURED_BY))


def measures_of(viewer: Viewer, *cycles: Cycle) -> list[Card]:
    """What these cycles should move, each once."""
    wanted = [Ref.parse(one) for cycle in cycles for one in cycle.measures]
    return list(subjects.cards(viewer, wanted).values())
