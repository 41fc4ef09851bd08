"""The driver diagram: its page, and the forms of its drivers and change ideas."""

from __future__ import annotations

import secrets

from flask import Response, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import attempt, submitted_once
from lhs_community.foundation.web.access import go_to, public
from lhs_community.projects import charter, policy
from lhs_community.projects.actions import diagram as actions
from lhs_community.projects.actions.steps import undo_step
from lhs_community.projects.forms.diagram import AimForm, DriverForm, IdeaForm, RemoveForm
from lhs_community.projects.models.diagram import Driver, Idea
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import DriverKind, IdeaStatus
from lhs_community.projects.queries import advice, cycles as queries, diagram as diagrams
from lhs_community.projects.queries.projects import charter_of, get_diagram
from lhs_community.projects.views.projects import blueprint, to_change


def place_of(project: Project, key: str = "") -> str:
    """The diagram's page, with one thing of it open."""
    key = key[:40]
    return url_for("projects.show_diagram", project_id=project.id, at=key or None, _anchor=key or None)


@blueprint.get("/projects/<int:project_id>/diagram")
@public
def show_diagram(project_id: int) -> str:
    """`?at=driver-7`: with the form of that one open, for who may edit it."""
    viewer = current.viewer()
    project = get_diagram(viewer, project_id)
    measures = diagrams.list_measures(viewer, project)
    may_edit = policy.may_edit(viewer, project)
    at = request.args.get("at", "")[:40] if may_edit else ""
    return render_template(
        "projects/show_diagram.html",
        project=project,
        aim=charter.in_words(charter_of(project)),
        diagram=advice.diagram_of(viewer, project),
        items=diagrams.list_items(viewer, project, measures),
        aim_measures=[card for card in measures if card.ref.id in {one.measure_id for one in project.aim_measures}],
        has_measures=bool(measures),
        may_edit=may_edit,
        at=at,
        form=_form_of(project, at),
        steps=diagrams.list_steps(viewer, project),
        token=secrets.token_urlsafe(12),  # for the small forms that add something: a second press adds nothing
    )


def _form_of(project: Project, at: str) -> DriverForm | IdeaForm | AimForm | None:
    viewer = current.viewer()
    measures = diagrams.list_measures(viewer, project) if at else ()
    if at == "aim":
        aim_form = AimForm()
        aim_form.show(project, measures)
        return aim_form
    things: list[Driver | Idea] = [*project.drivers, *project.ideas]
    thing = next((one for one in things if one.key == at), None)
    if isinstance(thing, Driver):
        return _driver_form(thing)
    return _idea_form(thing) if isinstance(thing, Idea) else None


def _driver_form(driver: Driver) -> DriverForm:
    viewer = current.viewer()
    form = DriverForm(data=DriverForm.values_of(driver))
    measures = diagrams.list_measures(viewer, driver.project)
    form.offer(queries.list_drivers(viewer, driver.project), but=driver.id, measures=measures)
    form.show(driver)
    return form


def _idea_form(idea: Idea) -> IdeaForm:
    viewer = current.viewer()
    form = IdeaForm(data=IdeaForm.values_of(idea))
    form.offer(queries.list_drivers(viewer, idea.project), diagrams.list_measures(viewer, idea.project))
    form.show(idea)
    return form


@blueprint.post("/projects/<int:project_id>/aim/measures")
@submitted_once
def measure_aim(project_id: int) -> Response:
    viewer = current.viewer()
    to_change(project_id)
    project = get_diagram(viewer, project_id)
    form = AimForm()
    form.show(project, diagrams.list_measures(viewer, project))
    if form.validate_on_submit():
        with form.refusals():
            actions.measure_aim(viewer, project, form.chosen(), form.chosen_before())
            flash("What measures the aim is saved.", "success")
            return go_to(place_of(project, "aim"))
    return form.page("projects/measure_aim.html", project=project)


@blueprint.route("/projects/<int:project_id>/drivers/new", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def add_driver(project_id: int) -> Response:
    """`?below=7`: a secondary driver that serves that primary one; `?title=`: what it is called to begin with."""
    viewer = current.viewer()
    project = to_change(project_id)
    below, title = request.args.get("below", type=int), request.args.get("title", "")[:160]
    kind, primaries = ("secondary", [str(below)]) if below else ("primary", [])
    form = DriverForm(data={"title": title, "kind": kind, "primaries": primaries})
    form.offer(queries.list_drivers(viewer, project))
    if form.validate_on_submit():
        with form.refusals():
            chosen = DriverKind(form.kind.data)
            driver = actions.add_driver(viewer, project, chosen, form.title.data or "", form.chosen(), form.consent())
            flash(f"Added “{driver.title}”.", "success")
            return go_to(place_of(project, request.args.get("at", driver.key)))
    return form.page("projects/add_driver.html", project=to_change(project_id))


def _driver_to_change(driver_id: int) -> Driver:
    driver = queries.get_driver(current.viewer(), driver_id)
    policy.require_edit(current.viewer(), driver.project)
    return driver


@blueprint.route("/drivers/<int:driver_id>", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def change_driver(driver_id: int) -> Response:
    driver = _driver_to_change(driver_id)
    form = _driver_form(driver)
    if form.validate_on_submit():
        with form.refusals():
            actions.change_driver(
                current.viewer(),
                driver,
                DriverKind(form.kind.data),
                form.title.data or "",
                form.chosen(),
                form.read_version(),
                form.consent(),
                form.chosen_measures(),
            )
            flash(f"Saved “{driver.title}”.", "success")
            return go_to(place_of(driver.project, driver.key))
    return form.page("projects/change_driver.html", driver=_driver_to_change(driver_id))


@blueprint.route("/drivers/<int:driver_id>/remove", methods=["GET", "POST"])
@submitted_once
def remove_driver(driver_id: int) -> Response:
    """Where something hangs on it, the page asks where that goes."""
    viewer = current.viewer()
    driver = _driver_to_change(driver_id)
    drivers = queries.list_drivers(viewer, driver.project)
    hanging = diagrams.hanging_on(viewer, driver, diagrams.list_things(viewer, driver.project))
    form = RemoveForm()
    form.offer(drivers, driver)
    if form.validate_on_submit() or (form.is_submitted() and not hanging):
        with form.refusals():
            actions.remove_driver(viewer, driver, form.chosen(drivers))
            flash(f"Took out “{driver.title}”. You can take that back below.", "success")
            return go_to(place_of(driver.project))
    return form.page("projects/remove_driver.html", driver=driver, hanging=hanging)


@blueprint.route("/projects/<int:project_id>/ideas/new", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def add_idea(project_id: int) -> Response:
    """`?driver=7`: an idea that works on that driver; `?title=`: what it is called to begin with."""
    viewer = current.viewer()
    project = to_change(project_id)
    driver, title = request.args.get("driver", type=int), request.args.get("title", "")[:200]
    form = IdeaForm(data={"title": title, "drivers": [str(driver)] if driver else []})
    form.offer(queries.list_drivers(viewer, project))
    if form.validate_on_submit():
        with form.refusals():
            idea = actions.add_idea(viewer, project, form.title.data or "", form.chosen(), form.consent())
            flash(f"Added “{idea.title}”. Plan a first small test of it.", "success")
            return go_to(place_of(project, request.args.get("at", idea.key)))
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
    form = _idea_form(idea)
    if form.validate_on_submit():
        with form.refusals():
            title, status, version = form.title.data or "", IdeaStatus(form.status.data), form.read_version()
            actions.change_idea(
                viewer, idea, title, form.chosen(), status, version, form.consent(), form.chosen_measures()
            )
            flash(f"Saved “{idea.title}”.", "success")
            return go_to(place_of(idea.project, idea.key))
    return form.page("projects/change_idea.html", idea=_idea_to_change(idea_id))


@blueprint.post("/ideas/<int:idea_id>/remove")
def remove_idea(idea_id: int) -> Response:
    idea = _idea_to_change(idea_id)
    actions.remove_idea(current.viewer(), idea)
    flash(f"Took out “{idea.title}”. You can take that back below.", "success")
    return go_to(place_of(idea.project))


@blueprint.post("/projects/<int:project_id>/diagram/undo")
def undo_diagram(project_id: int) -> Response:
    viewer = current.viewer()
    project = to_change(project_id)
    step = diagrams.get_step(viewer, project, request.form.get("step", type=int) or 0)
    try:
        with attempt():
            undo_step(viewer, project, step)
        flash("Taken back.", "success")
    except Invalid as refusal:
        flash(refusal.message, "info")
    return go_to(place_of(project))
