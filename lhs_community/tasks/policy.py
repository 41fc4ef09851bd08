"""A task is read by whoever may read what it hangs on, added and changed by whoever may work on that, and closed by
its owner too. What it hangs on belongs to another feature, so its own rules are asked."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import subjects
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.tasks.models import Task

HOLDERS = ("project", "cycle")


def may_read(viewer: Viewer, task: Task) -> bool:
    return subjects.card(viewer, task.ref) is not None


def require_read(viewer: Viewer, task: Task) -> None:
    if not may_read(viewer, task):
        raise NotThere


def may_add(actor: Viewer, ref: Ref) -> bool:
    return ref.kind in HOLDERS and subjects.may_edit(actor, ref)


def require_add(actor: Viewer, ref: Ref) -> None:
    subjects.require_card(actor, ref)
    if not may_add(actor, ref):
        raise Refused("Only who works on this can add tasks to it.")


def may_change(actor: Viewer, task: Task) -> bool:
    return may_add(actor, task.ref)


def require_change(actor: Viewer, task: Task) -> None:
    require_read(actor, task)
    if not may_change(actor, task):
        raise Refused("Only who works on this can change its tasks.")


def may_close(actor: Viewer, task: Task) -> bool:
    """Say that it is done, or open again."""
    if actor.is_guest or not may_read(actor, task):
        return False
    return task.owner_id == actor.id or may_change(actor, task)


def require_close(actor: Viewer, task: Task) -> None:
    require_read(actor, task)
    if not may_close(actor, task):
        raise Refused("Only its owner, or who works on this, can say that it is done.")
