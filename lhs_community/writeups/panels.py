"""What write-ups add to a project's page: links to its report and its write-up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import subjects
from lhs_community.foundation.features import Panel
from lhs_community.foundation.refs import Ref
from lhs_community.writeups.models import WriteUpState
from lhs_community.writeups.queries.reports import list_reports
from lhs_community.writeups.queries.write_ups import find_write_up


def on_project(viewer: Viewer, project_id: int) -> Mapping[str, Any] | None:
    """For guests too: who reads the project reads its reports."""
    write_up = find_write_up(viewer, project_id)
    return {
        "project_id": project_id,
        "has_reports": bool(list_reports(viewer, project_id, limit=1)),
        "write_up": write_up,
        "is_draft": write_up is not None and write_up.state is WriteUpState.DRAFT,
        "may_start": write_up is None and subjects.may_edit(viewer, Ref("project", project_id)),
    }


PANELS = (Panel("project", "writeups/_project_tools.html", on_project, slot="tools", order=40),)
