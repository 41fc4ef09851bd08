"""Pages of PDSA cycles: one step at a time."""

from __future__ import annotations

from flask import Response, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to, public
from lhs_community.projects import policy, ramp
from lhs_community.projects.actions import cycles as actions, turning_back
from lhs_community.projects.forms.cycles import ActForm, DoForm, PlanForm, QuestionsForm, StudyForm, TurnBackForm
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.diagram import Idea
from lhs_community.projects.models.terms import ACT_LABELS, STEP_LABELS, CycleState
from lhs_community.projects.queries import cycles as queries
from lhs_community.projects.views.projects import blueprint, page_of

STEPS = (
    (CycleState.PLANNED, "Plan"),
    (CycleState.DOING, "Do"),
    (CycleState.STUDYING, "Study"),
    (CycleState.ACTED, "Act"),
)


def _page_of(cycle: Cycle) -> str:
    return url_for(".show_cycle", cycle_id=cycle.id)


def _to_change(cycle_id: int) -> Cycle:
    """A cycle the viewer may work on. Raises NotThere or Refused."""
    cycle = queries.get_cycle(current.viewer(), cycle_id)
    policy.require_edit(current.viewer(), cycle.project)
    return cycle


def _idea_to_test(idea_id: int) -> Idea:
    idea = queries.get_idea(current.viewer(), idea_id)
    policy.require_edit(current.viewer(), idea.project)
    return idea


def _is_too_early(cycle: Cycle, *states: CycleState) -> bool:
    """Somebody opens the page of a step that the cycle has not reached: they are shown where it stands."""
    return request.method == "GET" and cycle.state not in states


def wants_to_move_on() -> bool:
    """Which of a form's two buttons was pressed: the one that keeps notes, or the one that ends the step."""
    return request.form.get("step") == "finish"


@blueprint.get("/cycles/<int:cycle_id>")
@public
def show_cycle(cycle_id: int) -> str:
    viewer = current.viewer()
    cycle = queries.get_cycle(viewer, cycle_id)
    return render_template(
        "projects/show_cycle.html",
        cycle=cycle,
        steps=STEPS,
        measures=queries.measures_of(viewer, cycle),
        may_edit=policy.may_edit(viewer, cycle.project),
    )


@blueprint.route("/ideas/<int:idea_id>/cycles/new", methods=["GET", "POST"])
@limited("60 per hour")
@submitted_once
def plan_cycle(idea_id: int) -> Response:
    """The last closed cycle of the idea is carried over: its questions, without what was predicted then."""
    viewer = current.viewer()
    idea = _idea_to_test(idea_id)
    before = queries.find_last_cycle(viewer, idea)
    form = QuestionsForm(data=_carried_over(before) if before else {})
    form.offer(queries.list_measures_of(viewer, idea.project_id))
    if form.validate_on_submit():
        with form.refusals():
            cycle = actions.plan_cycle(viewer, idea, form.typed(), form.consent())
            flash("The cycle is planned. Say who does what, and start it when you are ready.", "success")
            return go_to(_page_of(cycle))
    advice = ramp.advice_on_scale(before.scale, before.next_move) if before else ""
    return form.page("projects/plan_cycle.html", idea=_idea_to_test(idea_id), before=before, advice=advice)


def _carried_over(before: Cycle) -> dict[str, object]:
    words = dict(PlanForm.values_of(before))
    for number in range(1, len(before.questions) + 1):
        words[f"prediction_{number}"] = ""
    return words


@blueprint.route("/cycles/<int:cycle_id>/plan", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def change_plan(cycle_id: int) -> Response:
    cycle = _to_change(cycle_id)
    kind = QuestionsForm if cycle.state is CycleState.PLANNED else PlanForm
    form = kind(data=PlanForm.values_of(cycle))
    form.offer(queries.list_measures_of(current.viewer(), cycle.project_id))
    form.show(cycle)
    if form.validate_on_submit():
        with form.refusals():
            actions.change_plan(current.viewer(), cycle, form.typed(), form.read_version(), form.consent())
            flash("The plan is saved.", "success")
            return go_to(_page_of(cycle))
    return form.page("projects/change_plan.html", cycle=_to_change(cycle_id))


@blueprint.post("/cycles/<int:cycle_id>/start")
def start_cycle(cycle_id: int) -> Response:
    cycle = _to_change(cycle_id)
    actions.start_cycle(current.viewer(), cycle)
    flash("The cycle has begun. Keep notes as you go.", "success")
    return go_to(_page_of(cycle))


@blueprint.route("/cycles/<int:cycle_id>/do", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def do_cycle(cycle_id: int) -> Response:
    cycle = _to_change(cycle_id)
    if _is_too_early(cycle, CycleState.DOING, CycleState.STUDYING, CycleState.ACTED):
        return go_to(_page_of(cycle))
    form = DoForm(data=DoForm.values_of(cycle))
    form.show(cycle)
    if form.validate_on_submit():
        with form.refusals():
            is_done = wants_to_move_on()
            viewer = current.viewer()
            actions.do_cycle(viewer, cycle, form.typed(), is_done, form.read_version(), form.consent())
            flash("Now look at what it taught you." if is_done else "Your notes are saved.", "success")
            return go_to(url_for(".study_cycle", cycle_id=cycle_id) if is_done else _page_of(cycle))
    return form.page("projects/do_cycle.html", cycle=_to_change(cycle_id))


@blueprint.route("/cycles/<int:cycle_id>/study", methods=["GET", "POST"])
@limited("120 per hour")
@submitted_once
def study_cycle(cycle_id: int) -> Response:
    """Once the cycle is closed its answers stay; the words of the study may still be mended."""
    cycle = _to_change(cycle_id)
    if _is_too_early(cycle, CycleState.STUDYING, CycleState.ACTED):
        return go_to(_page_of(cycle))
    count = 0 if cycle.state is CycleState.ACTED else len(cycle.questions)
    form = StudyForm.for_questions(count)(data=StudyForm.values_of(cycle))
    form.show(cycle)
    if form.validate_on_submit():
        with form.refusals():
            is_studied = wants_to_move_on()
            actions.study_cycle(
                current.viewer(),
                cycle,
                form.study.data or "",
                form.answers(),
                is_studied,
                form.read_version(),
                form.consent(),
                form.compared.data or "",
            )
            flash("The study is closed. Now decide." if is_studied else "Your notes are saved.", "success")
            return go_to(url_for(".act_on_cycle", cycle_id=cycle_id) if is_studied else _page_of(cycle))
    return form.page("projects/study_cycle.html", cycle=_to_change(cycle_id))


@blueprint.route("/cycles/<int:cycle_id>/act", methods=["GET", "POST"])
@limited("60 per hour")
@submitted_once
def act_on_cycle(cycle_id: int) -> Response:
    cycle = _to_change(cycle_id)
    if _is_too_early(cycle, CycleState.STUDYING):
        return go_to(_page_of(cycle))
    form = ActForm(data=ActForm.values_of(cycle))
    form.show(cycle)
    if form.validate_on_submit():
        with form.refusals():
            actions.act_on_cycle(current.viewer(), cycle, form.decision(), form.read_version(), form.consent())
            flash(f"Decided: {ACT_LABELS[cycle.act].lower() if cycle.act else ''}.", "success")
            return go_to(_page_of(cycle))
    return form.page("projects/act_on_cycle.html", cycle=_to_change(cycle_id))


@blueprint.route("/cycles/<int:cycle_id>/back", methods=["GET", "POST"])
@limited("60 per hour")
@submitted_once
def turn_back(cycle_id: int) -> Response:
    cycle = _to_change(cycle_id)
    step = cycle.last_step
    if step is None:
        return go_to(_page_of(cycle))
    form = TurnBackForm(version=cycle.version)
    if form.validate_on_submit():
        with form.refusals():
            reason = form.reason.data or ""
            turning_back.turn_back(current.viewer(), cycle, reason, form.read_version(), form.consent())
            flash(f"Taken back: {STEP_LABELS[step]}. It stays on record.", "success")
            return go_to(_page_of(cycle))
    return form.page("projects/turn_back.html", cycle=_to_change(cycle_id), step=step)


@blueprint.post("/cycles/<int:cycle_id>/remove")
def remove_cycle(cycle_id: int) -> Response:
    cycle = _to_change(cycle_id)
    actions.remove_cycle(current.viewer(), cycle)
    flash("The planned cycle is taken out.", "success")
    return go_to(page_of(cycle.project))
