"""Pages for drivers and change ideas."""

from __future__ import annotations

from flask import Response, flash, request

from lhs_community.accounts import current
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to
from lhs_community.projects import policy
from lhs_community.projects.actions import diagram as actions
from lhs_community.projects.forms.diagram import DriverForm, IdeaForm
from lhs_community.projects.models.diagram import Driver, Idea
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import DriverKind, IdeaStatus
from lhs_community.projects.queries import cycles as queries
from lhs_community.projects.views.projects import blueprint, page_of, to_change


def _diagram_of(project: Project) -> str:
    return f"{page_of(project)}#drivers"


@blueprint.route("/projects/<int:project_id>/drivers/new", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def add_driver(project_id: int) -> Response:
    """`?below=7`: a secondary driver that serves that primary one."""
    viewer = current.viewer()
    project = to_change(project_id)
    below = request.args.get("below", type=int)
    form = DriverForm(data={"kind": "secondary" if below else "primary", "primaries": [str(below)] if below else []})
    form.offer(queries.list_drivers(viewer, project))
    if form.validate_on_submit():
        with form.refusals():
            kind = DriverKind(form.kind.data)
            actions.add_driver(viewer, project, kind, form.title.data or "", form.chosen(), form.consent())
            flash("The driver stands in the diagram.", "success")
            return go_to(_diagram_of(project))
    return form.page("projects/add_driver.html", project=to_change(project_id))


def _driver_to_change(driver_id: int) -> Driver:
    driver = queries.get_driver(current.viewer(), driver_id)
    policy.require_edit(current.viewer(), driver.project)
    return driver


@blueprint.route("/drivers/<int:driver_id>", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def change_driver(driver_id: int) -> Response:
    viewer = current.viewer()
    driver = _driver_to_change(driver_id)
    form = DriverForm(data=DriverForm.values_of(driver))
    form.offer(queries.list_drivers(viewer, driver.project), but=driver.id)
    form.show(driver)
    if form.validate_on_submit():
        with form.refusals():
            actions.change_driver(
                viewer,
                driver,
                DriverKind(form.kind.data),
                form.title.data or "",
                form.chosen(),
                form.read_version(),
                form.consent(),
            )
            flash("The driver is changed.", "success")
            return go_to(_diagram_of(driver.project))
    return form.page("projects/change_driver.html", driver=_driver_to_change(driver_id))


@blueprint.post("/drivers/<int:driver_id>/remove")
def remove_driver(driver_id: int) -> Response:
    driver = _driver_to_change(driver_id)
    actions.remove_driver(current.viewer(), driver)
    flash("The driver is taken out. What hung on it waits for a new place.", "success")
    return go_to(_diagram_of(driver.project))


@blueprint.route("/projects/<int:project_id>/ideas/new", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def add_idea(project_id: int) -> Response:
    """`?driver=7`: an idea that works on that driver."""
    viewer = current.viewer()
    project = to_change(project_id)
    driver = request.args.get("driver", type=int)
    form = IdeaForm(data={"drivers": [str(driver)] if driver else []})
    form.offer(queries.list_drivers(viewer, project))
    if form.validate_on_submit():
        with form.refusals():
            actions.add_idea(viewer, project, form.title.data or "", form.chosen(), form.consent())
            flash("The idea is there. Plan a first small test of it.", "success")
            return go_to(_diagram_of(project))
    return form.page("projects/add_idea.html", project=to_change(project_id))


def _idea_to_change(idea_id: int) -> Idea:
    idea = queries.get_idea(current.viewer(), idea_id)
    policy.require_edit(current.viewer(), idea.project)
    return idea


@blueprint.route("/ideas/<int:idea_id>/change", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def change_idea(idea_id: int) -> Response:
    viewer = current.viewer()
    idea = _idea_to_change(idea_id)
    form = IdeaForm(data=IdeaForm.values_of(idea))
    form.offer(queries.list_drivers(viewer, idea.project))
    form.show(idea)
    if form.validate_on_submit():
        with form.refusals():
            status = IdeaStatus(form.status.data)
            actions.change_idea(
                viewer, idea, form.title.data or "", form.chosen(), status, form.read_version(), form.consent()
            )
            flash("The idea is changed.", "success")
            return go_to(_diagram_of(idea.project))
    return form.page("projects/change_idea.html", idea=_idea_to_change(idea_id))


@blueprint.post("/ideas/<int:idea_id>/remove")
def remove_idea(idea_id: int) -> Response:
    idea = _idea_to_change(idea_id)
    actions.remove_idea(current.viewer(), idea)
    flash("The idea is taken out.", "success")
    return go_to(_diagram_of(idea.project))
