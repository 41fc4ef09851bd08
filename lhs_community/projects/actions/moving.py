"""Moving things about in the driver diagram: up and down among those beside them, and from one parent to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import claim
from lhs_community.foundation.errors import Invalid
from lhs_community.projects import events, policy
from lhs_community.projects.actions.steps import Step
from lhs_community.projects.actions.versions import show_activity, stamp
from lhs_community.projects.events import Change
from lhs_community.projects.models.diagram import Driver, Idea
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import DriverKind, StepKind
from lhs_community.projects.queries.diagram import Thing, list_things, siblings_of


def move_by(actor: Viewer, project: Project, key: str, under: str, places: int) -> Thing:
    """Up (-1) or down (1) among those below the same parent. At the end it stays where it is."""
    policy.require_edit(actor, project)
    things = list_things(actor, project)
    thing = _known(things, key)
    siblings = siblings_of(actor, thing, under, things)
    if thing not in siblings:
        raise Invalid("It has been moved meanwhile. Look at the diagram again.")
    place = siblings.index(thing) + places
    if 0 <= place < len(siblings):
        siblings.remove(thing)
        siblings.insert(place, thing)
        _put_in_order(actor, project, siblings)
    return thing


def move_before(actor: Viewer, project: Project, key: str, before: str, under: str) -> Thing:
    """To the place of one of those beside it, which moves down."""
    policy.require_edit(actor, project)
    things = list_things(actor, project)
    thing, other = _known(things, key), _known(things, before)
    siblings = siblings_of(actor, thing, under, things)
    if thing not in siblings or other not in siblings:
        raise Invalid("They do not stand side by side. Look at the diagram again.")
    siblings.remove(thing)
    siblings.insert(siblings.index(other), thing)
    _put_in_order(actor, project, siblings)
    return thing


def move_to(actor: Viewer, project: Project, key: str, version: int, old: str, new: str) -> Thing:
    """From one driver to another; what it serves besides stays. Raises Stale when it was changed meanwhile."""
    policy.require_edit(actor, project)
    things = list_things(actor, project)
    thing, parent = _known(things, key), _known(things, new)
    if not isinstance(parent, Driver):
        raise Invalid("Nothing works on a change idea. Choose a driver.")
    if isinstance(thing, Driver) and (thing.kind, parent.kind) != (DriverKind.SECONDARY, DriverKind.PRIMARY):
        raise Invalid("A secondary driver works on a primary one. Change its layer first.")
    claim(thing, version)
    was = things.get(old)
    with Step(actor, project, StepKind.MOVED, [thing]):
        thing.parents[:] = [one for one in thing.parents if one not in (was, parent)] + [parent]
    stamp(actor, thing, project)
    _note(actor, project, thing)
    return thing


def _known(things: Mapping[str, Thing], key: str) -> Thing:
    thing = things.get(key)
    if thing is None or thing.removed_at is not None:
        raise Invalid("This is no longer in the diagram. Look at it again.")
    return thing


def _put_in_order(actor: Viewer, project: Project, siblings: Sequence[Thing]) -> None:
    """They share out the places that they had among all of the project."""
    places = sorted(one.position for one in siblings)
    for number in range(1, len(places)):  # two that were added in the same moment may have the same one
        places[number] = max(places[number], places[number - 1] + 1)
    with Step(actor, project, StepKind.MOVED, siblings):
        for place, one in zip(places, siblings, strict=True):
            one.position = place
    show_activity(project)
    record(
        events.DiagramChanged(actor_id=actor.id, subject_kind="project", subject_id=project.id, how=StepKind.MOVED)
    )


def _note(actor: Viewer, project: Project, thing: Thing) -> None:
    about: dict[str, Any] = {"actor_id": actor.id, "subject_kind": "project", "subject_id": project.id}
    if isinstance(thing, Idea):
        record(events.IdeaChanged(**about, idea_id=thing.id, status=thing.status))
    else:
        record(events.DriverChanged(**about, driver_id=thing.id, kind=thing.kind, change=Change.CHANGED))
