"""Who edits a thing is known to whoever may edit it too; and nobody says so of what they may not edit."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import subjects
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref


def may_be_present(viewer: Viewer, ref: Ref) -> bool:
    return subjects.may_edit(viewer, ref)


def require_present(viewer: Viewer, ref: Ref) -> None:
    if not may_be_present(viewer, ref):
        raise NotThere
