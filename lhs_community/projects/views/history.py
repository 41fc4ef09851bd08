"""Pages of a project's history: what changed, putting an earlier text back, erasing one."""

from __future__ import annotations

from flask import Response, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.communities import policy as communities
from lhs_community.foundation.differences import changes
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to
from lhs_community.projects import policy
from lhs_community.projects.actions import undoing as actions
from lhs_community.projects.forms.projects import PutBackForm
from lhs_community.projects.models.projects import Project
from lhs_community.projects.queries import revisions as queries
from lhs_community.projects.queries.projects import get_whole_project
from lhs_community.projects.views.projects import blueprint
from lhs_community.safety.forms import Form

KINDS = ("project", "driver", "idea", "cycle", "member", "place")


@blueprint.get("/projects/<int:project_id>/history")
def show_history(project_id: int) -> str:
    """`?of=driver:7` shows one thing's, `?before=12` the page after revision 12."""
    viewer = current.viewer()
    project = get_whole_project(viewer, project_id)
    of = _thing(request.args.get("of", ""))
    lines, older = queries.list_revisions(viewer, project, of, before=request.args.get("before", type=int))
    return render_template(
        "projects/show_history.html",
        project=project,
        lines=lines,
        of=of,
        older=url_for(".show_history", project_id=project_id, of=request.args.get("of"), before=older) if older else "",
        changes=changes,
        may_edit=policy.may_edit(viewer, project),
        may_erase=communities.may_convene(viewer, project.community),
    )


def _thing(typed: str) -> tuple[str, int] | None:
    kind, _, thing_id = typed[:40].partition(":")
    return (kind, int(thing_id)) if kind in KINDS and thing_id.isdecimal() and len(thing_id) < 10 else None


@blueprint.route("/projects/changes/<int:revision_id>/put-back", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def put_back(revision_id: int) -> Response:
    viewer = current.viewer()
    revision = queries.get_revision(viewer, revision_id)
    thing = queries.get_changed(viewer, revision)
    form = PutBackForm(version=thing.version)
    policy.require_edit(viewer, thing if isinstance(thing, Project) else thing.project)
    if form.validate_on_submit():
        with form.refusals():
            actions.put_back(viewer, revision, form.read_version(), form.consent())
            flash("It is put back. The history shows that, too.", "success")
            return go_to(url_for(".show_history", project_id=revision.project_id))
    form.version.data = str(queries.get_changed(viewer, revision).version)
    project = get_whole_project(viewer, revision.project_id)
    line = queries.line_of(viewer, project, revision)
    now = queries.value_now(viewer, project, revision)
    return form.page("projects/put_back.html", project=project, line=line, now=now, changes=changes)


@blueprint.route("/projects/changes/<int:revision_id>/erase", methods=["GET", "POST"])
@submitted_once
def erase_change(revision_id: int) -> Response:
    viewer = current.viewer()
    revision = queries.get_revision(viewer, revision_id)
    project = get_whole_project(viewer, revision.project_id)
    policy.require_erase(viewer, project)
    form = Form()
    if form.validate_on_submit():
        with form.refusals():
            actions.erase_change(viewer, revision)
            flash("The text is erased from the history.", "success")
            return go_to(url_for(".show_history", project_id=project.id))
    line = queries.line_of(viewer, project, revision)
    return form.page("projects/erase_change.html", project=project, line=line)
