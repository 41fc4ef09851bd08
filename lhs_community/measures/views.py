"""Pages of measures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.foundation import subjects
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.limits import limited
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public
from lhs_community.measures import actions, datasheet, policy
from lhs_community.measures.forms import AnnotationForm, FiguresForm, MeasureForm, RebaseForm
from lhs_community.measures.models import Annotation, Measure, Rebase
from lhs_community.measures.queries import measures as queries

blueprint = Blueprint("measures", __name__)
Noted = TypeVar("Noted", Rebase, Annotation)


def _page_of(measure: Measure) -> str:
    return url_for(".show_measure", measure_id=measure.id)


def _to_change(measure_id: int) -> Measure:
    """A measure the viewer may work on. Raises NotThere or Refused."""
    measure = queries.get_measure(current.viewer(), measure_id)
    policy.require_change(current.viewer(), measure)
    return measure


@blueprint.get("/measures/<int:measure_id>")
@public
def show_measure(measure_id: int) -> str:
    viewer = current.viewer()
    measure = queries.get_measure(viewer, measure_id)
    return render_template(
        "measures/show_measure.html",
        study=queries.study(viewer, measure),
        project=queries.project_card(viewer, measure),
        batches=queries.list_batches(viewer, measure),
        replaced=queries.list_replaced(viewer, measure),
        rebases=queries.list_rebases(viewer, measure),
        annotations=queries.list_annotations(viewer, measure),
        may_change=policy.may_change(viewer, measure),
    )


@blueprint.get("/measures/<int:measure_id>/figures.csv")
@public
def export_figures(measure_id: int) -> Response:
    viewer = current.viewer()
    measure = queries.get_measure(viewer, measure_id)
    answer = make_response(queries.figures_as_csv(viewer, measure))
    name = re.sub(r"[^a-z0-9]+", "-", measure.name.lower()).strip("-")[:60] or "measure"
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


@blueprint.route("/measures/new", methods=["GET", "POST"])
@limited("60 per hour")
@submitted_once
def start_measure() -> Response:
    """`?project=3`: a new measure of that project."""
    viewer = current.viewer()
    project_id = request.args.get("project", type=int)
    if project_id is None:
        raise NotThere("Start a measure from the page of its project.")
    policy.require_work_on_project(viewer, project_id)
    form = MeasureForm()
    if form.validate_on_submit():
        with form.refusals():
            measure = actions.start_measure(viewer, project_id, form.plan(), form.consent())
            flash("The measure is there. Now give it figures.", "success")
            return go_to(url_for(".add_readings", measure_id=measure.id))
    project = subjects.require_card(viewer, Ref("project", project_id))
    return form.page("measures/start_measure.html", project=project)


@blueprint.route("/measures/<int:measure_id>/change", methods=["GET", "POST"])
@submitted_once
def change_measure(measure_id: int) -> Response:
    measure = _to_change(measure_id)
    form = MeasureForm.of(measure)
    if form.validate_on_submit():
        with form.refusals():
            actions.change_measure(current.viewer(), measure, form.plan(), form.consent())
            flash("The measure is changed.", "success")
            return go_to(_page_of(measure))
    return form.page("measures/change_measure.html", measure=measure)


@blueprint.route("/measures/<int:measure_id>/figures", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def add_readings(measure_id: int) -> Response:
    """Nothing is saved until the whole sheet is right; a chosen file comes back as text to be mended."""
    viewer = current.viewer()
    measure = _to_change(measure_id)
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
            return go_to(_page_of(measure))
    return form.page(
        "measures/add_readings.html", measure=measure, trouble=trouble, study=queries.study(viewer, measure)
    )


def _told(outcome: actions.Outcome) -> str:
    counts = ((outcome.added, "added"), (len(outcome.corrections), "corrected"), (outcome.unchanged, "unchanged"))
    told = [f"{count} {'value' if count == 1 else 'values'} {verb}" for count, verb in counts if count]
    return " ".join([f"{', '.join(told)}.", *outcome.notes])


@blueprint.route("/measures/<int:measure_id>/rebase", methods=["GET", "POST"])
@submitted_once
def rebase_measure(measure_id: int) -> Response:
    viewer = current.viewer()
    measure = _to_change(measure_id)
    form = RebaseForm()
    form.offer_changes([(str(card.ref), card.title) for card in queries.list_changes(viewer, measure)])
    if form.validate_on_submit():
        with form.refusals():
            actions.rebase_measure(
                viewer, measure, form.chosen_day(), form.reason.data or "", form.chosen_change(), form.consent()
            )
            flash("Mean and limits are worked out anew from that date.", "success")
            return go_to(_page_of(measure))
    return form.page("measures/rebase_measure.html", measure=measure, study=queries.study(viewer, measure))


@blueprint.post("/measures/<int:measure_id>/rebases/<int:rebase_id>/remove")
def remove_rebase(measure_id: int, rebase_id: int) -> Response:
    measure = _to_change(measure_id)
    rebases = queries.list_rebases(current.viewer(), measure)
    actions.remove_rebase(current.viewer(), measure, _one_of(rebases, rebase_id))
    flash("Limits run on through that date again.", "success")
    return go_to(_page_of(measure))


@blueprint.route("/measures/<int:measure_id>/annotate", methods=["GET", "POST"])
@submitted_once
def annotate_measure(measure_id: int) -> Response:
    measure = _to_change(measure_id)
    form = AnnotationForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.annotate_measure(current.viewer(), measure, form.chosen_day(), form.text.data or "", form.consent())
            flash("The note stands on the chart.", "success")
            return go_to(_page_of(measure))
    return form.page("measures/annotate_measure.html", measure=measure)


@blueprint.post("/measures/<int:measure_id>/annotations/<int:annotation_id>/remove")
def remove_annotation(measure_id: int, annotation_id: int) -> Response:
    measure = _to_change(measure_id)
    annotations = queries.list_annotations(current.viewer(), measure)
    actions.remove_annotation(current.viewer(), measure, _one_of(annotations, annotation_id))
    flash("The note is taken off the chart.", "success")
    return go_to(_page_of(measure))


def _one_of(found: Sequence[Noted], wanted: int) -> Noted:
    """The one with that id. Raises NotThere."""
    if (one := next((each for each in found if each.id == wanted), None)) is None:
        raise NotThere
    return one
