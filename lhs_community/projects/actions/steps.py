"""Steps of the driver diagram: what each one changed is kept, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Any

from sqlalchemy import select

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record, unrecorded
from lhs_community.foundation.database import claim, db
from lhs_community.foundation.errors import Invalid
from lhs_community.projects import events, policy
from lhs_community.projects.actions.versions import show_activity, stamp
from lhs_community.projects.diagram import AIM
from lhs_community.projects.models.diagram import DiagramMeasure, DiagramStep, Driver, Idea
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import DriverKind, IdeaStatus, StepKind
from lhs_community.projects.queries.diagram import Thing, list_things

State = dict[str, Any]


def _key(thing: Thing | Project) -> str:
    return AIM if isinstance(thing, Project) else thing.key


class Step:
    """`with Step(actor, project, kind, things):` keeps what the things were before and after, where it differs."""

    def __init__(self, actor: Viewer, project: Project, kind: StepKind, things: Iterable[Thing | Project]) -> None:
        self._actor, self._project, self._kind = actor, project, kind
        self._things = list(things)

    def __enter__(self) -> Step:
        self.before: dict[str, State] = {_key(thing): self._state(thing) for thing in self._things}
        return self

    def add(self, thing: Thing) -> None:
        """It was not there before."""
        self._things.append(thing)
        self.before[thing.key] = {"removed": True}

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if kind is not None:
            return
        db.session.flush()
        before: dict[str, State] = {}
        after: dict[str, State] = {}
        for thing in self._things:
            key, now = _key(thing), self._state(thing)
            was = {name: value for name, value in self.before[key].items() if now[name] != value}
            if was:
                before[key], after[key] = was, {name: now[name] for name in was}
                # A reader of the list of steps wants to know what it was about.
                after[key]["name"] = now.get("title", "")
        if before:
            db.session.add(self._row(before, after))
            db.session.flush()

    def _row(self, before: dict[str, State], after: dict[str, State]) -> DiagramStep:
        return DiagramStep(
            project_id=self._project.id,
            actor_id=self._actor.id,
            done_at=clock.now(),
            kind=self._kind,
            before=before,
            after=after,
        )

    def _state(self, thing: Thing | Project) -> State:
        if isinstance(thing, Project):
            return {"measures": sorted(one.measure_id for one in thing.aim_measures)}
        state: State = {
            "title": thing.title,
            "position": thing.position,
            "parents": sorted(one.id for one in thing.parents if one.removed_at is None),
            "measures": sorted(one.measure_id for one in thing.measures),
            "removed": thing.removed_at is not None,
        }
        if isinstance(thing, Driver):
            return state | {"kind": thing.kind.value}
        return state | {"status": thing.status.value}


def undo_step(actor: Viewer, project: Project, step: DiagramStep) -> None:
    """Put back what the step changed. What somebody has changed since stays: then nothing is undone."""
    policy.require_edit(actor, project)
    if step.is_undone:
        raise Invalid("This step has been taken back already.")
    things = list_things(actor, project)
    db.session.refresh(project, ["aim_measures"])
    for key in step.before:
        if key != AIM:
            claim(things[key], None)
    touched: dict[str, Thing | Project] = {
        key: project if key == AIM else things[key] for key in step.before
    }
    with Step(actor, project, StepKind.UNDONE, touched.values()) as undoing:
        for key, thing in touched.items():
            _require_unchanged(undoing.before[key], step.after[key], thing)
        _put_back(actor, project, step, touched, things)
    step.is_undone = True
    show_activity(project)
    record(
        events.DiagramChanged(
            actor_id=actor.id, subject_kind="project", subject_id=project.id, how=StepKind.UNDONE
        )
    )


@unrecorded("part of erasing a change, which is recorded")
def forget_title(actor: Viewer, project: Project, key: str, titles: Iterable[str]) -> None:
    """A convenor erased these words from the history: no step keeps them either, nor brings them back."""
    policy.require_erase(actor, project)
    unwanted = set(titles)

    def without(states: State) -> State:
        state = states.get(key, {})
        kept = {name: value for name, value in state.items() if name not in ("title", "name") or value not in unwanted}
        return states if kept == state else states | {key: kept}

    for step in db.session.scalars(select(DiagramStep).where(DiagramStep.project_id == project.id)):
        before, after = without(step.before), without(step.after)
        if (before, after) != (step.before, step.after):
            step.before, step.after, step.is_undone = before, after, True


def _require_unchanged(now: State, then: State, thing: Thing | Project) -> None:
    if any(now[name] != value for name, value in then.items() if name != "name"):
        title = "The aim" if isinstance(thing, Project) else f"“{thing.title}”"
        raise Invalid(f"{title} has been changed since, so this step cannot be taken back by itself. Undo that first.")


def _put_back(
    actor: Viewer, project: Project, step: DiagramStep, touched: dict[str, Thing | Project], things: dict[str, Thing]
) -> None:
    # First who is there at all: links to what is taken out are not seen.
    for key, thing in touched.items():
        if "removed" in step.before[key] and not isinstance(thing, Project):
            if step.before[key]["removed"] and isinstance(thing, Idea) and thing.cycles:
                raise Invalid("This idea has been tested, so it stays. If you will not use it, set it to abandoned.")
            thing.removed_at = clock.now() if step.before[key]["removed"] else None
    db.session.flush()
    for thing in things.values():
        db.session.refresh(thing, ["primaries" if isinstance(thing, Driver) else "drivers"])
    for key, thing in touched.items():
        _write(project, thing, step.before[key], things)
        if not isinstance(thing, Project) and set(step.before[key]) - {"position"}:
            stamp(actor, thing, project)


def _write(project: Project, thing: Thing | Project, was: State, things: dict[str, Thing]) -> None:
    if "measures" in was:
        kept = thing.aim_measures if isinstance(thing, Project) else thing.measures
        kept[:] = [DiagramMeasure(project_id=project.id, measure_id=id_) for id_ in was["measures"]]
    if isinstance(thing, Project):
        return
    thing.title = was.get("title", thing.title)
    thing.position = was.get("position", thing.position)
    if "parents" in was:
        parents = [one for id_ in was["parents"] if isinstance(one := things.get(f"driver-{id_}"), Driver)]
        if isinstance(thing, Driver):
            thing.primaries = parents
        else:
            thing.drivers = parents
    if isinstance(thing, Driver) and "kind" in was:
        thing.kind = DriverKind(was["kind"])
    if isinstance(thing, Idea) and "status" in was:
        thing.status = IdeaStatus(was["status"])
