"""A programme is read by whoever reads its community, and run by that community's convenors and its own leads.

A project belongs to it only while the project's lead wants that; nothing of a project is shown here to anybody who
may not read the project itself, so each reader sees their own part of a programme.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, select

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.programmes.models.programmes import Programme, ProgrammeChild, ProgrammeLead
from lhs_community.projects import policy as projects
from lhs_community.projects.models.projects import Project

NOT_A_LEAD = "Only the programme's leads and the community's convenors can do this."
NOT_ITS_LEAD = "Only the lead of the project can say whether it belongs to a programme."


def may_read(viewer: Viewer, programme: Programme) -> bool:
    """The programme's community must be loaded."""
    return communities.may_read(viewer, programme.community)


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_read, on Programme."""
    return communities.in_readable(viewer, Programme.community_id)


def may_start_in(actor: Viewer, community: Community) -> bool:
    return communities.may_convene(actor, community)


def require_start_in(actor: Viewer, community: Community) -> None:
    communities.require_convene(actor, community)


def may_run(actor: Viewer, programme: Programme) -> bool:
    """The programme's community and leads must be loaded."""
    if actor.is_guest or not may_read(actor, programme):
        return False
    is_lead = any(one.person_id == actor.id for one in programme.leads)
    return is_lead or communities.may_convene(actor, programme.community)


def run_by(actor: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_run, on Programme."""
    if actor.is_guest:
        return false()
    led = select(ProgrammeLead.programme_id).where(ProgrammeLead.person_id == actor.id)
    return and_(readable_by(actor), or_(Programme.id.in_(led), Programme.community_id.in_(sorted(actor.convenes))))


def require_run(actor: Viewer, programme: Programme) -> None:
    if not may_read(actor, programme):
        raise NotThere
    if not may_run(actor, programme):
        raise Refused(NOT_A_LEAD)


def may_read_child(viewer: Viewer, child: ProgrammeChild) -> bool:
    """The child's programme and project, each with its community, must be loaded."""
    return may_read(viewer, child.programme) and projects.may_read(viewer, child.project)


def child_readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_read_child, on ProgrammeChild."""
    return and_(
        ProgrammeChild.programme_id.in_(select(Programme.id).where(readable_by(viewer))),
        ProgrammeChild.project_id.in_(select(Project.id).where(projects.readable_by(viewer))),
    )


def may_speak_for(actor: Viewer, project: Project) -> bool:
    """Its lead; while it has none, the convenors of its community. The project's community must be loaded."""
    if actor.is_guest or not projects.may_read(actor, project):
        return False
    if project.lead_id is not None:
        return project.lead_id == actor.id
    return communities.may_convene(actor, project.community)


def spoken_for_by(actor: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_speak_for, on Project."""
    if actor.is_guest:
        return false()
    without_lead = and_(Project.lead_id.is_(None), Project.community_id.in_(sorted(actor.convenes)))
    return and_(projects.readable_by(actor), or_(Project.lead_id == actor.id, without_lead))


def require_speak_for(actor: Viewer, child: ProgrammeChild) -> None:
    if not may_read_child(actor, child):
        raise NotThere
    if not may_speak_for(actor, child.project):
        raise Refused(NOT_ITS_LEAD)
