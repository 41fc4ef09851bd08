"""Putting an earlier text back, and taking one out of the history for good."""

from __future__ import annotations

import enum
from datetime import date

from sqlalchemy import Column, select
from sqlalchemy.orm import object_mapper

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import claim, db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.text import to_html
from lhs_community.projects import events, policy
from lhs_community.projects.actions import diagram, projects as project_actions, team
from lhs_community.projects.actions.steps import forget_title
from lhs_community.projects.actions.versions import stamp
from lhs_community.projects.history import OF_STEPS, Kept
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.diagram import Driver, Idea
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.revisions import Revision
from lhs_community.projects.models.terms import CycleState, DriverKind, Stage, TeamPart
from lhs_community.projects.queries import revisions as queries
from lhs_community.projects.queries.projects import get_project
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

MOVED_ON = "The cycle has moved on since, so this stays as it is."


def put_back(actor: Viewer, revision: Revision, version: int | None = None, consent: Consent = NO_CONSENT) -> None:
    """What stood in the field before stands there again, as a change of its own. Raises Stale when the thing was saved
    after `version` was read."""
    project = get_project(actor, revision.project_id)
    policy.require_edit(actor, project)
    if revision.erased_at is not None or revision.field in OF_STEPS:
        raise Invalid("This cannot be put back.")
    require_clear(actor, {"before": revision.before}, consent)
    seen = _newest(revision)
    if revision.kind == "place":
        _put_back_place(actor, project, revision, consent)
    elif revision.kind == "member":
        _put_back_member(actor, project, revision)
    else:
        _put_back_field(actor, project, revision, version)
    db.session.flush()
    if (made := _newest(revision)) is seen:
        raise Invalid("This is what stands there now.")
    made.put_back_id = revision.id
    subject = ("cycle", revision.thing_id) if revision.kind == "cycle" else ("project", project.id)
    record(
        events.ChangeUndone(
            actor_id=actor.id, subject_kind=subject[0], subject_id=subject[1], revision_id=revision.id
        )
    )


def _newest(revision: Revision) -> Revision:
    """The latest change of the same field; of the places of a team, which are made anew, the latest of any."""
    same = [Revision.kind == revision.kind, Revision.field == revision.field]
    same.append(
        Revision.project_id == revision.project_id
        if revision.kind == "place"
        else Revision.thing_id == revision.thing_id
    )
    return db.session.scalars(select(Revision).where(*same).order_by(Revision.id.desc()).limit(1)).one()


def erase_change(actor: Viewer, revision: Revision) -> None:
    """Both texts are gone; that there was a change, and whose, stays."""
    project = get_project(actor, revision.project_id)
    policy.require_erase(actor, project)
    if revision.kind in ("driver", "idea") and revision.field == "title":
        forget_title(actor, project, f"{revision.kind}-{revision.thing_id}", (revision.before, revision.after))
    revision.before = revision.after = ""
    revision.erased_at = clock.now()
    record(
        events.ChangeErased(
            actor_id=actor.id, subject_kind="project", subject_id=revision.project_id, revision_id=revision.id
        )
    )


def _put_back_field(actor: Viewer, project: Project, revision: Revision, version: int | None) -> None:
    """Where a rule watches over the field, by the action that knows the rule."""
    thing, text = queries.get_changed(actor, revision), revision.before
    claim(thing, version)
    match thing, revision.field:
        case Project(), "lead":
            _put_back_lead(actor, thing, text)
        case Project(), "stage":
            project_actions.change_stage(actor, thing, Stage(text), thing.stopped_reason)
        case Driver(), "kind" | "primaries":
            kind = DriverKind(text) if revision.field == "kind" else thing.kind
            primaries = _ids(text) if revision.field == "primaries" else [one.id for one in thing.primaries]
            diagram.change_driver(actor, thing, kind, thing.title, primaries)
        case Idea(), "drivers":
            diagram.change_idea(actor, thing, thing.title, _ids(text), thing.status)
        case Cycle(), field if field.rpartition("_")[2].isdecimal():
            _put_back_question(thing, field, text)
            stamp(actor, thing, project)
        case _:
            _write(thing, revision.field, text)
            stamp(actor, thing, project)


def _ids(text: str) -> list[int]:
    return [int(one) for one in text.split(",") if one]


def _put_back_member(actor: Viewer, project: Project, revision: Revision) -> None:
    member = next((one for one in project.team if one.person_id == revision.thing_id), None)
    if revision.field == "member" and revision.before:
        team.add_team_member(actor, project, db.session.get_one(Person, revision.thing_id))
    elif member is None:
        raise Invalid("They are no longer on the team.")
    elif revision.field == "member":
        team.remove_team_member(actor, project, member)
    else:
        part = TeamPart(revision.before or TeamPart.MEMBER) if revision.field == "part" else member.part
        role = revision.before if revision.field == "role" else member.role
        team.change_team_role(actor, project, member, role, part=part)


def _put_back_place(actor: Viewer, project: Project, revision: Revision, consent: Consent) -> None:
    part, _, words = revision.before.partition(": ")
    if not words:
        raise Invalid("Take the place off the team on the team's page.")
    team.add_place(actor, project, TeamPart(part), words, consent)


def _put_back_lead(actor: Viewer, project: Project, person_id: str) -> None:
    member = next((one for one in project.team if str(one.person_id) == person_id), None)
    if member is None:
        raise Invalid("Whoever led it then is no longer on the team. Add them first.")
    team.make_lead(actor, project, member)


def _put_back_question(cycle: Cycle, field: str, text: str) -> None:
    """Questions and predictions stand once the cycle has begun, answers once it is decided on."""
    what, _, number = field.partition("_")
    is_open = cycle.state is CycleState.PLANNED if what in ("question", "prediction") else cycle.act is None
    if not is_open or (cycle.studied_at is not None and not text):
        raise Invalid(MOVED_ON)
    if int(number) > len(cycle.questions):
        raise Invalid("Its questions are others now. Write it in again.")
    question = cycle.questions[int(number) - 1]
    if what == "right":
        question.was_right = {"yes": True, "no": False}.get(text)
    elif what in ("question", "prediction", "answer"):
        setattr(question, what, text)


def _write(thing: Kept, field: str, text: str) -> None:
    column = object_mapper(thing).columns.get(field)
    if column is None:
        raise Invalid("This cannot be put back.")
    if field == "study" and not text and isinstance(thing, Cycle) and thing.studied_at is not None:
        raise Invalid(MOVED_ON)
    setattr(thing, field, _parsed(column, text))
    if hasattr(thing, f"{field}_html"):
        setattr(thing, f"{field}_html", to_html(text))


def _parsed(column: Column[object], text: str) -> object:
    kind = column.type.python_type
    if not text and column.nullable:
        return None
    if kind is date:
        return date.fromisoformat(text)
    if kind is bool:
        return text == "yes"
    if kind is dict:  # a list of refs, as JSON
        return [one for one in text.split(",") if one]
    return kind(text) if issubclass(kind, enum.Enum | int | float) else text
