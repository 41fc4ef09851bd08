"""Taking figures, whoever or whatever brings them: read whole, compared with what is known, added with their source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.measures import datasheet, events
from lhs_community.measures.datasheet.terms import Columns
from lhs_community.measures.definition import asked_of
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.models.readings import Batch, Reading, Way
from lhs_community.measures.queries.figures import read_figures
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

LONGEST_REASON = 300


@dataclass(frozen=True)
class Brought:
    """Figures as they came. `columns`: as somebody has said, where they were asked.

    `beside`: what else the same file holds and nobody takes, for the guard.
    """

    text: str
    way: Way
    file_name: str = ""
    reason: str = ""
    columns: Columns | None = None
    beside: str = ""
    token_id: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What bringing figures did, or would do. `corrections` are the days whose value is replaced."""

    added: int
    unchanged: int
    corrections: Sequence[datasheet.Correction]
    notes: Sequence[str] = ()
    rows: Sequence[datasheet.Row] = ()
    columns: Columns | None = None


def weigh(actor: Viewer, measure: Measure, brought: Brought, consent: Consent = NO_CONSENT) -> Outcome:
    """What these figures would do. Raises Held for what may name people, BadSheet with every problem."""
    texts = {
        "figures": brought.text,
        "file_name": brought.file_name,
        "reason": brought.reason,
        "beside": brought.beside,
    }
    require_clear(actor, texts, consent)
    sheet = datasheet.read(brought.text, asked_of(measure), brought.columns)
    if sheet.problems:
        raise datasheet.BadSheet(sheet.problems)
    known = read_figures([measure], in_full=[measure.id])[measure.id]
    corrections = datasheet.corrections(known, sheet.rows)
    added = sum(row.date not in known for row in sheet.rows)
    same = len(sheet.rows) - added - len(corrections)
    return Outcome(added, same, corrections, sheet.notes, sheet.rows, sheet.columns)


def take(actor: Viewer, measure: Measure, brought: Brought, consent: Consent = NO_CONSENT) -> Outcome:
    """Add what is new. The same figures twice change nothing; other values need a reason (Unexplained)."""
    outcome = weigh(actor, measure, brought, consent)
    if not outcome.added and not outcome.corrections:
        return outcome
    reason = " ".join(brought.reason.split())
    if outcome.corrections and not reason:
        raise datasheet.Unexplained(outcome.corrections)
    if len(reason) > LONGEST_REASON:
        raise Invalid(f"Keep the reason to {LONGEST_REASON} characters.", "reason")
    known = read_figures([measure], in_full=[measure.id])[measure.id]
    corrected = {one.day for one in outcome.corrections}
    batch = Batch(
        way=brought.way,
        file_name=" ".join(brought.file_name.split())[:200],
        token_id=brought.token_id,
        added_count=outcome.added,
        corrected_count=len(corrected),
        reason=reason if corrected else "",
    )
    readings = [
        Reading(
            day=row.date,
            revision=known[row.date].revision + 1 if row.date in known else 1,
            value=row.value,
            numerator=row.numerator,
            denominator=row.denominator,
        )
        for row in outcome.rows
        if row.date not in known or row.date in corrected
    ]
    write(actor, measure, batch, readings)
    return outcome


def write(actor: Viewer, measure: Measure, batch: Batch, readings: Sequence[Reading]) -> None:
    """Keep a batch and what came with it."""
    batch.measure_id, batch.added_by_id, batch.added_at = measure.id, actor.id, clock.now()
    db.session.add(batch)
    db.session.flush()
    for one in readings:
        one.measure_id, one.batch_id = measure.id, batch.id
    try:
        with db.session.begin_nested():
            db.session.add_all(readings)
    except IntegrityError as error:
        message = "Somebody else added figures for the same dates at this moment. Look at them, then try again."
        raise Invalid(message, "figures") from error
    record(
        events.ReadingsAdded(
            **events.about(actor, measure),
            batch_id=batch.id,
            added=batch.added_count,
            corrected=batch.corrected_count,
        )
    )
