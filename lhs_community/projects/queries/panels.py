"""What projects add to the pages of threads, communities, people and the start page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.queries.communities import communities_by_id
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.projects import policy
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.projects import Project, TeamMember
from lhs_community.projects.models.terms import CycleState
from lhs_community.projects.queries.progress import standing_of, standings_of
from lhs_community.projects.queries.projects import Wanted, get_project, list_projects

MOST = 5


def thread_actions(viewer: Viewer, thread_id: int) -> Mapping[str, Any] | None:
    """ "Start a project from this thread", for who may start one in its community."""
    card = None if viewer.is_guest else subjects.card(viewer, Ref("thread", thread_id))
    if card is None or card.community_id is None:
        return None
    community = communities_by_id(viewer, [card.community_id]).get(card.community_id)
    if community is None or not policy.may_start_in(viewer, community):
        return None
    return {"origin": card.ref}


def community_projects(viewer: Viewer, community_id: int) -> Mapping[str, Any] | None:
    community = communities_by_id(viewer, [community_id]).get(community_id)
    if community is None:
        return None
    page = list_projects(viewer, Wanted(community_id=community_id), limit=MOST)
    may_start = policy.may_start_in(viewer, community)
    if not page.projects and not may_start:
        return None
    standings = standings_of(viewer, page.projects)
    return {"community": community, "page": page, "standings": standings, "may_start": may_start}


def progress_on_project(viewer: Viewer, project_id: int) -> Mapping[str, Any] | None:
    project = get_project(viewer, project_id)
    may_edit = policy.may_edit(viewer, project)
    return {"standing": standing_of(viewer, project), "project_id": project_id, "may_edit": may_edit}


def home_projects(viewer: Viewer, _subject_id: int) -> Mapping[str, Any] | None:
    """My projects, and which of their cycles wait for the next step."""
    if viewer.is_guest:
        return None
    page = list_projects(viewer, Wanted(mine=True, at_work=True), limit=MOST)
    return {"page": page, "cycles": _open_cycles(viewer, page.projects)} if page.projects else None


def _open_cycles(viewer: Viewer, projects: Sequence[Project]) -> dict[int, Cycle]:
    """The cycle of each project that is furthest along and not closed."""
    ids = [project.id for project in projects]
    cycles = db.session.scalars(
        select(Cycle)
        .where(Cycle.project_id.in_(ids), Cycle.state != CycleState.ACTED, policy.cycle_readable_by(viewer))
        .options(joinedload(Cycle.idea))
        .order_by(Cycle.started_at.is_(None), Cycle.started_at.desc(), Cycle.id.desc())
        .limit(100)
    )
    found: dict[int, Cycle] = {}
    for cycle in cycles:
        found.setdefault(cycle.project_id, cycle)
    return found


def person_projects(viewer: Viewer, person_id: int) -> Mapping[str, Any] | None:
    """Where somebody works on the team, as far as the viewer may read it."""
    places = db.session.scalars(
        select(TeamMember)
        .join(TeamMember.project)
        .where(TeamMember.person_id == person_id, policy.readable_by(viewer))
        .options(contains_eager(TeamMember.project).joinedload(Project.community))
        .order_by(Project.last_activity_at.desc(), Project.id.desc())
        .limit(20)
    ).all()
    return {"places": places} if places else None
