"""A diagnostic is read by whoever may read its community, and worked on by whoever may work on its project."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.diagnostics.models import Diagnostic
from lhs_community.foundation import subjects
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.foundation.refs import Ref

NOT_ON_THE_TEAM = "Only the project's team and the community's convenors can change this."


def may_read(viewer: Viewer, diagnostic: Diagnostic) -> bool:
    """The diagnostic's community must be loaded."""
    return communities.may_read(viewer, diagnostic.community)


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_read, on Diagnostic."""
    return communities.in_readable(viewer, Diagnostic.community_id)


def may_work_on_project(actor: Viewer, project_id: int) -> bool:
    """The project's own rule decides."""
    return subjects.may_edit(actor, Ref("project", project_id))


def require_work_on_project(actor: Viewer, project_id: int) -> None:
    subjects.require_edit(actor, Ref("project", project_id), NOT_ON_THE_TEAM)


def may_change(actor: Viewer, diagnostic: Diagnostic) -> bool:
    return may_read(actor, diagnostic) and may_work_on_project(actor, diagnostic.project_id)


def require_change(actor: Viewer, diagnostic: Diagnostic) -> None:
    if not may_read(actor, diagnostic):
        raise NotThere
    if not may_change(actor, diagnostic):
        raise Refused(NOT_ON_THE_TEAM)
