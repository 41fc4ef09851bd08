"""A project is read by whoever may read its community, started by whoever may post there, and worked on by its
team, its lead and the community's convenors. Its cycles follow it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.projects import Project, TeamMember
from lhs_community.projects.models.templates import ProjectTemplate

NOT_ON_THE_TEAM = "Only the project's team and the community's convenors can change it. Ask its lead to add you."


def may_read(viewer: Viewer, project: Project) -> bool:
    """The project's community must be loaded."""
    return communities.may_read(viewer, project.community)


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_read, on Project."""
    return communities.in_readable(viewer, Project.community_id)


def cycle_readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_read for the project of a cycle, on Cycle."""
    return Cycle.project_id.in_(select(Project.id).where(readable_by(viewer)))


def may_start_in(actor: Viewer, community: Community) -> bool:
    return communities.may_post(actor, community)


def require_start_in(actor: Viewer, community: Community) -> None:
    communities.require_read(actor, community)
    if not may_start_in(actor, community):
        raise Refused("Only members can start a project in this community. Join it first.")


def is_on_team(viewer: Viewer, project: Project) -> bool:
    """The project's team must be loaded."""
    return viewer.id is not None and any(member.person_id == viewer.id for member in project.team)


def may_edit(actor: Viewer, project: Project) -> bool:
    """The project's community and team must be loaded."""
    if actor.is_guest or not may_read(actor, project):
        return False
    is_lead = project.lead_id is not None and project.lead_id == actor.id
    return is_lead or is_on_team(actor, project) or communities.may_convene(actor, project.community)


def is_mine(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that the viewer leads the project or is on its team, on Project."""
    on_team = select(TeamMember.project_id).where(TeamMember.person_id == viewer.id)
    return or_(Project.lead_id == viewer.id, Project.id.in_(on_team))


def editable_by(actor: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_edit, on Project."""
    return and_(readable_by(actor), or_(is_mine(actor), Project.community_id.in_(actor.convenes)))


def require_edit(actor: Viewer, project: Project) -> None:
    if not may_read(actor, project):
        raise NotThere
    if not may_edit(actor, project):
        raise Refused(NOT_ON_THE_TEAM)


def may_save_template(actor: Viewer, project: Project) -> bool:
    """The project's lead, and the community's convenors."""
    is_lead = project.lead_id is not None and project.lead_id == actor.id
    return may_edit(actor, project) and (is_lead or communities.may_convene(actor, project.community))


def require_save_template(actor: Viewer, project: Project) -> None:
    if not may_read(actor, project):
        raise NotThere
    if not may_save_template(actor, project):
        raise Refused("Only the project's lead and the community's convenors can save it as a template.")


def may_remove_template(actor: Viewer, template: ProjectTemplate) -> bool:
    """Who saved it, and the community's convenors; its community must be loaded."""
    is_own = template.saved_by_id is not None and template.saved_by_id == actor.id
    return not actor.is_guest and (is_own or communities.may_convene(actor, template.community))


def require_remove_template(actor: Viewer, template: ProjectTemplate) -> None:
    communities.require_read(actor, template.community)
    if not may_remove_template(actor, template):
        raise Refused("Only who saved a template and the community's convenors can take it away.")


def may_read_history(viewer: Viewer, project: Project) -> bool:
    """Earlier texts are for people who have signed in: somebody may have thought better of them."""
    return not viewer.is_guest and may_read(viewer, project)


def require_read_history(viewer: Viewer, project: Project) -> None:
    if not may_read_history(viewer, project):
        raise NotThere


def require_erase(actor: Viewer, project: Project) -> None:
    """What should never have been written is for a convenor to take out for good."""
    if not may_read(actor, project):
        raise NotThere
    if not communities.may_convene(actor, project.community):
        raise Refused("Only the community's convenors can erase a text from the history.")
