"""Working limits out anew, and notes on a chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from flask import Response, flash, request

from lhs_community.accounts import current
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to
from lhs_community.measures.actions import notes as actions
from lhs_community.measures.forms.notes import AnnotationForm, RebaseForm
from lhs_community.measures.models.notes import Annotation, Rebase
from lhs_community.measures.queries import measures as queries
from lhs_community.measures.views.measures import blueprint, page_of, to_change

Noted = TypeVar("Noted", Rebase, Annotation)


@blueprint.route("/measures/<int:measure_id>/rebase", methods=["GET", "POST"])
@submitted_once
def rebase_measure(measure_id: int) -> Response:
    viewer = current.viewer()
    measure = to_change(measure_id)
    form = RebaseForm(day=request.args.get("day", ""))
    form.offer_changes([(str(card.ref), card.title) for card in queries.list_changes(viewer, measure)])
    if form.validate_on_submit():
        with form.refusals():
            actions.rebase_measure(
                viewer, measure, form.chosen_day(), form.reason.data or "", form.chosen_change(), form.consent()
            )
            flash("Mean and limits are worked out anew from that date.", "success")
            return go_to(page_of(measure))
    return form.page("measures/rebase_measure.html", measure=measure, study=queries.study(viewer, measure))


@blueprint.post("/measures/<int:measure_id>/rebases/<int:rebase_id>/remove")
def remove_rebase(measure_id: int, rebase_id: int) -> Response:
    measure = to_change(measure_id)
    rebases = queries.list_rebases(current.viewer(), measure)
    actions.remove_rebase(current.viewer(), measure, _one_of(rebases, rebase_id))
    flash("Limits run on through that date again.", "success")
    return go_to(page_of(measure))


@blueprint.route("/measures/<int:measure_id>/annotate", methods=["GET", "POST"])
@submitted_once
def annotate_measure(measure_id: int) -> Response:
    measure = to_change(measure_id)
    form = AnnotationForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.annotate_measure(current.viewer(), measure, form.chosen_day(), form.text.data or "", form.consent())
            flash("The note stands on the chart.", "success")
            return go_to(page_of(measure))
    return form.page("measures/annotate_measure.html", measure=measure)


@blueprint.post("/measures/<int:measure_id>/annotations/<int:annotation_id>/remove")
def remove_annotation(measure_id: int, annotation_id: int) -> Response:
    measure = to_change(measure_id)
    annotations = queries.list_annotations(current.viewer(), measure)
    actions.remove_annotation(current.viewer(), measure, _one_of(annotations, annotation_id))
    flash("The note is taken off the chart.", "success")
    return go_to(page_of(measure))


def _one_of(found: Sequence[Noted], wanted: int) -> Noted:
    """The one with that id. Raises NotThere."""
    if (one := next((each for each in found if each.id == wanted), None)) is None:
        raise NotThere
    return one
