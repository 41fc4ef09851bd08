"""A measure's page, and changing what it is."""

from __future__ import annotations

from flask import Blueprint, Response, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.foundation import settings, subjects
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.limits import limited
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public
from lhs_community.measures import definition, policy
from lhs_community.measures.actions import measures as actions
from lhs_community.measures.forms.measures import MeasureForm
from lhs_community.measures.forms.window import WindowForm
from lhs_community.measures.models.measures import Measure, MeasureKind
from lhs_community.measures.queries import figures, measures as queries

blueprint = Blueprint("measures", __name__)


def page_of(measure: Measure) -> str:
    return url_for(".show_measure", measure_id=measure.id)


def to_change(measure_id: int) -> Measure:
    """A measure the viewer may work on. Raises NotThere or Refused."""
    measure = queries.get_measure(current.viewer(), measure_id)
    policy.require_change(current.viewer(), measure)
    return measure


@blueprint.get("/measures/<int:measure_id>")
@public
def show_measure(measure_id: int) -> str:
    viewer = current.viewer()
    measure = queries.get_measure(viewer, measure_id)
    study = queries.study(viewer, measure)
    window = WindowForm.of(request.args, study.chart)
    return render_template(
        "measures/show_measure.html",
        study=study.seen_through(window.window),
        window=window,
        project=queries.project_card(viewer, measure),
        batches=queries.list_batches(viewer, measure),
        replaced=figures.list_replaced(viewer, measure),
        rebases=queries.list_rebases(viewer, measure),
        annotations=queries.list_annotations(viewer, measure),
        may_change=policy.may_change(viewer, measure),
        definition=definition.facts_of(measure),
    )


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
    form = MeasureForm(suppress_below=settings.number("SUPPRESS_BELOW") or None, **_suggested())
    if form.validate_on_submit():
        with form.refusals():
            measure = actions.start_measure(viewer, project_id, form.plan(), form.consent())
            flash("The measure is there. Now give it figures.", "success")
            return go_to(url_for(".add_readings", measure_id=measure.id))
    project = subjects.require_card(viewer, Ref("project", project_id))
    return form.page("measures/start_measure.html", project=project)


def _suggested() -> dict[str, str]:
    """What the address suggests: `?name=…&kind=balancing&definition=…&unit=…`."""
    lengths = {"name": 160, "definition": 4000, "unit": 60}
    found = {key: request.args[key][:longest] for key, longest in lengths.items() if request.args.get(key)}
    kind = request.args.get("kind", "")
    return found | ({"kind": kind} if kind in set(MeasureKind) else {})


@blueprint.route("/measures/<int:measure_id>/change", methods=["GET", "POST"])
@submitted_once
def change_measure(measure_id: int) -> Response:
    measure = to_change(measure_id)
    form = MeasureForm(data=MeasureForm.values_of(measure))
    form.show(measure)
    if form.validate_on_submit():
        with form.refusals():
            actions.change_measure(current.viewer(), measure, form.plan(), form.read_version(), form.consent())
            flash("The measure is changed.", "success")
            return go_to(page_of(measure))
    return form.page("measures/change_measure.html", measure=to_change(measure_id))
