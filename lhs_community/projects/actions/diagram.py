"""Drivers and change ideas: adding, changing, taking away. The layers are kept here; advice is diagram.py's."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import claim, db
from lhs_community.foundation.errors import Invalid
from lhs_community.projects import events, policy
from lhs_community.projects.actions.versions import show_activity, stamp
from lhs_community.projects.events import Change
from lhs_community.projects.models.diagram import Driver, Idea
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import DriverKind, IdeaStatus
from lhs_community.projects.queries.cycles import list_drivers
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
        position=1 + max((one.position for one in others), default=0),
        changed_by_id=actor.id,
        changed_at=clock.now(),
    )
    driver.primaries = _chosen_primaries(others, kind, primaries)
    db.session.add(driver)
    db.session.flush()
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
) -> None:
    """A primary driver that others serve stays a primary one: the layers keep their order."""
    policy.require_edit(actor, driver.project)
    require_clear(actor, {"title": title}, consent)
    claim(driver, version)
    others = [one for one in list_drivers(actor, driver.project) if one.id != driver.id]
    if kind is DriverKind.SECONDARY and any(driver in one.primaries for one in others):
        raise Invalid("Secondary drivers serve this one, so it has to stay a primary driver.", "kind")
    driver.kind, driver.title = kind, _clean(title)
    driver.primaries = _chosen_primaries(others, kind, primaries)
    stamp(actor, driver, driver.project)
    _note(actor, driver, Change.CHANGED)


def remove_driver(actor: Viewer, driver: Driver) -> None:
    """What hung on it stays, and shows as waiting for a new place."""
    policy.require_edit(actor, driver.project)
    _note(actor, driver, Change.REMOVED)
    show_activity(driver.project)
    db.session.delete(driver)
    db.session.flush()


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
        status=IdeaStatus.IDEA,
        changed_by_id=actor.id,
        changed_at=clock.now(),
    )
    idea.drivers = _chosen_drivers(actor, project, drivers)
    idea.cycles = []
    db.session.add(idea)
    db.session.flush()
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
) -> None:
    """The status follows the cycles by itself; a team may still correct it."""
    policy.require_edit(actor, idea.project)
    require_clear(actor, {"title": title}, consent)
    claim(idea, version)
    idea.title, idea.status = _clean(title, 200), status
    idea.drivers = _chosen_drivers(actor, idea.project, drivers)
    stamp(actor, idea, idea.project)
    record(
        events.IdeaChanged(
            actor_id=actor.id, subject_kind="project", subject_id=idea.project_id, idea_id=idea.id, status=status
        )
    )


def remove_idea(actor: Viewer, idea: Idea) -> None:
    """Only one that was never tested: what was learned from a cycle is kept."""
    policy.require_edit(actor, idea.project)
    if idea.cycles:
        raise Invalid("This idea has been tested, so it stays. If you will not use it, set it to abandoned.")
    record(events.IdeaRemoved(actor_id=actor.id, subject_kind="project", subject_id=idea.project_id, idea_id=idea.id))
    show_activity(idea.project)
    db.session.delete(idea)
    db.session.flush()


def _chosen_drivers(actor: Viewer, project: Project, wanted: Sequence[int]) -> list[Driver]:
    chosen = [one for one in list_drivers(actor, project) if one.id in set(wanted)]
    if len(chosen) != len(set(wanted)):
        raise Invalid("Choose from the drivers of this project.", "drivers")
    return chosen


def _next_number(project: Project) -> int:
    # Locked, so that two people adding ideas at once get two numbers.
    db.session.refresh(project, ["version"], with_for_update=True)
    return 1 + (db.session.scalar(select(func.max(Idea.number)).where(Idea.project_id == project.id)) or 0)


def _clean(title: str, longest: int = 160) -> str:
    cleaned = " ".join(title.split())
    if not 3 <= len(cleaned) <= longest:
        raise Invalid(f"Enter 3 to {longest} characters.", "title")
    return cleaned
