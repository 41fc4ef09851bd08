"""Reports are read by whoever reads their project; a write-up too once it is finished, before that by the team.
The project's team and the community's convenors write both."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation.errors import NotThere
from lhs_community.projects import policy as projects
from lhs_community.projects.models.projects import Project
from lhs_community.writeups.models import SponsorReport, WriteUp, WriteUpState


def may_read_report(viewer: Viewer, report: SponsorReport) -> bool:
    """The report's project must be loaded, with its community."""
    return projects.may_read(viewer, report.project)


def report_readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_read_report, on SponsorReport."""
    return SponsorReport.project_id.in_(select(Project.id).where(projects.readable_by(viewer)))


def may_read(viewer: Viewer, write_up: WriteUp) -> bool:
    """The write-up's project must be loaded, with its community and team."""
    if not projects.may_read(viewer, write_up.project):
        return False
    return write_up.state is WriteUpState.FINISHED or projects.may_edit(viewer, write_up.project)


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_read, on WriteUp."""
    readable = WriteUp.project_id.in_(select(Project.id).where(projects.readable_by(viewer)))
    if viewer.is_guest:
        return and_(readable, WriteUp.state == WriteUpState.FINISHED)
    own = WriteUp.project_id.in_(select(Project.id).where(projects.editable_by(viewer)))
    return and_(readable, or_(WriteUp.state == WriteUpState.FINISHED, own))


def may_write(actor: Viewer, project: Project) -> bool:
    """The project's community and team must be loaded."""
    return projects.may_edit(actor, project)


def require_write(actor: Viewer, project: Project) -> None:
    projects.require_edit(actor, project)


def require_change(actor: Viewer, write_up: WriteUp) -> None:
    """Raises NotThere for a draft of others: that there is one is theirs to tell."""
    if not may_read(actor, write_up):
        raise NotThere
    projects.require_edit(actor, write_up.project)
