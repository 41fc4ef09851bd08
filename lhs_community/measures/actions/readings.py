"""Bringing figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.measures import datasheet, events, policy
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.models.readings import Batch, Reading, Way
from lhs_community.measures.queries.figures import current_readings
from lhs_community.measures.spc.figures import plain_number
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


@dataclass(frozen=True)
class Outcome:
    """What bringing figures did. `corrections` are the days whose value was replaced."""

    added: int
    unchanged: int
    corrections: Sequence[datasheet.Correction]
    notes: Sequence[str] = ()


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
    known = current_readings(actor, measure)
    corrections = datasheet.corrections({day: one.value for day, one in known.items()}, sheet.rows)
    fresh = [row for row in sheet.rows if row.date not in known]
    same = len(sheet.rows) - len(fresh) - len(corrections)
    outcome = Outcome(len(fresh), same, corrections, sheet.notes)
    if not fresh and not corrections:
        return outcome
    if corrections and not reason.strip():
        raise datasheet.Unexplained(corrections)
    batch = _begin_batch(
        actor,
        measure,
        way=Way.FILE if file_name else Way.PASTED,
        file_name=" ".join(file_name.split())[:200],
        added_count=len(fresh),
        corrected_count=len(corrections),
        reason=reason.strip() if corrections else "",
    )
    _write(measure, batch, [Reading(day=row.date, revision=1, value=row.value) for row in fresh])
    _write(
        measure,
        batch,
        [Reading(day=one.day, revision=known[one.day].revision + 1, value=one.new) for one in corrections],
    )
    _record(actor, measure, batch)
    return outcome


def work_out_anew(actor: Viewer, measure: Measure) -> None:
    """Say values per another number; what was counted and what it was divided by stay, as do the values before."""
    policy.require_change(actor, measure)
    made = [
        Reading(
            day=day,
            revision=one.revision + 1,
            value=datasheet.share(one.numerator, one.denominator, measure.per),
            numerator=one.numerator,
            denominator=one.denominator,
        )
        for day, one in current_readings(actor, measure).items()
        if one.numerator is not None and one.denominator
    ]
    if not made:
        return
    batch = _begin_batch(
        actor,
        measure,
        way=Way.WORKED_OUT,
        corrected_count=len(made),
        reason=f"Said per {plain_number(measure.per)} from now on.",
    )
    _write(measure, batch, made)
    _record(actor, measure, batch)


def _begin_batch(actor: Viewer, measure: Measure, *, added_count: int = 0, **told: Any) -> Batch:
    batch = Batch(measure_id=measure.id, added_by_id=actor.id, added_at=clock.now(), added_count=added_count, **told)
    db.session.add(batch)
    db.session.flush()
    return batch


def _record(actor: Viewer, measure: Measure, batch: Batch) -> None:
    about = events.about(actor, measure)
    record(events.ReadingsAdded(**about, batch_id=batch.id, added=batch.added_count, corrected=batch.corrected_count))


def _write(measure: Measure, batch: Batch, readings: Sequence[Reading]) -> None:
    for one in readings:
        one.measure_id, one.batch_id = measure.id, batch.id
    try:
        with db.session.begin_nested():
            db.session.add_all(readings)
    except IntegrityError as error:
        message = "Somebody else added figures for the same dates at this moment. Look at them, then try again."
        raise Invalid(message, "figures") from error
