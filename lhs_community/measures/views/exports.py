"""A chart to take away: as a drawing, as a picture, and as the file that makes it again."""

from __future__ import annotations

import re

from flask import Response, make_response, request

from lhs_community.accounts import current
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.limits import limited
from lhs_community.foundation.web.access import public
from lhs_community.measures.chart import picture, recipe
from lhs_community.measures.forms.window import WindowForm
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.queries import measures as queries
from lhs_community.measures.views.measures import blueprint


@blueprint.get("/measures/<int:measure_id>/figures.csv")
@public
def export_figures(measure_id: int) -> Response:
    viewer = current.viewer()
    measure = queries.get_measure(viewer, measure_id)
    return _file(measure, "csv", "text/csv; charset=utf-8", queries.figures_as_csv(viewer, measure))


@blueprint.get("/measures/<int:measure_id>/chart.svg")
@public
def export_drawing(measure_id: int) -> Response:
    study = _study(measure_id)
    return _file(study.measure, "svg", "image/svg+xml", picture.to_svg(study))


@blueprint.get("/measures/<int:measure_id>/chart.png")
@limited("60 per minute", methods=("GET",))
@public
def export_picture(measure_id: int) -> Response:
    study = _study(measure_id)
    return _file(study.measure, "png", "image/png", picture.to_png(study))


@blueprint.get("/measures/<int:measure_id>/chart.json")
@public
def export_parameters(measure_id: int) -> Response:
    study = _study(measure_id)
    as_of = queries.figures_as_of(current.viewer(), study.measure)
    return _file(study.measure, "json", "application/json", recipe.to_json(study, as_of=as_of))


def _study(measure_id: int) -> queries.Study:
    """The stretch that was asked for. Raises NotThere also where there is no value to draw."""
    viewer = current.viewer()
    study = queries.study(viewer, queries.get_measure(viewer, measure_id))
    if study.chart.last is None:
        raise NotThere
    return study.seen_through(WindowForm.of(request.args, study.chart).window)


def _file(measure: Measure, ending: str, kind: str, content: str | bytes) -> Response:
    answer = make_response(content)
    name = re.sub(r"[^a-z0-9]+", "-", measure.name.lower()).strip("-")[:60] or "measure"
    answer.headers["Content-Type"] = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer
