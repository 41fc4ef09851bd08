"""Drivers and change ideas: adding, changing, taking out. The layers are kept here; advice is diagram.py's."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import claim, db
from lhs_community.foundation.errors import Invalid
from lhs_community.projects import events, policy
from lhs_community.projects.actions.steps import Step
from lhs_community.projects.actions.versions import show_activity, stamp
from lhs_community.projects.events import Change
from lhs_community.projects.models.diagram import DiagramMeasure, Driver, Idea
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import DriverKind, IdeaStatus, StepKind
from lhs_community.projects.queries.cycles import list_drivers
from lhs_community.projects.queries.diagram import hanging_on, list_measures, list_things
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


def add_driver(
    actor: Viewer,
    project: Project,
    kind: DriverKind,
    title: str,
    primaries: Sequence[int] = (),
    consent: Consent = NO_CONSENT,
) -> Driver:
    """`primaries` are the ids of the primary drivers that a secondary one serves; it may serve several."""
    policy.require_edit(actor, project)
    require_clear(actor, {"title": title}, consent)
    others = list_drivers(actor, project)
    driver = Driver(
        project_id=project.id,
        kind=kind,
        title=_clean(title),
        position=_next_position(project, Driver),
        changed_by_id=actor.id,
        changed_at=clock.now(),
    )
    driver.primaries, driver.measures = _chosen_primaries(others, kind, primaries), []
    with Step(actor, project, StepKind.ADDED, []) as step:
        db.session.add(driver)
        db.session.flush()
        step.add(driver)
    show_activity(project)
    _note(actor, driver, Change.ADDED)
    return driver


def change_driver(
    actor: Viewer,
    driver: Driver,
    kind: DriverKind,
    title: str,
    primaries: Sequence[int] = (),
    version: int | None = None,
    consent: Consent = NO_CONSENT,
    measures: Sequence[int] | None = None,
) -> None:
    """A primary driver that others serve stays one: the layers keep their order. `measures` None: as they are."""
    policy.require_edit(actor, driver.project)
    require_clear(actor, {"title": title}, consent)
    claim(driver, version)
    others = [one for one in list_drivers(actor, driver.project) if one.id != driver.id]
    if kind is DriverKind.SECONDARY and any(driver in one.primaries for one in others):
        raise Invalid("Secondary drivers serve this one, so it has to stay a primary driver.", "kind")
    with Step(actor, driver.project, StepKind.CHANGED, [driver]):
        driver.kind, driver.title = kind, _clean(title)
        driver.primaries = _chosen_primaries(others, kind, primaries)
        _measure(actor, driver, measures)
    stamp(actor, driver, driver.project)
    _note(actor, driver, Change.CHANGED)


def remove_driver(actor: Viewer, driver: Driver, move_to: Driver | None = None) -> None:
    """What hung on it goes to `move_to`, or waits for a new place. The step can be taken back."""
    policy.require_edit(actor, driver.project)
    things = list_things(actor, driver.project)
    hung = hanging_on(actor, driver, things)
    if move_to is not None and (things.get(move_to.key) is not move_to or move_to is driver or move_to.removed_at):
        raise Invalid("Choose another driver of this project.", "move_to")
    if move_to is not None and move_to.kind is not driver.kind:
        raise Invalid("Choose a driver of the same layer.", "move_to")
    moved = hung if move_to else []
    with Step(actor, driver.project, StepKind.REMOVED, [driver, *moved]):
        for thing in moved:
            claim(thing, None)
            others = [one for one in thing.parents if one not in (driver, move_to)]
            thing.parents[:] = [*others, move_to] if move_to else others
            stamp(actor, thing, driver.project)
        driver.removed_at = clock.now()
    show_activity(driver.project)
    _note(actor, driver, Change.REMOVED)


def measure_aim(actor: Viewer, project: Project, measures: Sequence[int], were: Sequence[int]) -> None:
    """Which measures say how the aim does. `were`: those ticked when the form was opened, so that what somebody else
    ticked meanwhile stays."""
    policy.require_edit(actor, project)
    db.session.refresh(project, ["aim_measures"])
    now = [one.measure_id for one in project.aim_measures]
    wanted = [id_ for id_ in now if id_ in measures or id_ not in were]
    wanted += [id_ for id_ in measures if id_ not in now and id_ not in were]
    with Step(actor, project, StepKind.CHANGED, [project]):
        project.aim_measures[:] = _chosen_measures(actor, project, wanted, project.aim_measures)
    show_activity(project)
    record(
        events.DiagramChanged(
            actor_id=actor.id, subject_kind="project", subject_id=project.id, how=StepKind.CHANGED
        )
    )


def _measure(actor: Viewer, thing: Driver | Idea, wanted: Sequence[int] | None) -> None:
    if wanted is not None:
        thing.measures[:] = _chosen_measures(actor, thing.project, wanted, thing.measures)


def _chosen_measures(
    actor: Viewer, project: Project, wanted: Sequence[int], there: Sequence[DiagramMeasure]
) -> list[DiagramMeasure]:
    """Those that are there already stay the rows they are."""
    known = {one.measure_id: one for one in there}
    offered = {card.ref.id for card in list_measures(actor, project)} if set(wanted) - set(known) else set()
    if set(wanted) - set(known) - offered:
        raise Invalid("Choose from the measures of this project.", "measures")
    return [known.get(id_) or DiagramMeasure(project_id=project.id, measure_id=id_) for id_ in dict.fromkeys(wanted)]


def _note(actor: Viewer, driver: Driver, change: Change) -> None:
    record(
        events.DriverChanged(
            actor_id=actor.id,
            subject_kind="project",
            subject_id=driver.project_id,
            driver_id=driver.id,
            kind=driver.kind,
            change=change,
        )
    )


def _chosen_primaries(others: Sequence[Driver], kind: DriverKind, wanted: Sequence[int]) -> list[Driver]:
    if kind is DriverKind.PRIMARY:
        return []
    chosen = [one for one in others if one.id in set(wanted)]
    if len(chosen) != len(set(wanted)) or any(one.kind is not DriverKind.PRIMARY for one in chosen):
        raise Invalid("Choose from the primary drivers of this project.", "primaries")
    return chosen


def add_idea(
    actor: Viewer, project: Project, title: str, drivers: Sequence[int] = (), consent: Consent = NO_CONSENT
) -> Idea:
    policy.require_edit(actor, project)
    require_clear(actor, {"title": title}, consent)
    idea = Idea(
        project_id=project.id,
        number=_next_number(project),
        title=_clean(title, 200),
        position=_next_position(project, Idea),
        status=IdeaStatus.IDEA,
        changed_by_id=actor.id,
        changed_at=clock.now(),
    )
    idea.drivers = _chosen_drivers(actor, project, drivers)
    idea.cycles, idea.measures = [], []
    with Step(actor, project, StepKind.ADDED, []) as step:
        db.session.add(idea)
        db.session.flush()
        step.add(idea)
    show_activity(project)
    record(events.IdeaAdded(actor_id=actor.id, subject_kind="project", subject_id=project.id, idea_id=idea.id))
    return idea


def change_idea(
    actor: Viewer,
    idea: Idea,
    title: str,
    drivers: Sequence[int],
    status: IdeaStatus,
    version: int | None = None,
    consent: Consent = NO_CONSENT,
    measures: Sequence[int] | None = None,
) -> None:
    """The status follows the cycles by itself; a team may still correct it."""
    policy.require_edit(actor, idea.project)
    require_clear(actor, {"title": title}, consent)
    claim(idea, version)
    with Step(actor, idea.project, StepKind.CHANGED, [idea]):
        idea.title, idea.status = _clean(title, 200), status
        idea.drivers = _chosen_drivers(actor, idea.project, drivers)
        _measure(actor, idea, measures)
    stamp(actor, idea, idea.project)
    record(
        events.IdeaChanged(
            actor_id=actor.id, subject_kind="project", subject_id=idea.project_id, idea_id=idea.id, status=status
        )
    )


def remove_idea(actor: Viewer, idea: Idea) -> None:
    """Only one that was never tested: what was learned from a cycle is kept. The step can be taken back."""
    policy.require_edit(actor, idea.project)
    if idea.cycles:
        raise Invalid("This idea has been tested, so it stays. If you will not use it, set it to abandoned.")
    with Step(actor, idea.project, StepKind.REMOVED, [idea]):
        idea.removed_at = clock.now()
    show_activity(idea.project)
    record(events.IdeaRemoved(actor_id=actor.id, subject_kind="project", subject_id=idea.project_id, idea_id=idea.id))


def _chosen_drivers(actor: Viewer, project: Project, wanted: Sequence[int]) -> list[Driver]:
    chosen = [one for one in list_drivers(actor, project) if one.id in set(wanted)]
    if len(chosen) != len(set(wanted)):
        raise Invalid("Choose from the drivers of this project.", "drivers")
    return chosen


def _next_number(project: Project) -> int:
    # Locked, so that two people adding ideas at once get two numbers.
    db.session.refresh(project, ["version"], with_for_update=True)
    return 1 + (db.session.scalar(select(func.max(Idea.number)).where(Idea.project_id == project.id)) or 0)


def _next_position(project: Project, table: type[Driver] | type[Idea]) -> int:
    return 1 + (db.session.scalar(select(func.max(table.position)).where(table.project_id == project.id)) or 0)


def _clean(title: str, longest: int = 160) -> str:
    cleaned = " ".join(title.split())
    if not 3 <= len(cleaned) <= longest:
        raise Invalid(f"Enter 3 to {longest} characters.", "title")
    return cleaned
