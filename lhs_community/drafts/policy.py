"""A draft is its author's alone: to everybody else, whatever their role, it is not there."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false

from lhs_community.accounts.viewer import Viewer
from lhs_community.drafts.models import KeptDraft


def may_read(viewer: Viewer, draft: KeptDraft) -> bool:
    return viewer.id is not None and draft.person_id == viewer.id


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The SQL twin of may_read."""
    return KeptDraft.person_id == viewer.id if viewer.id is not None else false()
