"""Reading the history of a project: every field that was changed, latest first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.queries import people_by_id
from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.projects import history, policy
from lhs_community.projects.history import OF_STEPS, Kept
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.revisions import Revision
from lhs_community.projects.models.terms import (
    KIND_OF_TEST_LABELS,
    PART_LABELS,
    STAGE_LABELS,
    STATE_LABELS,
    STATUS_LABELS,
)
from lhs_community.projects.queries.cycles import get_cycle, get_driver, get_idea
from lhs_community.projects.queries.projects import get_project

PAGE = 30
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WORDS: Mapping[str, Mapping[str, str]] = {
    "stage": {str(key.value): label for key, label in STAGE_LABELS.items()},
    "status": {str(key.value): label for key, label in STATUS_LABELS.items()},
    "state": {str(key.value): label for key, label in STATE_LABELS.items()},
    "part": {str(key.value): label for key, label in PART_LABELS.items()},
    "stage_of_test": {str(key.value): label for key, label in KIND_OF_TEST_LABELS.items()},
}


@dataclass(frozen=True)
class Line:
    """A revision as people read it. `of` names the thing."""

    revision: Revision
    of: str
    field: str
    before: str
    after: str
    can_be_undone: bool


def list_revisions(
    viewer: Viewer, project: Project, of: tuple[str, int] | None = None, before: int | None = None, limit: int = PAGE
) -> tuple[list[Line], int | None]:
    """Latest first, of one thing or of all; and where the next page begins. `project` is a whole one."""
    policy.require_read_history(viewer, project)
    query = select(Revision).where(Revision.project_id == project.id).options(joinedload(Revision.changed_by))
    if of is not None:
        query = query.where(Revision.kind == of[0], Revision.thing_id == of[1])
    if before is not None:
        query = query.where(Revision.id < before)
    found = db.session.scalars(query.order_by(Revision.id.desc()).limit(limit + 1)).all()
    shown = found[:limit]
    names = _names(project, shown)
    return [_line(one, names) for one in shown], shown[-1].id if len(found) > limit else None


def get_revision(viewer: Viewer, revision_id: int) -> Revision:
    """Raises NotThere."""
    found = db.session.scalars(
        select(Revision)
        .join(Project, Project.id == Revision.project_id)
        .where(Revision.id == revision_id, policy.readable_by(viewer))
        .options(joinedload(Revision.changed_by))
    ).first()
    if found is None or viewer.is_guest:
        raise NotThere
    return found


def get_changed(viewer: Viewer, revision: Revision) -> Kept:
    """What the revision changed, with all that its own page shows; the project for what belongs to the team."""
    match revision.kind:
        case "driver":
            return get_driver(viewer, revision.thing_id)
        case "idea":
            return get_idea(viewer, revision.thing_id)
        case "cycle":
            return get_cycle(viewer, revision.thing_id)
        case _:
            return get_project(viewer, revision.project_id)


def line_of(viewer: Viewer, project: Project, revision: Revision) -> Line:
    """One revision in words. `project` is a whole one."""
    policy.require_read_history(viewer, project)
    return _line(revision, _names(project, [revision]))


def value_now(viewer: Viewer, project: Project, revision: Revision) -> str:
    """What stands in the field today, in words. `project` is a whole one."""
    thing = get_changed(viewer, revision)
    if revision.kind == "member":
        member = next((one for one in project.team if one.person_id == revision.thing_id), None)
        now = "" if member is None else {"member": "yes", "role": member.role}.get(revision.field, member.part.value)
    elif revision.kind == "place":
        now = ""
    elif revision.field == "lead":
        now = str(project.lead_id or "")
    else:
        now = history.values_of(thing).get(revision.field, "")
    return _in_words(revision.field, now, _names(project, [revision]))


def values_at(viewer: Viewer, thing: Kept, version: int) -> dict[str, str]:
    """The fields of a thing as they were in an earlier version: what an editor had before them."""
    kind, thing_id = history.key_of(thing)
    values = history.values_of(thing)
    rows = db.session.scalars(
        select(Revision)
        .where(
            Revision.kind == kind,
            Revision.thing_id == thing_id,
            Revision.version > version,
            Revision.project_id.in_(select(Project.id).where(policy.readable_by(viewer))),
        )
        .order_by(Revision.id.desc())
        .limit(500)
    )
    for row in rows:
        values[row.field] = row.before
    return values


def _names(project: Project, revisions: Sequence[Revision]) -> dict[tuple[str, int], str]:
    """How the things of a project are called in its history."""
    names = {("driver", one.id): f"driver “{one.title}”" for one in project.drivers}
    for idea in project.ideas:
        names["idea", idea.id] = f"idea {idea.number} “{idea.title}”"
        names |= {("cycle", one.id): f"cycle {idea.number}.{one.number}" for one in idea.cycles}
    wanted = {one.thing_id for one in revisions if one.kind == "member"}
    wanted |= {int(text) for one in revisions if one.field == "lead" for text in (one.before, one.after) if text}
    names |= {("member", id_): person.name for id_, person in people_by_id(wanted).items()}
    return names


def _line(revision: Revision, names: Mapping[tuple[str, int], str]) -> Line:
    gone = {"driver": "a driver that was taken out", "idea": "an idea that was taken out"}
    of = {"project": "charter", "place": "team"}.get(revision.kind) or names.get(
        (revision.kind, revision.thing_id), gone.get(revision.kind, "something that was taken out")
    )
    before, after = (_in_words(revision.field, text, names) for text in (revision.before, revision.after))
    is_there = revision.kind in ("project", "member") or (revision.kind, revision.thing_id) in names
    if revision.kind == "place":
        is_there = bool(revision.before)
    can = is_there and revision.erased_at is None and revision.field not in OF_STEPS
    return Line(revision, of, history.label(revision.field), before, after, can)


def _in_words(field: str, text: str, names: Mapping[tuple[str, int], str]) -> str:
    if field in _WORDS:
        return _WORDS[field].get(text, text)
    if field in ("primaries", "drivers"):
        ids = [int(one) for one in text.split(",") if one]
        return ", ".join(names.get(("driver", one), "a driver that was taken out") for one in ids)
    if field == "place":
        part, _, words = text.partition(": ")
        return f"{_WORDS['part'][part]}: {words}" if words else ""
    if field == "lead":
        return names.get(("member", int(text)), "somebody") if text else "nobody"
    if field == "aim_measure_id":
        return f"measure {text}" if text else ""
    if _DAY.fullmatch(text):
        return f"{date.fromisoformat(text):%-d %B %Y}"
    return text
