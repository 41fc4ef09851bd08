"""One project's measures that count the same thing in several places, side by side."""

from __future__ import annotations

from flask import render_template, request

from lhs_community.accounts import current
from lhs_community.foundation import subjects
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.web.access import public
from lhs_community.measures.queries.multiples import list_sets
from lhs_community.measures.views.measures import blueprint


@blueprint.get("/projects/<int:project_id>/small-multiples")
@public
def show_multiples(project_id: int) -> str:
    """`?axes=own`: each chart on axes of its own."""
    viewer = current.viewer()
    project = subjects.require_card(viewer, Ref("project", project_id))
    sets = list_sets(viewer, project_id, is_shared=request.args.get("axes") != "own")
    return render_template(
        "measures/show_multiples.html", project=project, sets=sets, is_shared=request.args.get("axes") != "own"
    )
