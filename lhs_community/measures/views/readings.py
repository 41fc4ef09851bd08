"""Bringing figures."""

from __future__ import annotations

from flask import Response, flash, url_for

from lhs_community.accounts import current
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to
from lhs_community.measures import datasheet
from lhs_community.measures.actions import readings as actions
from lhs_community.measures.actions.taking import Outcome
from lhs_community.measures.definition import CHARTS
from lhs_community.measures.forms.readings import FiguresForm, ReadingForm, reads_workbooks
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.queries import measures as queries
from lhs_community.measures.queries.figures import current_readings
from lhs_community.measures.views.measures import blueprint, page_of, to_change


@blueprint.route("/measures/<int:measure_id>/figures", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
@reads_workbooks
def add_readings(measure_id: int) -> Response:
    """Nothing is saved until the whole sheet is right; a chosen file comes back as text to be mended."""
    measure = to_change(measure_id)
    form = FiguresForm()
    form.ask_for(measure)
    trouble: Invalid | None = None
    preview: Outcome | None = None
    if form.validate_on_submit():
        with form.refusals():
            try:
                form.take_file()
                preview, outcome = _bring(form, measure)
            except (datasheet.BadSheet, datasheet.Unexplained) as found:
                trouble = found
                raise
            if outcome:
                flash(_told(outcome), "success")
                return go_to(page_of(measure))
    form.offer_columns()
    return form.page("measures/add_readings.html", trouble=trouble, preview=preview, **_around(measure))


def _bring(form: FiguresForm, measure: Measure) -> tuple[Outcome | None, Outcome | None]:
    """What these figures would do, or what they did."""
    brought = form.brought()
    if form.wants_a_look:
        preview = actions.look_at(current.viewer(), measure, brought, form.consent())
        form.status_when_back = 200
        return preview, None
    return None, actions.bring(current.viewer(), measure, brought, form.consent())


def _around(measure: Measure) -> dict[str, object]:
    viewer = current.viewer()
    return {
        "measure": measure,
        "study": queries.study(viewer, measure),
        "known": current_readings(viewer, measure),
        "chart_words": CHARTS[measure.chart_kind],
    }


@blueprint.route("/measures/<int:measure_id>/figures/one", methods=["GET", "POST"])
@limited("300 per hour")
@submitted_once
def type_reading(measure_id: int) -> Response:
    """One period; the page stays open for the next."""
    measure = to_change(measure_id)
    form = ReadingForm()
    form.ask_for(measure)
    if form.validate_on_submit():
        with form.refusals():
            reason = form.reason.data or ""
            outcome = actions.type_reading(current.viewer(), measure, form.typed(), reason, form.consent())
            flash(_told(outcome), "success")
            return go_to(url_for(".type_reading", measure_id=measure.id))
    return form.page("measures/type_reading.html", **_around(measure))


def _told(outcome: Outcome) -> str:
    counts = ((outcome.added, "added"), (len(outcome.corrections), "corrected"), (outcome.unchanged, "unchanged"))
    told = [f"{count} {'value' if count == 1 else 'values'} {verb}" for count, verb in counts if count]
    return " ".join([f"{', '.join(told)}.", *outcome.notes])
