"""How far a project is: the team's word, the evidence beside it, and what was said before."""

from __future__ import annotations

from flask import Response, flash, render_template, url_for

from lhs_community.accounts import current
from lhs_community.foundation import clock
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public
from lhs_community.projects import policy
from lhs_community.projects.actions import progress as actions
from lhs_community.projects.forms.progress import ProgressForm
from lhs_community.projects.queries import progress as queries
from lhs_community.projects.queries.projects import get_project
from lhs_community.projects.views.projects import blueprint, to_change


@blueprint.get("/projects/<int:project_id>/progress")
@public
def show_progress(project_id: int) -> str:
    viewer = current.viewer()
    project = get_project(viewer, project_id)
    return render_template(
        "projects/show_progress.html",
        project=project,
        standing=queries.standing_of(viewer, project),
        scores=queries.list_scores(viewer, project),
        may_edit=policy.may_edit(viewer, project),
    )


@blueprint.route("/projects/<int:project_id>/progress/set", methods=["GET", "POST"])
@limited("60 per hour")
@submitted_once
def set_progress(project_id: int) -> Response:
    viewer, project = current.viewer(), to_change(project_id)
    form = ProgressForm(set_on=clock.today(viewer.time_zone))
    if form.validate_on_submit():
        with form.refusals():
            actions.set_progress(viewer, project, form.halves(), form.note.data or "", form.day(), form.consent())
            flash("The progress is set. What the evidence shows stands beside it.", "success")
            return go_to(url_for(".show_progress", project_id=project_id))
    project = to_change(project_id)
    return form.page("projects/set_progress.html", project=project, standing=queries.standing_of(viewer, project))
