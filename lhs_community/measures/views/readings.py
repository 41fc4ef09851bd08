"""Bringing figures."""

from __future__ import annotations

from flask import Response, flash

from lhs_community.accounts import current
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to
from lhs_community.measures import datasheet
from lhs_community.measures.actions import readings as actions
from lhs_community.measures.forms.readings import FiguresForm
from lhs_community.measures.queries import measures as queries
from lhs_community.measures.views.measures import blueprint, page_of, to_change


@blueprint.route("/measures/<int:measure_id>/figures", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def add_readings(measure_id: int) -> Response:
    """Nothing is saved until the whole sheet is right; a chosen file comes back as text to be mended."""
    viewer = current.viewer()
    measure = to_change(measure_id)
    form = FiguresForm()
    trouble: Invalid | None = None
    if form.validate_on_submit():
        with form.refusals():
            form.take_file()
            try:
                outcome = actions.add_readings(
                    viewer,
                    measure,
                    form.figures.data or "",
                    file_name=form.file_name.data or "",
                    reason=form.reason.data or "",
                    consent=form.consent(),
                )
            except (datasheet.BadSheet, datasheet.Unexplained) as found:
                trouble = found
                raise
            flash(_told(outcome), "success")
            return go_to(page_of(measure))
    return form.page(
        "measures/add_readings.html", measure=measure, trouble=trouble, study=queries.study(viewer, measure)
    )


def _told(outcome: actions.Outcome) -> str:
    counts = ((outcome.added, "added"), (len(outcome.corrections), "corrected"), (outcome.unchanged, "unchanged"))
    told = [f"{count} {'value' if count == 1 else 'values'} {verb}" for count, verb in counts if count]
    return " ".join([f"{', '.join(told)}.", *outcome.notes])
