"""Moving things in the driver diagram, and taking the drawing away as a file."""

from __future__ import annotations

import re

from flask import Response, flash, render_template, request

from lhs_community.accounts import current
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.limits import limited
from lhs_community.foundation.raster import MOST_PIXELS, to_png
from lhs_community.foundation.submissions import attempt
from lhs_community.foundation.web.access import go_to, public
from lhs_community.projects.actions import moving
from lhs_community.projects.diagram import Drawing
from lhs_community.projects.models.projects import Project
from lhs_community.projects.queries import advice
from lhs_community.projects.queries.diagram import Thing
from lhs_community.projects.queries.projects import get_diagram
from lhs_community.projects.views.diagram import place_of
from lhs_community.projects.views.projects import blueprint, to_change

# What a file of XML may not hold.
UNFIT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@blueprint.post("/projects/<int:project_id>/diagram/move")
@limited("600 per hour")
def move_in_diagram(project_id: int) -> Response:
    """`thing` goes `do`: up or down below `under`, `before` one beside it, or from `under` to the driver `to`."""
    project = to_change(project_id)
    try:
        with attempt():
            title = _move(project).title
        flash(f"Moved “{title}”.", "success")
    except Invalid as refusal:  # a race, or a place that does not fit: the page shows how things stand
        flash(refusal.message, "info")
    return go_to(place_of(project, request.form.get("at", "")))


def _move(project: Project) -> Thing:
    viewer, typed = current.viewer(), request.form
    thing, under = typed.get("thing", ""), typed.get("under", "")
    match typed.get("do"):
        case "up" | "down" as way:
            return moving.move_by(viewer, project, thing, under, -1 if way == "up" else 1)
        case "before":
            return moving.move_before(viewer, project, thing, typed.get("before", ""), under)
        case "to":
            version = typed.get("version", 0, type=int)
            return moving.move_to(viewer, project, thing, version, under, typed.get("to", ""))
    raise Invalid("Choose where it goes.")


def _drawing_of(project_id: int) -> tuple[str, Drawing]:
    viewer = current.viewer()
    project = get_diagram(viewer, project_id)
    drawing = advice.diagram_of(viewer, project).drawing
    if drawing is None:
        raise NotThere
    svg = UNFIT.sub("", render_template("projects/_drawing.html", project=project, d=drawing, is_file=True))
    return svg, drawing


def _file(body: str | bytes, kind: str, name: str) -> Response:
    return Response(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@blueprint.get("/projects/<int:project_id>/diagram.svg")
@public
def save_diagram_svg(project_id: int) -> Response:
    """The drawing as a file of its own."""
    return _file(_drawing_of(project_id)[0], "image/svg+xml; charset=utf-8", f"driver-diagram-{project_id}.svg")


@blueprint.get("/projects/<int:project_id>/diagram.png")
@public
@limited("240 per hour", methods=("GET",))
def save_diagram_png(project_id: int) -> Response:
    svg, drawing = _drawing_of(project_id)
    scale = 2.0 if drawing.width * drawing.height * 4 <= MOST_PIXELS else 1.0  # a large one less fine
    return _file(to_png(svg, scale=scale), "image/png", f"driver-diagram-{project_id}.png")
