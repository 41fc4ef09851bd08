"""Pages of projects: the list, a project, its charter, stage and log; starting one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.communities.queries.communities import get_community, list_postable
from lhs_community.files.queries import attachments_of
from lhs_community.foundation import subjects
from lhs_community.foundation.limits import limited
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public, safe_next
from lhs_community.projects import charter, policy
from lhs_community.projects.actions import projects as actions
from lhs_community.projects.actions.templates import begin_from
from lhs_community.projects.forms.projects import CharterForm, StageForm, StartForm
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import STAGE_LABELS, Stage
from lhs_community.projects.queries import advice, projects as queries, templates
from lhs_community.projects.queries.progress import standings_of

blueprint = Blueprint("projects", __name__)
LATEST = 6  # entries of the log on the project's page


def page_of(project: Project) -> str:
    return url_for("projects.show_project", project_id=project.id)


def to_change(project_id: int) -> Project:
    """A project the viewer may work on. Raises NotThere or Refused."""
    project = queries.get_project(current.viewer(), project_id)
    policy.require_edit(current.viewer(), project)
    return project


@blueprint.get("/projects")
@public
def list_projects() -> str:
    viewer = current.viewer()
    slug = request.args.get("community", "")[:60]
    community = get_community(viewer, slug) if slug else None
    wanted = queries.Wanted(
        mine=request.args.get("show") == "mine" and not viewer.is_guest,
        stage=_stage(request.args.get("stage", "")),
        community_id=community.id if community else None,
        before=_cursor(request.args.get("before", "")),
    )
    page = queries.list_projects(viewer, wanted)
    chosen = {"show": "mine" if wanted.mine else None, "stage": wanted.stage, "community": slug or None}
    return render_template(
        "projects/list_projects.html",
        page=page,
        standings=standings_of(viewer, page.projects),
        wanted=wanted,
        community=community,
        chosen=chosen,
        older=_typed(page.older),
        communities=queries.list_communities_with_projects(viewer),
        may_start=bool(not viewer.is_guest and list_postable(viewer, limit=1)),
    )


def _stage(typed: str) -> Stage | None:
    return Stage(typed) if typed in {stage.value for stage in Stage} else None


def _typed(cursor: queries.Cursor | None) -> str | None:
    return f"{cursor[0].isoformat()}~{cursor[1]}" if cursor else None


def _cursor(typed: str) -> queries.Cursor | None:
    """Where the page before ended; anything else is the first page."""
    moment, _, last_id = typed[:60].partition("~")
    try:
        when = datetime.fromisoformat(moment.replace(" ", "+"))
    except ValueError:
        return None
    is_id = last_id.isdecimal() and len(last_id) < 10
    return (when, int(last_id)) if when.tzinfo and is_id else None


@blueprint.route("/projects/new", methods=["GET", "POST"])
@limited("30 per hour")
@submitted_once
def start_project() -> Response:
    """`?from=thread:12` names what it comes of, `?community=slug` where, `?next=` where to go on (with `project=`)."""
    viewer = current.viewer()
    origin = subjects.find_origin(viewer, request.args.get("from", ""))
    form = StartForm(**_prefilled(viewer, origin))
    postable = list_postable(viewer)
    offered = templates.list_templates(viewer)
    form.offer([(one.slug, one.name) for one in postable], [(one.key, one.title) for one in offered])
    if not form.is_submitted():
        form.community.data = _first_choice(postable, origin)
        form.template.data = request.args.get("template", "")[:20]
    if form.validate_on_submit():
        with form.refusals():
            project = actions.start_project(
                viewer,
                get_community(viewer, form.community.data),
                form.charter(),
                origin.ref if origin else None,
                form.consent(),
            )
            if template := templates.find_template(viewer, form.template.data or ""):
                begin_from(viewer, project, template)
            flash("The project has begun. You lead it for now.", "success")
            return go_to(_go_on(project))
    return form.page("projects/start_project.html", origin=origin, postable=postable)


def _prefilled(viewer: Viewer, origin: Card | None) -> dict[str, str]:
    taken = (subjects.part(viewer, origin.ref, "") or origin) if origin else None
    found = {"title": taken.title[:160], "problem": taken.body} if taken else {}
    return found | ({"title": title} if (title := request.args.get("title", "")[:160]) else {})


def _first_choice(postable: Sequence[Community], origin: Card | None) -> str:
    """The community named in the address, else that of the origin: what was said there may not be for others."""
    wanted = request.args.get("community", "")
    for community in postable:
        if community.slug == wanted or (not wanted and origin and community.id == origin.community_id):
            return community.slug
    return ""


def _go_on(project: Project) -> str:
    here = page_of(project)
    target = safe_next(request.args.get("next"), "")
    if not target:
        return here
    return f"{target}{'&' if '?' in target else '?'}{urlencode({'project': project.id})}"


@blueprint.get("/projects/<int:project_id>")
@public
def show_project(project_id: int) -> str:
    viewer = current.viewer()
    project, ref = queries.get_whole_project(viewer, project_id), Ref("project", project_id)
    return render_template(
        "projects/show_project.html",
        project=project,
        aim=charter.in_words(queries.charter_of(project)),
        aim_measure=subjects.card(viewer, Ref("measure", project.aim_measure_id or 0)),
        diagram=advice.diagram_of(viewer, project),
        branches=advice.branches_of(viewer, project),
        checks=advice.completeness_of(viewer, project),
        files=attachments_of(viewer, [ref]).get(ref, ()),
        entries=queries.list_log(viewer, project, limit=LATEST)[0],
        may_edit=policy.may_edit(viewer, project),
        may_save_template=policy.may_save_template(viewer, project),
        stages=STAGE_LABELS,
    )


@blueprint.route("/projects/<int:project_id>/charter", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def change_project(project_id: int) -> Response:
    project = to_change(project_id)
    form = CharterForm(data=CharterForm.values_of(project))
    form.offer([(card.ref.id, card.title) for card in advice.measures_of(current.viewer(), project)], project.hints)
    form.show(project)
    if form.validate_on_submit():
        with form.refusals():
            actions.change_charter(current.viewer(), project, form.charter(), form.read_version(), form.consent())
            flash("The charter is saved.", "success")
            return go_to(page_of(project))
    project = to_change(project_id)
    checks = charter.aim_checks(queries.charter_of(project), project.started_at.date())
    return form.page("projects/change_project.html", project=project, checks=checks)


@blueprint.route("/projects/<int:project_id>/stage", methods=["GET", "POST"])
@submitted_once
def change_stage(project_id: int) -> Response:
    project = to_change(project_id)
    form = StageForm(stage=project.stage.value, stopped_reason=project.stopped_reason)
    if form.validate_on_submit():
        with form.refusals():
            reason = form.stopped_reason.data or ""
            actions.change_stage(current.viewer(), project, Stage(form.stage.data), reason, form.consent())
            flash(f"The project stands at: {STAGE_LABELS[project.stage].lower()}.", "success")
            return go_to(page_of(project))
    return form.page("projects/change_stage.html", project=to_change(project_id))


@blueprint.get("/projects/<int:project_id>/log")
@public
def show_log(project_id: int) -> str:
    viewer = current.viewer()
    project = queries.get_whole_project(viewer, project_id)
    entries, older = queries.list_log(viewer, project, before=_cursor(request.args.get("before", "")))
    return render_template("projects/show_log.html", project=project, entries=entries, older=_typed(older))
