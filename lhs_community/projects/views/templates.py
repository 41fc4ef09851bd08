"""Pages of templates: the list, saving a project as one, and the measures that one suggests."""

from __future__ import annotations

from flask import Response, flash, render_template, url_for

from lhs_community.accounts import current
from lhs_community.communities.queries.communities import list_postable
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to
from lhs_community.projects import policy
from lhs_community.projects.actions import templates as actions
from lhs_community.projects.forms.projects import TemplateForm
from lhs_community.projects.queries import projects as project_queries, templates as queries
from lhs_community.projects.views.projects import blueprint, page_of, to_change


@blueprint.get("/projects/templates")
def list_templates() -> str:
    viewer = current.viewer()
    return render_template(
        "projects/list_templates.html",
        templates=queries.list_templates(viewer),
        may_start=bool(list_postable(viewer, limit=1)),
        may_remove=lambda own: policy.may_remove_template(viewer, own),
    )


@blueprint.route("/projects/<int:project_id>/save-as-template", methods=["GET", "POST"])
@limited("30 per hour")
@submitted_once
def save_template(project_id: int) -> Response:
    viewer = current.viewer()
    project = project_queries.get_whole_project(viewer, project_id)
    policy.require_save_template(viewer, project)
    form = TemplateForm(title=project.title[:120])
    if form.validate_on_submit():
        with form.refusals():
            title, about = form.title.data or "", form.about.data or ""
            actions.save_template(viewer, project, title, about, form.consent())
            flash("It is a template for this community now.", "success")
            return go_to(url_for(".list_templates"))
    return form.page("projects/save_template.html", project=project_queries.get_whole_project(viewer, project_id))


@blueprint.post("/projects/templates/<int:template_id>/remove")
def remove_template(template_id: int) -> Response:
    viewer = current.viewer()
    actions.remove_template(viewer, queries.get_own(viewer, template_id))
    flash("The template is taken away. Projects that began from it stay as they are.", "success")
    return go_to(url_for(".list_templates"))


@blueprint.post("/projects/<int:project_id>/suggested-measures/<int:suggestion_id>/dismiss")
def dismiss_suggestion(project_id: int, suggestion_id: int) -> Response:
    project = to_change(project_id)
    actions.dismiss_suggestion(current.viewer(), project, suggestion_id)
    flash("It is off the list.", "success")
    return go_to(f"{page_of(project)}#suggested-title")
