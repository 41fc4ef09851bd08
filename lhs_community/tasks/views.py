"""Pages of tasks: one's own, one of them, adding and changing."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.foundation import subjects
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.limits import limited
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public, safe_next
from lhs_community.tasks import actions, policy, queries
from lhs_community.tasks.forms import AddForm, ChangeForm
from lhs_community.tasks.models import TEXT_LENGTH, Task, TaskState

blueprint = Blueprint("tasks", __name__)
CLOSED = {
    TaskState.DONE: "Done: thank you.",
    TaskState.OPEN: "Open again.",
    TaskState.DROPPED: "No longer needed.",
}


def _task_to_change(task_id: int) -> Task:
    task = queries.get_task(current.viewer(), task_id)
    policy.require_change(current.viewer(), task)
    return task


@blueprint.get("/tasks")
def list_my_tasks() -> str:
    viewer = current.viewer()
    before = request.args.get("before", type=int)
    closed, older = queries.list_my_closed(viewer, before)
    mine = queries.list_my_tasks(viewer) if before is None else []
    return render_template("tasks/list_my_tasks.html", mine=mine, closed=closed, older=older, before=before)


@blueprint.get("/tasks/<int:task_id>")
@public
def show_task(task_id: int) -> str:
    viewer = current.viewer()
    task = queries.get_task(viewer, task_id)
    row, may_change = queries.row_of(viewer, task), policy.may_change(viewer, task)
    return render_template("tasks/show_task.html", task=task, row=row, may_change=may_change)


@blueprint.route("/tasks/new", methods=["GET", "POST"])
@limited("60 per hour")
@submitted_once
def add_tasks() -> Response:
    """`?on=cycle:12` names what they hang on, `?from=message:5` what they came of; that alone asks for the other."""
    viewer = current.viewer()
    origin = subjects.find_origin(viewer, request.args.get("from", ""))
    if origin and "on" not in request.args:
        return _choose_holder(origin)
    card = subjects.require_card(viewer, Ref.parse(request.args.get("on", "")))
    policy.require_add(viewer, card.ref)
    form = AddForm(text_1=origin.excerpt[:TEXT_LENGTH] if origin else "")
    form.offer(queries.owner_choices(viewer, card.ref, viewer.person_id))
    if form.validate_on_submit():
        with form.refusals():
            if not form.is_filled_in_order():
                raise Invalid("Fill the tasks in order, without an empty one between.")
            made = actions.add_tasks(viewer, card.ref, form.wanted(), form.consent(), origin.ref if origin else None)
            flash("The task is added." if len(made) == 1 else f"{len(made)} tasks are added.", "success")
            return go_to(f"{card.url}#tasks")
    return form.page("tasks/add_tasks.html", card=card, origin=origin)


def _choose_holder(origin: Card) -> Response:
    holders = queries.list_holders(current.viewer(), origin)
    return make_response(render_template("tasks/choose_project.html", origin=origin, holders=holders))


@blueprint.route("/tasks/<int:task_id>/change", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def change_task(task_id: int) -> Response:
    viewer, task = current.viewer(), _task_to_change(task_id)
    form = ChangeForm(data=ChangeForm.values_of(task))
    form.owner_id.choices = queries.owner_choices(viewer, task.ref, task.owner_id)
    form.show(task)
    if form.validate_on_submit():
        with form.refusals():
            actions.change_task(viewer, task, form.wanted(), form.read_version(), form.consent())
            flash("The task is changed.", "success")
            return go_to(url_for(".show_task", task_id=task_id))
    task = _task_to_change(task_id)
    return form.page("tasks/change_task.html", task=task, card=subjects.require_card(viewer, task.ref))


@blueprint.post("/tasks/<int:task_id>/state")
def close_task(task_id: int) -> Response:
    """`do` is done, open or dropped; `next` is where the button stood."""
    typed = request.form.get("do", "")
    if typed not in list(TaskState):
        raise Invalid("Choose what becomes of the task.", "do")
    actions.close_task(current.viewer(), queries.get_task(current.viewer(), task_id), TaskState(typed))
    flash(CLOSED[TaskState(typed)], "success")
    return go_to(safe_next(request.form.get("next"), url_for(".show_task", task_id=task_id)))
