"""Everything that changes a measure. Readings are only ever added: a correction keeps what it corrects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.actions import link
from lhs_community.chain.models import Relation
from lhs_community.communities.queries.communities import get_community_by_id
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.measures import datasheet, events, policy
from lhs_community.measures.models import Annotation, Batch, Measure, MeasureKind, Reading, Rebase
from lhs_community.measures.queries import measures as queries
from lhs_community.measures.spc.terms import Direction
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


@dataclass(frozen=True)
class Plan:
    """What a measure is, as typed in its form."""

    name: str
    kind: MeasureKind
    direction: Direction
    definition: str = ""
    unit: str = ""
    target: float | None = None
    lowest: float | None = None
    highest: float | None = None
    source: str = ""
    is_screened: bool = True
    fix_after_n: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What bringing figures did. `corrections` are the days whose value was replaced."""

    added: int
    unchanged: int
    corrections: Sequence[datasheet.Correction]
    notes: Sequence[str] = ()


class _About(TypedDict):
    actor_id: int | None
    subject_kind: str
    subject_id: int
    project_id: int


def _about(actor: Viewer, measure: Measure) -> _About:
    """What all events of a measure say."""
    return {
        "actor_id": actor.id,
        "subject_kind": "measure",
        "subject_id": measure.id,
        "project_id": measure.project_id,
    }


def start_measure(actor: Viewer, project_id: int, plan: Plan, consent: Consent = NO_CONSENT) -> Measure:
    policy.require_work_on_project(actor, project_id)
    _require_sound(actor, plan, consent)
    project = subjects.require_card(actor, Ref("project", project_id))
    if project.community_id is None:
        raise NotThere
    measure = Measure(
        project_id=project_id,
        community=get_community_by_id(actor, project.community_id),
        started_by_id=actor.id,
        started_at=clock.now(),
        **_fields(plan),
    )
    db.session.add(measure)
    db.session.flush()
    record(events.MeasureStarted(**_about(actor, measure), kind=plan.kind))
    link(actor, Ref("project", project_id), Ref("measure", measure.id), Relation.MEASURED_BY)
    return measure


def change_measure(actor: Viewer, measure: Measure, plan: Plan, consent: Consent = NO_CONSENT) -> None:
    """What it is and how it is drawn; its readings stay."""
    policy.require_change(actor, measure)
    _require_sound(actor, plan, consent)
    for name, value in _fields(plan).items():
        setattr(measure, name, value)
    record(events.MeasureChanged(**_about(actor, measure)))


def _require_sound(actor: Viewer, plan: Plan, consent: Consent) -> None:
    texts = {"name": plan.name, "definition": plan.definition, "unit": plan.unit, "source": plan.source}
    require_clear(actor, texts, consent)
    if len(" ".join(plan.name.split())) < 3:
        raise Invalid("Enter a name of at least 3 characters.", "name")
    if plan.lowest is not None and plan.highest is not None and plan.lowest >= plan.highest:
        raise Invalid("Enter a highest value that is above the lowest.", "highest")
    if plan.fix_after_n is not None and plan.fix_after_n < 2:
        raise Invalid("Enter 2 or more: limits need at least two values.", "fix_after_n")


def _fields(plan: Plan) -> Mapping[str, object]:
    return {
        **vars(plan),
        "name": " ".join(plan.name.split()),
        "definition": plan.definition.strip(),
        "unit": " ".join(plan.unit.split()),
        "source": " ".join(plan.source.split()),
    }


def add_readings(
    actor: Viewer,
    measure: Measure,
    text: str,
    *,
    file_name: str = "",
    reason: str = "",
    consent: Consent = NO_CONSENT,
) -> Outcome:
    """Take a sheet of figures whole. The same sheet twice changes nothing; other values need a reason.

    Raises BadSheet with every problem, and Unexplained with what would be replaced.
    """
    policy.require_change(actor, measure)
    require_clear(actor, {"figures": text, "file_name": file_name, "reason": reason}, consent)
    sheet = datasheet.read(text)
    if sheet.problems:
        raise datasheet.BadSheet(sheet.problems)
    known = queries.current_readings(actor, measure)
    corrections = datasheet.corrections({day: one.value for day, one in known.items()}, sheet.rows)
    fresh = [row for row in sheet.rows if row.date not in known]
    same = len(sheet.rows) - len(fresh) - len(corrections)
    outcome = Outcome(len(fresh), same, corrections, sheet.notes)
    if not fresh and not corrections:
        return outcome
    if corrections and not reason.strip():
        raise datasheet.Unexplained(corrections)
    batch = Batch(
        measure_id=measure.id,
        file_name=" ".join(file_name.split())[:200],
        added_by_id=actor.id,
        added_at=clock.now(),
        added_count=len(fresh),
        corrected_count=len(corrections),
        reason=reason.strip() if corrections else "",
    )
    db.session.add(batch)
    db.session.flush()
    _write(measure, batch, [(row.date, 1, row.value) for row in fresh])
    _write(measure, batch, [(one.day, known[one.day].revision + 1, one.new) for one in corrections])
    record(
        events.ReadingsAdded(
            **_about(actor, measure),
            batch_id=batch.id,
            added=len(fresh),
            corrected=len(corrections),
        )
    )
    return outcome


def _write(measure: Measure, batch: Batch, rows: Sequence[tuple[date, int, float | None]]) -> None:
    try:
        with db.session.begin_nested():
            db.session.add_all(
                Reading(measure_id=measure.id, batch_id=batch.id, day=day, revision=revision, value=value)
                for day, revision, value in rows
            )
    except IntegrityError as error:
        message = "Somebody else added figures for the same dates at this moment. Look at them, then try again."
        raise Invalid(message, "figures") from error


def rebase_measure(
    actor: Viewer,
    measure: Measure,
    day: date,
    reason: str,
    change: Ref | None = None,
    consent: Consent = NO_CONSENT,
) -> Rebase:
    """Work mean and limits out anew from `day`; never done without a person and a reason."""
    policy.require_change(actor, measure)
    require_clear(actor, {"reason": reason}, consent)
    if len(reason.strip()) < 10:
        raise Invalid("Say in a sentence what changed and why it will last.", "reason")
    if change is not None:
        subjects.require_card(actor, change)
    days = sorted(queries.current_readings(actor, measure))
    if not days or not days[0] < day <= days[-1]:
        raise Invalid("Enter a date after the first value and not after the last.", "day")
    rebase = Rebase(
        measure_id=measure.id,
        day=day,
        reason=reason.strip(),
        change_kind=change.kind if change else "",
        change_id=change.id if change else None,
        added_by_id=actor.id,
        added_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(rebase)
    except IntegrityError as error:
        raise Invalid("The limits are worked out anew from this date already.", "day") from error
    record(events.MeasureRebased(**_about(actor, measure), day=day))
    return rebase


def remove_rebase(actor: Viewer, measure: Measure, rebase: Rebase) -> None:
    policy.require_change(actor, measure)
    record(events.RebaseRemoved(**_about(actor, measure), day=rebase.day))
    db.session.delete(rebase)


def annotate_measure(
    actor: Viewer, measure: Measure, day: date, text: str, consent: Consent = NO_CONSENT
) -> Annotation:
    policy.require_change(actor, measure)
    require_clear(actor, {"text": text}, consent)
    if not text.strip():
        raise Invalid("Enter what happened on this day.", "text")
    annotation = Annotation(
        measure_id=measure.id,
        day=day,
        text=" ".join(text.split()),
        added_by_id=actor.id,
        added_at=clock.now(),
    )
    db.session.add(annotation)
    db.session.flush()
    record(events.MeasureAnnotated(**_about(actor, measure), day=day))
    return annotation


def remove_annotation(actor: Viewer, measure: Measure, annotation: Annotation) -> None:
    policy.require_change(actor, measure)
    record(events.AnnotationRemoved(**_about(actor, measure), day=annotation.day))
    db.session.delete(annotation)
