"""PDSA cycles: planned, doing, studying, acted. Each step asks for what the one before must have left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.actions import link
from lhs_community.chain.models import Relation
from lhs_community.chain.queries import results_of
from lhs_community.communities.actions.following import follow_own
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import claim, db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import to_html
from lhs_community.projects import events, policy
from lhs_community.projects.actions.versions import mention_new, show_activity, stamp
from lhs_community.projects.events import Part
from lhs_community.projects.models.cycles import Cycle, Question
from lhs_community.projects.models.diagram import Idea
from lhs_community.projects.models.terms import Act, CycleState, IdeaStatus, NextMove, StageOfTest
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

DATA_PLAN = ("data_what", "data_who", "data_when", "data_where")
AFTER = {Act.ADOPT: IdeaStatus.ADOPTED, Act.ADAPT: IdeaStatus.ADAPTED, Act.ABANDON: IdeaStatus.ABANDONED}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What somebody typed. `questions`: each with its prediction. `measures`: what it should move, as "measure:12".
    None leaves either as it is."""

    objective: str
    stage_of_test: StageOfTest = StageOfTest.TEST
    scale: str = ""
    plan: str = ""
    data_what: str = ""
    data_who: str = ""
    data_when: str = ""
    data_where: str = ""
    measures: Sequence[str] | None = None
    questions: Sequence[tuple[str, str]] | None = None


@dataclass(frozen=True, kw_only=True)
class Doing:
    done: str = ""
    as_planned: bool | None = None
    unexpected: str = ""
    collected: str = ""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """`act` None: nothing was chosen."""

    act: Act | None
    next_move: NextMove | None = None
    next_step: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """To one question: what was found, and whether the prediction was right (None: not judged yet)."""

    text: str = ""
    was_right: bool | None = None


def plan_cycle(actor: Viewer, idea: Idea, plan: Plan, consent: Consent = NO_CONSENT) -> Cycle:
    """The next cycle of the idea's ramp. It says which one it came from: the last that was decided on."""
    policy.require_edit(actor, idea.project)
    require_clear(actor, _plan_texts(plan), consent)
    measures = _known_measures(actor, idea.project_id, plan)
    cycle = Cycle(
        project_id=idea.project_id,
        project=idea.project,
        idea=idea,
        number=_next_number(idea),
        came_from_id=_last_acted(idea),
        state=CycleState.PLANNED,
        planned_at=clock.now(),
        changed_by_id=actor.id,
        changed_at=clock.now(),
        questions=[],
    )
    _write_plan(cycle, plan, measures)
    db.session.add(cycle)
    db.session.flush()
    show_activity(idea.project)
    record(events.CyclePlanned(**_about(actor, cycle)))
    ref = Ref("cycle", cycle.id)
    link(actor, Ref("project", idea.project_id), ref, Relation.TESTED_BY)
    follow_own(actor, Ref("project", idea.project_id))
    mention_new(actor, ref, (), [plan.plan], idea.project.community_id)
    return cycle


def change_plan(
    actor: Viewer, cycle: Cycle, plan: Plan, version: int | None = None, consent: Consent = NO_CONSENT
) -> None:
    """Words may be mended at any time; questions and predictions only before the cycle has begun."""
    policy.require_edit(actor, cycle.project)
    require_clear(actor, _plan_texts(plan), consent)
    claim(cycle, version)
    if plan.questions is not None and cycle.state is not CycleState.PLANNED:
        raise Invalid("The cycle has begun, so its predictions stay as they were made.")
    before = cycle.plan
    _write_plan(cycle, plan, _known_measures(actor, cycle.project_id, plan))
    _noted(actor, cycle, Part.PLAN)
    mention_new(actor, Ref("cycle", cycle.id), [before], [cycle.plan], cycle.project.community_id)


def start_cycle(actor: Viewer, cycle: Cycle) -> None:
    """Planned -> doing. From now on the predictions stand."""
    policy.require_edit(actor, cycle.project)
    claim(cycle, None)
    _require_state(cycle, CycleState.PLANNED, "This cycle has begun already.")
    cycle.state, cycle.started_at = CycleState.DOING, clock.now()
    cycle.idea.status = IdeaStatus.TESTING
    stamp(actor, cycle, cycle.project)
    record(events.CycleStarted(**_about(actor, cycle)))


def do_cycle(
    actor: Viewer,
    cycle: Cycle,
    doing: Doing,
    finish: bool = False,
    version: int | None = None,
    consent: Consent = NO_CONSENT,
) -> None:
    """Keep notes of what happens; `finish`: doing -> studying."""
    policy.require_edit(actor, cycle.project)
    texts = {"done": doing.done, "unexpected": doing.unexpected, "collected": doing.collected}
    require_clear(actor, texts, consent)
    claim(cycle, version)
    if cycle.state is CycleState.PLANNED:
        raise Invalid("Start the cycle first: then keep notes of what happens.")
    if finish:
        _require_state(cycle, CycleState.DOING, "The doing is finished already.")
        if not doing.done.strip():
            raise Invalid("Say what was done, even if little of it was.", "done")
        if doing.as_planned is None:
            raise Invalid("Choose whether it went as planned.", "as_planned")
    before = [cycle.done, cycle.unexpected, cycle.collected]
    cycle.as_planned = doing.as_planned
    cycle.done, cycle.done_html = doing.done.strip(), to_html(doing.done)
    cycle.unexpected, cycle.unexpected_html = doing.unexpected.strip(), to_html(doing.unexpected)
    cycle.collected, cycle.collected_html = doing.collected.strip(), to_html(doing.collected)
    if finish:
        cycle.state = CycleState.STUDYING
        stamp(actor, cycle, cycle.project)
        record(events.CycleDone(**_about(actor, cycle)))
    else:
        _noted(actor, cycle, Part.DO)
    after = [cycle.done, cycle.unexpected, cycle.collected]
    mention_new(actor, Ref("cycle", cycle.id), before, after, cycle.project.community_id)


def study_cycle(
    actor: Viewer,
    cycle: Cycle,
    study: str,
    answers: Sequence[Answer] | None = None,
    finish: bool = False,
    version: int | None = None,
    consent: Consent = NO_CONSENT,
    compared: str = "",
) -> None:
    """Hold what happened against each prediction. `finish` closes the study: every prediction needs its answer."""
    policy.require_edit(actor, cycle.project)
    texts = {f"answer_{number}": answer.text for number, answer in enumerate(answers or (), 1)}
    require_clear(actor, {**texts, "compared": compared, "study": study}, consent)
    claim(cycle, version)
    if cycle.state not in (CycleState.STUDYING, CycleState.ACTED):
        raise Invalid("Finish the doing first: then study what happened.")
    if answers is not None:
        _answer(cycle, answers)
    before = [cycle.compared, cycle.study]
    cycle.compared, cycle.compared_html = compared.strip(), to_html(compared)
    cycle.study, cycle.study_html = study.strip(), to_html(study)
    if finish:
        _require_state(cycle, CycleState.STUDYING, "The cycle is closed already.")
    if finish or cycle.studied_at is not None:
        _require_studied(cycle)
    if finish:
        cycle.studied_at = clock.now()
        stamp(actor, cycle, cycle.project)
        record(events.CycleStudied(**_about(actor, cycle)))
    else:
        _noted(actor, cycle, Part.STUDY)
    mention_new(actor, Ref("cycle", cycle.id), before, [cycle.compared, cycle.study], cycle.project.community_id)


def act_on_cycle(
    actor: Viewer,
    cycle: Cycle,
    decision: Decision,
    version: int | None = None,
    consent: Consent = NO_CONSENT,
) -> None:
    """Studying -> acted: adopt, adapt or abandon. The idea's status follows."""
    act = decision.act
    policy.require_edit(actor, cycle.project)
    require_clear(actor, {"next_step": decision.next_step}, consent)
    claim(cycle, version)
    _require_state(cycle, CycleState.STUDYING, "Only a cycle that has been done and studied can be decided on.")
    if act is None:
        raise Invalid("Choose whether to adopt, adapt or abandon the change.", "act")
    if cycle.studied_at is None:
        _require_studied(cycle)
        raise Invalid("Close the study first: then decide.")
    cycle.act, cycle.state, cycle.acted_at = act, CycleState.ACTED, clock.now()
    cycle.next_move = decision.next_move
    cycle.next_step, cycle.next_step_html = decision.next_step.strip(), to_html(decision.next_step)
    cycle.idea.status = AFTER[act]
    stamp(actor, cycle, cycle.project)
    record(events.CycleActed(**_about(actor, cycle), act=act))
    mention_new(actor, Ref("cycle", cycle.id), (), [cycle.next_step], cycle.project.community_id)


def remove_cycle(actor: Viewer, cycle: Cycle) -> None:
    """Only one that has not begun: what was done stays on record."""
    policy.require_edit(actor, cycle.project)
    claim(cycle, None)
    _require_state(cycle, CycleState.PLANNED, "This cycle has begun, so it stays on record.")
    record(events.CycleRemoved(**_about(actor, cycle)))
    show_activity(cycle.project)
    db.session.delete(cycle)
    db.session.flush()


def _about(actor: Viewer, cycle: Cycle) -> dict[str, Any]:
    return {
        "actor_id": actor.id,
        "subject_kind": "cycle",
        "subject_id": cycle.id,
        "project_id": cycle.project_id,
        "idea_id": cycle.idea_id,
    }


def _noted(actor: Viewer, cycle: Cycle, part: Part) -> None:
    stamp(actor, cycle, cycle.project)
    record(events.CycleNoted(**_about(actor, cycle), part=part))


def _require_state(cycle: Cycle, state: CycleState, message: str) -> None:
    if cycle.state is not state:
        raise Invalid(message)


def _require_studied(cycle: Cycle) -> None:
    """Raises Invalid while a prediction has not been held against what happened."""
    for number, question in enumerate(cycle.questions, 1):
        if not question.answer:
            raise Invalid("Answer this question: what did you find?", f"answer_{number}")
        if question.was_right is None:
            raise Invalid("Choose whether the prediction was right.", f"right_{number}")
    if not cycle.study:
        raise Invalid("Say what you learned.", "study")


def _answer(cycle: Cycle, answers: Sequence[Answer]) -> None:
    if cycle.state is CycleState.ACTED:
        raise Invalid("The cycle is closed, so its answers stay.")
    if len(answers) != len(cycle.questions):
        raise Invalid("Reload the page: its questions have changed.")
    for question, answer in zip(cycle.questions, answers, strict=True):
        question.answer, question.was_right = " ".join(answer.text.split()), answer.was_right


def _next_number(idea: Idea) -> int:
    # Locked, so that two people planning at once get two numbers.
    db.session.refresh(idea, ["version"], with_for_update=True)
    return 1 + (db.session.scalar(select(func.max(Cycle.number)).where(Cycle.idea_id == idea.id)) or 0)


def _last_acted(idea: Idea) -> int | None:
    acted = select(Cycle.id).where(Cycle.idea_id == idea.id, Cycle.state == CycleState.ACTED)
    return db.session.scalar(acted.order_by(Cycle.number.desc()).limit(1))


def _plan_texts(plan: Plan) -> dict[str, str]:
    texts = {"objective": plan.objective, "scale": plan.scale, "plan": plan.plan}
    texts |= {name: getattr(plan, name) for name in DATA_PLAN}
    for number, (question, prediction) in enumerate(plan.questions or (), 1):
        texts |= {f"question_{number}": question, f"prediction_{number}": prediction}
    return texts


def _known_measures(actor: Viewer, project_id: int, plan: Plan) -> list[str] | None:
    """Those chosen that the project has. None: leave them as they are."""
    if plan.measures is None:
        return None
    known = {str(card.ref) for card in results_of(actor, Ref("project", project_id), Relation.MEASURED_BY)}
    return [one for one in plan.measures if one in known]


def _write_plan(cycle: Cycle, plan: Plan, measures: list[str] | None) -> None:
    objective = " ".join(plan.objective.split())
    if len(objective) < 3:
        raise Invalid("Say what you want to find out.", "objective")
    cycle.objective, cycle.stage_of_test, cycle.scale = objective, plan.stage_of_test, " ".join(plan.scale.split())
    cycle.plan, cycle.plan_html = plan.plan.strip(), to_html(plan.plan)
    for name in DATA_PLAN:
        setattr(cycle, name, " ".join(getattr(plan, name).split()))
    if measures is not None:
        cycle.measures = measures
    if plan.questions is not None:
        _ask(cycle, plan.questions)


def _ask(cycle: Cycle, questions: Sequence[tuple[str, str]]) -> None:
    asked = [(number, " ".join(q.split()), " ".join(p.split())) for number, (q, p) in enumerate(questions, 1)]
    for number, question, prediction in asked:
        if prediction and not question:
            raise Invalid("Enter the question that this prediction is about.", f"question_{number}")
        if question and not prediction:
            raise Invalid("Enter what you expect. A wrong prediction teaches most.", f"prediction_{number}")
    kept = [(question, prediction) for _, question, prediction in asked if question]
    for position, (question, prediction) in enumerate(kept, 1):
        if position <= len(cycle.questions):
            cycle.questions[position - 1].question = question
            cycle.questions[position - 1].prediction = prediction
        else:
            cycle.questions.append(Question(position=position, question=question, prediction=prediction))
    del cycle.questions[len(kept) :]
