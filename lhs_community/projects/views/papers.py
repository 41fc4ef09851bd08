"""The page on which files are attached to a project."""

from __future__ import annotations

from flask import Response, flash

from lhs_community.accounts import current
from lhs_community.files.forms import takes_files
from lhs_community.files.queries import attachments_of
from lhs_community.foundation.limits import limited
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to
from lhs_community.projects.actions import papers as actions
from lhs_community.projects.forms.projects import FilesForm
from lhs_community.projects.views.projects import blueprint, page_of, to_change


@blueprint.route("/projects/<int:project_id>/files", methods=["GET", "POST"])
@limited("60 per hour")
@submitted_once
@takes_files
def attach_files(project_id: int) -> Response:
    viewer = current.viewer()
    project = to_change(project_id)
    form = FilesForm()
    if form.validate_on_submit():
        with form.refusals():
            actions.attach(viewer, project, form.chosen(), form.consent())
            flash("The files are attached.", "success")
            return go_to(f"{page_of(project)}#files-title")
    project, ref = to_change(project_id), Ref("project", project_id)
    return form.page("projects/attach_files.html", project=project, files=attachments_of(viewer, [ref]).get(ref, ()))
