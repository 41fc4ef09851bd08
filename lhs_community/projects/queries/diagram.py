"""Reading a whole driver diagram: for drawing it, for editing it, and for putting back what was taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.models import Relation
from lhs_community.chain.queries import results_of
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.projects import policy
from lhs_community.projects.diagram import Layer
from lhs_community.projects.models.diagram import DiagramStep, Driver, Idea
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import DriverKind

Thing = Driver | Idea
STEPS_SHOWN = 20


def list_things(viewer: Viewer, project: Project) -> dict[str, Thing]:
    """Every driver and idea by its key, also those that were taken out, with what hangs together."""
    if not policy.may_read(viewer, project):
        raise NotThere
    drivers = db.session.scalars(
        select(Driver)
        .where(Driver.project_id == project.id)
        .options(selectinload(Driver.primaries), selectinload(Driver.measures))
        .order_by(Driver.position, Driver.id)
    )
    ideas = db.session.scalars(
        select(Idea)
        .where(Idea.project_id == project.id)
        .options(selectinload(Idea.drivers), selectinload(Idea.measures), selectinload(Idea.cycles))
        .order_by(Idea.position, Idea.id)
    )
    return {thing.key: thing for thing in (*drivers, *ideas)}


def hanging_on(viewer: Viewer, driver: Driver, things: Mapping[str, Thing]) -> list[Thing]:
    return [thing for thing in things.values() if thing.removed_at is None and driver in thing.parents]


def siblings_of(viewer: Viewer, thing: Thing, under: str, things: Mapping[str, Thing]) -> list[Thing]:
    """Those that stand beside it below the same parent, in their order; without one, those that have none either."""
    parent = things.get(under)

    def is_sibling(one: Thing) -> bool:
        if type(one) is not type(thing) or one.removed_at is not None:
            return False
        if isinstance(one, Driver) and isinstance(thing, Driver) and one.kind is not thing.kind:
            return False
        return parent in one.parents if isinstance(parent, Driver) else not one.parents

    return sorted(filter(is_sibling, things.values()), key=lambda one: (one.position, one.id))


def list_measures(viewer: Viewer, project: Project) -> Sequence[Card]:
    """The measures of the project, as their own feature shows them to this viewer."""
    return results_of(viewer, Ref("project", project.id), Relation.MEASURED_BY)


def list_steps(viewer: Viewer, project: Project, limit: int = STEPS_SHOWN) -> Sequence[DiagramStep]:
    """What was done to the diagram, latest first: for those who may undo it."""
    if not policy.may_edit(viewer, project):
        return []
    return db.session.scalars(
        select(DiagramStep)
        .where(DiagramStep.project_id == project.id)
        .options(joinedload(DiagramStep.actor))
        .order_by(DiagramStep.id.desc())
        .limit(limit)
    ).all()


def get_step(viewer: Viewer, project: Project, step_id: int) -> DiagramStep:
    step = db.session.get(DiagramStep, step_id)
    if step is None or step.project_id != project.id or not policy.may_edit(viewer, project):
        raise NotThere
    return step


@dataclass
class Item:
    """One line of the list to edit. What serves several drivers stands in full below the first of them, and as
    `is_again` below the others."""

    key: str
    layer: Layer
    thing: Thing | Project
    title: str
    under: str = ""
    is_again: bool = False
    is_first: bool = True
    is_last: bool = True
    items: list[Item] = field(default_factory=list)
    measures: list[Card] = field(default_factory=list)

    @property
    def version(self) -> int:
        return self.thing.version


def list_items(viewer: Viewer, project: Project, measures: Sequence[Card]) -> list[Item]:
    """The diagram as a tree below the aim; last what has no place yet. `project` is a whole one."""
    by_id = {card.ref.id: card for card in measures}
    ideas = sorted(project.ideas, key=lambda one: (one.position, one.id))
    seen: set[str] = set()

    def item(thing: Thing, under: str) -> Item:
        key = thing.key
        layer = Layer.IDEA
        if isinstance(thing, Driver):
            layer = Layer.PRIMARY if thing.kind is DriverKind.PRIMARY else Layer.SECONDARY
        found = Item(key, layer, thing, thing.title, under, is_again=key in seen)
        seen.add(key)
        if not found.is_again:
            found.measures = [by_id[one.measure_id] for one in thing.measures if one.measure_id in by_id]
            if isinstance(thing, Driver):
                found.items = below(thing)
        return found

    def below(driver: Driver) -> list[Item]:
        drivers = in_order([item(one, driver.key) for one in project.drivers if driver in one.primaries])
        return drivers + in_order([item(one, driver.key) for one in ideas if driver in one.drivers])

    def in_order(items: list[Item]) -> list[Item]:
        for number, one in enumerate(items):
            one.is_first, one.is_last = number == 0, number == len(items) - 1
        return items

    primaries = [one for one in project.drivers if one.kind is DriverKind.PRIMARY]
    lost = [one for one in project.drivers if one.kind is DriverKind.SECONDARY and not one.primaries]
    found = in_order([item(one, "") for one in primaries]) + in_order([item(one, "") for one in lost])
    return found + in_order([item(one, "") for one in ideas if not one.drivers])
