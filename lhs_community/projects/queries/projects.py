"""Reading projects, their teams and their logs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from lhs_community.accounts.models import Person
from lhs_community.accounts.queries import people_by_id
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.communities.queries.members import list_members, people_who_may_read
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.projects import policy
from lhs_community.projects.charter import Charter
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.diagram import Driver, Idea
from lhs_community.projects.models.projects import Project, TeamMember
from lhs_community.projects.models.terms import CycleState, Stage

PAGE = 20
# Where a page of a list ended: lists go by time, and by id where times are equal.
Cursor = tuple[datetime, int]


def _for_policy() -> tuple[ORMOption, ...]:
    """What the rules ask of a project."""
    return (joinedload(Project.community), selectinload(Project.team).joinedload(TeamMember.person))


def get_project(viewer: Viewer, project_id: int) -> Project:
    """With its community, lead and team. Raises NotThere."""
    return _one(
        viewer,
        project_id,
        *_for_policy(),
        joinedload(Project.lead),
        joinedload(Project.changed_by),
        selectinload(Project.places),
    )


def get_whole_project(viewer: Viewer, project_id: int) -> Project:
    """With everything that stands on its page. Raises NotThere."""
    return _one(
        viewer,
        project_id,
        *_for_policy(),
        joinedload(Project.community).joinedload(Community.parent),
        joinedload(Project.lead),
        joinedload(Project.changed_by),
        selectinload(Project.places),
        selectinload(Project.drivers).selectinload(Driver.primaries),
        selectinload(Project.ideas).selectinload(Idea.drivers),
        selectinload(Project.ideas).selectinload(Idea.cycles).selectinload(Cycle.questions),
    )


def get_diagram(viewer: Viewer, project_id: int) -> Project:
    """With its drivers, ideas and cycles, and what measures them. Raises NotThere."""
    return _one(
        viewer,
        project_id,
        *_for_policy(),
        selectinload(Project.drivers).options(selectinload(Driver.primaries), selectinload(Driver.measures)),
        selectinload(Project.ideas).options(
            selectinload(Idea.drivers), selectinload(Idea.measures), selectinload(Idea.cycles)
        ),
        selectinload(Project.aim_measures),
    )


def _one(viewer: Viewer, project_id: int, *options: ORMOption) -> Project:
    found = db.session.scalars(
        select(Project).where(Project.id == project_id, policy.readable_by(viewer)).options(*options)
    ).first()
    if found is None:
        raise NotThere
    return found


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which projects a list shows; `before` is where the page above it ended."""

    mine: bool = False
    at_work: bool = False
    stage: Stage | None = None
    community_id: int | None = None
    before: Cursor | None = None


@dataclass(frozen=True)
class ProjectPage:
    projects: Sequence[Project]
    cycles: Mapping[int, int]
    older: Cursor | None


def list_projects(viewer: Viewer, wanted: Wanted | None = None, limit: int = PAGE) -> ProjectPage:
    """Those with the latest activity first."""
    wanted = wanted or Wanted()
    query = select(Project).where(policy.readable_by(viewer))
    if wanted.mine:
        query = query.where(policy.is_mine(viewer))
    if wanted.at_work:
        query = query.where(Project.stage != Stage.STOPPED)
    if wanted.stage:
        query = query.where(Project.stage == wanted.stage)
    if wanted.community_id is not None:
        query = query.where(Project.community_id == wanted.community_id)
    if wanted.before:
        query = query.where(_is_after(wanted.before, Project.last_activity_at, Project.id))
    found = db.session.scalars(
        query.options(joinedload(Project.community), joinedload(Project.lead))
        .order_by(Project.last_activity_at.desc(), Project.id.desc())
        .limit(limit + 1)
    ).all()
    shown = found[:limit]
    last = shown[-1] if len(found) > limit else None
    return ProjectPage(
        shown,
        _count_cycles(project.id for project in shown),
        (last.last_activity_at, last.id) if last else None,
    )


def _is_after(
    cursor: Cursor, time: InstrumentedAttribute[datetime], key: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    when, last_id = cursor
    return or_(time < when, and_(time == when, key < last_id))


def _count_cycles(project_ids: Iterable[int]) -> dict[int, int]:
    """How many cycles have begun in each."""
    rows = db.session.execute(
        select(Cycle.project_id, func.count())
        .where(Cycle.project_id.in_(list(project_ids)), Cycle.state != CycleState.PLANNED)
        .group_by(Cycle.project_id)
    )
    return dict(rows.all())


def list_communities_with_projects(viewer: Viewer) -> Sequence[Community]:
    with_projects = select(Project.community_id).where(policy.readable_by(viewer))
    return db.session.scalars(
        select(Community).where(Community.id.in_(with_projects)).order_by(Community.name).limit(300)
    ).all()


def list_candidates(viewer: Viewer, project: Project) -> list[Person]:
    """Members of the project's community who are not on its team yet."""
    on_team = {member.person_id for member in project.team}
    members = list_members(viewer, project.community)
    return sorted((one.person for one in members if one.person_id not in on_team), key=lambda person: person.name)


def find_candidate(viewer: Viewer, project: Project, handle: str) -> Person | None:
    """Anybody who may read the community, by their @handle."""
    if not policy.may_read(viewer, project):
        return None
    found = people_who_may_read([handle.strip().lstrip("@")], project.community_id)
    return found[0] if found else None


@dataclass(frozen=True)
class Entry:
    """One line of a project's log. The template has the words for each name."""

    name: str
    when: datetime
    actor: Person | None
    person: Person | None
    idea: Idea | None
    cycle: Cycle | None
    payload: Mapping[str, object]


def list_log(
    viewer: Viewer, project: Project, before: Cursor | None = None, limit: int = 50
) -> tuple[list[Entry], Cursor | None]:
    """Who did what and when, latest first; and where the next page begins. `project` is a whole one."""
    if not policy.may_read(viewer, project):
        raise NotThere
    ideas = {idea.id: idea for idea in project.ideas}
    cycles = {cycle.id: cycle for idea in project.ideas for cycle in idea.cycles}
    of_cycles = and_(EventRow.subject_kind == "cycle", EventRow.subject_id.in_(list(cycles)))
    query = (
        select(EventRow)
        .where(
            EventRow.name.startswith("projects."),
            or_(and_(EventRow.subject_kind == "project", EventRow.subject_id == project.id), of_cycles),
        )
        .order_by(EventRow.happened_at.desc(), EventRow.id.desc())
        .limit(limit + 1)
    )
    if before is not None:
        query = query.where(_is_after(before, EventRow.happened_at, EventRow.id))
    rows = db.session.scalars(query).all()
    shown = rows[:limit]
    people = people_by_id([id_ for row in shown for id_ in (row.actor_id, row.payload.get("person_id")) if id_])
    entries = [
        Entry(
            row.name,
            row.happened_at,
            people.get(row.actor_id or 0),
            people.get(row.payload.get("person_id", 0)),
            ideas.get(row.payload.get("idea_id", 0)),
            cycles.get(row.subject_id) if row.subject_kind == "cycle" else None,
            row.payload,
        )
        for row in shown
    ]
    return entries, (shown[-1].happened_at, shown[-1].id) if len(rows) > limit else None


def charter_of(project: Project) -> Charter:
    """Its texts as they were typed: for the form, and for advice."""
    return Charter(**{name: getattr(project, name) for name in Charter.__dataclass_fields__})
