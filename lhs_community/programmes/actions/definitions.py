"""One definition for many: writing it, proposing a new version, taking it up, saying no with a reason.

A new version changes no project's measure. Each is shown what would differ and answers for itself.
"""

from __future__ import annotations

import enum
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import select

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import claim, db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.measures import policy as measures
from lhs_community.measures.actions.measures import Plan, change_measure, require_sound, start_measure
from lhs_community.measures.models.measures import Measure
from lhs_community.programmes import events, policy
from lhs_community.programmes.models.definitions import OWN, Definition, DefinitionVersion, Use
from lhs_community.programmes.models.programmes import ChildState, Programme, ProgrammeChild
from lhs_community.programmes.queries.definitions import Site, list_sites
from lhs_community.programmes.terms import PARTS, differences
from lhs_community.projects.models.projects import Project
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


def write_definition(actor: Viewer, programme: Programme, terms: Plan, consent: Consent = NO_CONSENT) -> Definition:
    policy.require_run(actor, programme)
    require_sound(actor, terms, programme.started_at.date(), consent)
    definition = Definition(programme_id=programme.id, programme=programme, version=1)
    definition.versions = [_version(actor, terms, 1, "")]
    db.session.add(definition)
    db.session.flush()
    record(events.DefinitionWritten(**_about(actor, definition), definition_id=definition.id))
    return definition


def propose_version(
    actor: Viewer, definition: Definition, terms: Plan, reason: str, version: int, consent: Consent = NO_CONSENT
) -> DefinitionVersion:
    """Raises Stale when somebody else proposed after `version` was read."""
    policy.require_run(actor, definition.programme)
    require_clear(actor, {"reason": reason}, consent)
    require_sound(actor, terms, definition.programme.started_at.date(), consent)
    if len(reason.strip()) < 10:
        raise Invalid("Say in a sentence what is better about the new version.", "reason")
    claim(definition, version)
    made = _version(actor, terms, definition.version + 1, reason.strip())
    if not differences(made, definition.newest):
        raise Invalid("This is the definition as it stands. Change something, or leave it.")
    definition.version += 1
    made.definition_id = definition.id
    db.session.add(made)
    db.session.flush()
    record(
        events.DefinitionProposed(
            **_about(actor, definition),
            definition_id=definition.id,
            number=made.number,
            person_ids=_leads_using(definition),
        )
    )
    db.session.expire(definition, ["versions"])
    return made


def take_up(
    actor: Viewer, definition: Definition, project: Project, site: str = "", consent: Consent = NO_CONSENT
) -> Measure:
    """A new measure of the project, as the definition has it. `site` tells several of one project apart."""
    if not policy.may_read(actor, definition.programme):
        raise NotThere
    measures.require_work_on_project(actor, project.id)
    if not _belongs(definition, project.id):
        raise Invalid("This project does not belong to the programme.", "project")
    require_clear(actor, {"site": site}, consent)
    site = " ".join(site.split())
    taken = {one.measure.site.casefold() for one in list_sites(actor, [definition]) if one.project.id == project.id}
    if site.casefold() in taken:
        raise Invalid("This project measures it there already. Say which ward or site this one is for.", "site")
    plan = Plan(**_parts(definition.newest, clock.now().date()), site=site)
    measure = start_measure(actor, project.id, plan, consent)
    use = Use(definition_id=definition.id, measure_id=measure.id, version=definition.version)
    _note_answer(actor, use)
    db.session.add(use)
    db.session.flush()
    _record_taken(actor, use, measure)
    return measure


def link_measure(actor: Viewer, definition: Definition, measure: Measure) -> None:
    """A measure that the project has already: it stands beside the others as it is, until its team takes a version."""
    if not policy.may_read(actor, definition.programme):
        raise NotThere
    measures.require_change(actor, measure)
    if not _belongs(definition, measure.project_id):
        raise Invalid("This project does not belong to the programme.", "measure")
    if db.session.scalar(select(Use.id).where(Use.measure_id == measure.id)) is not None:
        raise Invalid("This measure follows a shared definition already.", "measure")
    use = Use(definition_id=definition.id, measure_id=measure.id, version=OWN)
    _note_answer(actor, use)
    db.session.add(use)
    db.session.flush()
    _record_taken(actor, use, measure)


def accept_version(actor: Viewer, site: Site, number: int) -> None:
    """The project's measure is counted and drawn by the newest version from now on; its figures stay."""
    measures.require_change(actor, site.measure)
    _require_newest(site, number)
    own = {field.name: getattr(site.measure, field.name) for field in fields(Plan)}
    parts = _parts(site.newest, site.measure.started_at.date())
    change_measure(actor, site.measure, Plan(**{**own, **parts}))
    site.use.version, site.use.declined, site.use.decline_reason = site.newest.number, None, ""
    _note_answer(actor, site.use)
    _record_taken(actor, site.use, site.measure)


def decline_version(actor: Viewer, site: Site, number: int, reason: str, consent: Consent = NO_CONSENT) -> None:
    """It keeps its own, and the programme's page says why."""
    measures.require_change(actor, site.measure)
    require_clear(actor, {"reason": reason}, consent)
    _require_newest(site, number)
    if len(reason.strip()) < 10:
        raise Invalid("Say in a sentence why it does not fit here. The programme learns from it.", "reason")
    site.use.declined, site.use.decline_reason = site.newest.number, reason.strip()
    _note_answer(actor, site.use)
    record(
        events.DefinitionDeclined(
            actor_id=actor.id,
            subject_kind="measure",
            subject_id=site.measure.id,
            definition_id=site.use.definition_id,
            number=site.newest.number,
            project_id=site.project.id,
            person_ids=(site.newest.written_by_id,) if site.newest.written_by_id else (),
        )
    )


def _require_newest(site: Site, number: int) -> None:
    if number != site.newest.number:
        raise Invalid("Another version has been proposed meanwhile. It is shown below: look again.")
    if site.use.version == site.newest.number:
        raise Invalid("This measure follows that version already.")


def _version(actor: Viewer, terms: Plan, number: int, reason: str) -> DefinitionVersion:
    """Of what is typed only the parts that many share; what is a site's own is left out."""
    typed = {part.name: getattr(terms, part.name) for part in PARTS}
    cleaned = {name: _clean(name, value) for name, value in typed.items()}
    moment = clock.now()
    return DefinitionVersion(**cleaned, number=number, reason=reason, written_by_id=actor.id, written_at=moment)


def _clean(name: str, value: Any) -> Any:
    """A line each, but for the definition: as a measure's own texts are kept, so that equal ones are equal."""
    if not isinstance(value, str) or isinstance(value, enum.Enum):
        return value
    return value.strip() if name == "definition" else " ".join(value.split())


def _parts(version: DefinitionVersion, started: date) -> dict[str, Any]:
    """As a measure takes them; a day by which the target was to be met before the measure began means nothing."""
    parts = {part.name: getattr(version, part.name) for part in PARTS}
    is_past = version.target_by is not None and version.target_by <= started
    return {**parts, "target_by": None} if is_past else parts


def _belongs(definition: Definition, project_id: int) -> bool:
    found = select(ProgrammeChild.id).where(
        ProgrammeChild.programme_id == definition.programme_id,
        ProgrammeChild.project_id == project_id,
        ProgrammeChild.state == ChildState.JOINED,
    )
    return db.session.scalar(found) is not None


def _leads_using(definition: Definition) -> tuple[int, ...]:
    """The leads of projects that use it: each is told, and then shown what they may read."""
    rows = db.session.scalars(
        select(Project.lead_id)
        .join(Measure, Measure.project_id == Project.id)
        .join(Use, Use.measure_id == Measure.id)
        .where(Use.definition_id == definition.id, Project.lead_id.is_not(None))
        .distinct()
    )
    return tuple(sorted(id_ for id_ in rows if id_ is not None))


def _note_answer(actor: Viewer, use: Use) -> None:
    use.answered_by_id, use.answered_at = actor.id, clock.now()


def _record_taken(actor: Viewer, use: Use, measure: Measure) -> None:
    record(
        events.DefinitionTaken(
            actor_id=actor.id,
            subject_kind="measure",
            subject_id=measure.id,
            definition_id=use.definition_id,
            number=use.version,
            project_id=measure.project_id,
        )
    )


def _about(actor: Viewer, definition: Definition) -> events.About:
    return {"actor_id": actor.id, "subject_kind": "programme", "subject_id": definition.programme_id}
