"""Bringing figures, as a member of the team."""

from __future__ import annotations

from dataclasses import dataclass

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation.bus import unrecorded
from lhs_community.foundation.errors import Invalid
from lhs_community.measures import datasheet, policy
from lhs_community.measures.actions import taking
from lhs_community.measures.actions.taking import Brought, Outcome
from lhs_community.measures.datasheet.table import to_text
from lhs_community.measures.datasheet.terms import Columns
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.models.readings import Batch, Reading, Way
from lhs_community.measures.queries.figures import current_readings
from lhs_community.measures.spc.figures import plain_number
from lhs_community.safety.guard import NO_CONSENT, Consent


def add_readings(
    actor: Viewer,
    measure: Measure,
    text: str,
    *,
    file_name: str = "",
    reason: str = "",
    consent: Consent = NO_CONSENT,
) -> Outcome:
    """Take a sheet of figures whole, pasted or from a file."""
    way = Way.FILE if file_name else Way.PASTED
    return bring(actor, measure, Brought(text, way, file_name=file_name, reason=reason), consent)


def bring(actor: Viewer, measure: Measure, brought: Brought, consent: Consent = NO_CONSENT) -> Outcome:
    """The same figures twice change nothing; other values need a reason.

    Raises BadSheet with every problem, and Unexplained with what would be replaced.
    """
    policy.require_change(actor, measure)
    return taking.take(actor, measure, brought, consent)


@unrecorded("nothing happens: it says what would")
def look_at(actor: Viewer, measure: Measure, brought: Brought, consent: Consent = NO_CONSENT) -> Outcome:
    """What bringing these figures would do. Raises as `bring` does, but asks for no reason."""
    policy.require_change(actor, measure)
    return taking.weigh(actor, measure, brought, consent)


@dataclass(frozen=True)
class Typed:
    """One period's figures, as typed."""

    day: str
    value: str = ""
    numerator: str = ""
    denominator: str = ""


def type_reading(
    actor: Viewer, measure: Measure, typed: Typed, reason: str = "", consent: Consent = NO_CONSENT
) -> Outcome:
    """One period. Raises Invalid at the field that is wrong."""
    if typed.numerator.strip() or typed.denominator.strip():
        cells, columns = [typed.day, typed.numerator, typed.denominator], Columns(0, numerator=1, denominator=2)
        names = ["date", "numerator", "denominator"]
    else:
        cells, columns, names = [typed.day, typed.value], Columns(0, 1), ["date", "value"]
        if not typed.value.strip():
            raise Invalid("Enter a value.", "numerator" if measure.denominator else "value")
    text = to_text([names, cells])
    try:
        return bring(actor, measure, Brought(text, Way.TYPED, reason=reason, columns=columns), consent)
    except datasheet.BadSheet as bad:
        problem = bad.problems[0]
        raise Invalid(problem.message, {"date": "day"}.get(problem.column, problem.column or "day")) from bad


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
    if made:
        reason = f"Said per {plain_number(measure.per)} from now on."
        batch = Batch(way=Way.WORKED_OUT, added_count=0, corrected_count=len(made), reason=reason)
        taking.write(actor, measure, batch, made)
