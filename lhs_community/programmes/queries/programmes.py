"""Reading programmes and the projects that belong to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.communities.queries.members import list_members
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.programmes import policy
from lhs_community.programmes.models.programmes import ChildState, Programme, ProgrammeChild, ProgrammeLead
from lhs_community.projects import policy as projects
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import Stage

BELONGING = (ChildState.JOINED,)
ASKED = (ChildState.INVITED,)
UNSETTLED = (ChildState.INVITED, ChildState.DECLINED)
MOST_CHILDREN = 200


def _whole() -> tuple[ORMOption, ...]:
    return (
        joinedload(Programme.community).joinedload(Community.parent),
        joinedload(Programme.changed_by),
        selectinload(Programme.leads).joinedload(ProgrammeLead.person),
    )


def get_programme(viewer: Viewer, programme_id: int) -> Programme:
    """With its community and leads. Raises NotThere."""
    found = db.session.scalars(
        select(Programme).where(Programme.id == programme_id, policy.readable_by(viewer)).options(*_whole())
    ).first()
    if found is None:
        raise NotThere
    return found


def list_programmes(
    viewer: Viewer, community: Community | None = None, before: int | None = None, limit: int = 30
) -> Sequence[Programme]:
    """Newest first; `before` is the id of the last one on the page before."""
    query = select(Programme).where(policy.readable_by(viewer)).options(*_whole())
    if community is not None:
        query = query.where(Programme.community_id == community.id)
    if before is not None:
        query = query.where(Programme.id < before)
    return db.session.scalars(query.order_by(Programme.id.desc()).limit(limit)).all()


def list_children(
    viewer: Viewer, programme: Programme, states: Collection[ChildState] = BELONGING
) -> Sequence[ProgrammeChild]:
    """By the title of the project: never by how it is doing."""
    found = db.session.scalars(
        select(ProgrammeChild)
        .join(ProgrammeChild.project)
        .where(
            ProgrammeChild.programme_id == programme.id,
            ProgrammeChild.state.in_(states),
            policy.child_readable_by(viewer),
        )
        .options(
            contains_eager(ProgrammeChild.project).joinedload(Project.community),
            contains_eager(ProgrammeChild.project).joinedload(Project.lead),
            joinedload(ProgrammeChild.programme).joinedload(Programme.community),
        )
        .order_by(func.lower(Project.title), Project.id)
        .limit(MOST_CHILDREN)
    )
    return found.all()


def get_child(
    viewer: Viewer, programme_id: int, project_id: int, states: Collection[ChildState] = tuple(ChildState)
) -> ProgrammeChild:
    """Raises NotThere, also where the programme may be read but the project may not."""
    found = db.session.scalars(
        select(ProgrammeChild)
        .where(
            ProgrammeChild.programme_id == programme_id,
            ProgrammeChild.project_id == project_id,
            ProgrammeChild.state.in_(states),
            policy.child_readable_by(viewer),
        )
        .options(
            joinedload(ProgrammeChild.project).joinedload(Project.community),
            joinedload(ProgrammeChild.programme).joinedload(Programme.community),
        )
    ).first()
    if found is None:
        raise NotThere
    return found


def list_children_of_project(viewer: Viewer, project_id: int) -> Sequence[ProgrammeChild]:
    """The programmes that a project belongs to or is asked into."""
    return db.session.scalars(
        select(ProgrammeChild)
        .where(
            ProgrammeChild.project_id == project_id,
            ProgrammeChild.state.in_((*BELONGING, *ASKED)),
            policy.child_readable_by(viewer),
        )
        .options(
            joinedload(ProgrammeChild.programme).joinedload(Programme.community),
            joinedload(ProgrammeChild.project).joinedload(Project.community),
        )
        .order_by(ProgrammeChild.id)
        .limit(50)
    ).all()


def list_asked(viewer: Viewer, limit: int = 10) -> Sequence[ProgrammeChild]:
    """The invitations that wait for the viewer's answer."""
    return db.session.scalars(
        select(ProgrammeChild)
        .where(
            ProgrammeChild.state == ChildState.INVITED,
            ProgrammeChild.project_id.in_(select(Project.id).where(policy.spoken_for_by(viewer))),
            policy.child_readable_by(viewer),
        )
        .options(joinedload(ProgrammeChild.programme), joinedload(ProgrammeChild.project))
        .order_by(ProgrammeChild.id)
        .limit(limit)
    ).all()


def list_candidates(viewer: Viewer, programme: Programme, limit: int = 300) -> Sequence[Project]:
    """Projects at work that are not asked yet, of the programme's own community first."""
    there = select(ProgrammeChild.project_id).where(
        ProgrammeChild.programme_id == programme.id, ProgrammeChild.state.in_((*BELONGING, *ASKED))
    )
    found = db.session.scalars(
        select(Project)
        .where(projects.readable_by(viewer), Project.stage != Stage.STOPPED, Project.id.not_in(there))
        .options(joinedload(Project.community))
        .order_by(func.lower(Project.title), Project.id)
        .limit(limit)
    ).all()
    return sorted(found, key=lambda project: project.community_id != programme.community_id)


def list_possible_leads(viewer: Viewer, programme: Programme) -> list[Person]:
    leading = {one.person_id for one in programme.leads}
    members = list_members(viewer, programme.community)
    return sorted((one.person for one in members if one.person_id not in leading), key=lambda person: person.name)


def list_takers(viewer: Viewer, programme: Programme) -> Sequence[Project]:
    """The programme's projects whose measures the viewer may change."""
    belonging = select(ProgrammeChild.project_id).where(
        ProgrammeChild.programme_id == programme.id, ProgrammeChild.state.in_(BELONGING)
    )
    return db.session.scalars(
        select(Project)
        .where(Project.id.in_(belonging), projects.editable_by(viewer))
        .order_by(func.lower(Project.title), Project.id)
        .limit(MOST_CHILDREN)
    ).all()
