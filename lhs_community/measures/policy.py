"""A measure is read by whoever may read its community, and worked on by whoever may work on its project."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.foundation import subjects
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.measures.models.measures import Measure

NOT_ON_THE_TEAM = "Only the project's team and the community's convenors can change its measures."


def may_read(viewer: Viewer, measure: Measure) -> bool:
    """The measure's community must be loaded."""
    return communities.may_read(viewer, measure.community)


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_read, on Measure."""
    return communities.in_readable(viewer, Measure.community_id)


def may_work_on_project(actor: Viewer, project_id: int) -> bool:
    """The project's own rule decides; measures knows nothing of teams."""
    return subjects.may_edit(actor, Ref("project", project_id))


def require_work_on_project(actor: Viewer, project_id: int) -> None:
    subjects.require_edit(actor, Ref("project", project_id), NOT_ON_THE_TEAM)


def may_change(actor: Viewer, measure: Measure) -> bool:
    return may_read(actor, measure) and may_work_on_project(actor, measure.project_id)


def require_change(actor: Viewer, measure: Measure) -> None:
    if not may_read(actor, measure):
        raise NotThere
    if not may_change(actor, measure):
        raise Refused(NOT_ON_THE_TEAM)
