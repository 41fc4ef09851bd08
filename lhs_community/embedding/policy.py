"""Whoever may read the project reads how it is kept. Its team plans and hands over; who keeps it answers checks too.

The project belongs to a feature beside this one, so its own rules are asked."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.embedding.models import Check
from lhs_community.foundation import subjects
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.foundation.refs import Ref


def may_plan(actor: Viewer, project_id: int) -> bool:
    return subjects.may_edit(actor, Ref("project", project_id))


def require_plan(actor: Viewer, project_id: int) -> None:
    subjects.require_edit(actor, Ref("project", project_id), "Only the project's team can say how it is kept.")


def may_answer(actor: Viewer, check: Check) -> bool:
    """The check's embedding must be loaded."""
    if actor.is_guest or subjects.card(actor, check.embedding.ref) is None:
        return False
    return check.embedding.owner_id == actor.id or may_plan(actor, check.embedding.project_id)


def require_answer(actor: Viewer, check: Check) -> None:
    if subjects.card(actor, check.embedding.ref) is None:
        raise NotThere
    if not may_answer(actor, check):
        raise Refused("Only who keeps the improvement, or the project's team, can answer this.")
