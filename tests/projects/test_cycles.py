"""The state machine of a PDSA cycle: every step, and every step that is refused."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lhs_community.chain.models import Relation
from lhs_community.chain.queries import results_of
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.projects.actions import cycles as actions
from lhs_community.projects.actions.cycles import Answer, Decision, Doing, Plan
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.terms import Act, CycleState, IdeaStatus
from lhs_community.projects.queries import cycles as queries
from lhs_community.safety.guard import Consent
from tests.make.projects import QUESTIONS

ADOPT = Decision(act=Act.ADOPT)
NUMBER = "Her number is 999 000 0018"
ANSWERS = [Answer(text="11 of 14", was_right=False), Answer(text="22 minutes", was_right=True)]


def lead_of(cycle):
    return viewer_for(cycle.project.lead_id)


def recorded():
    return list(db.session.scalars(select(EventRow.name).order_by(EventRow.id)))


def step(name, lead, cycle):
    """One step with everything it needs."""
    match name:
        case "start":
            actions.start_cycle(lead, cycle)
        case "do":
            actions.do_cycle(lead, cycle, Doing(done="Three nights", as_planned=True), finish=True)
        case "study":
            actions.study_cycle(lead, cycle, "Being asked mattered", ANSWERS, finish=True)
        case "act":
            actions.act_on_cycle(lead, cycle, ADOPT)
        case "remove":
            actions.remove_cycle(lead, cycle)
        case "predict":
            actions.change_plan(lead, cycle, Plan(objective="Another", questions=QUESTIONS))


ALLOWED = {
    CycleState.PLANNED: {"start", "remove", "predict"},
    CycleState.DOING: {"do"},
    CycleState.STUDYING: {"study"},
    CycleState.ACTED: set(),
}


@pytest.mark.parametrize("name", ["start", "do", "study", "act", "remove", "predict"])
@pytest.mark.parametrize("state", CycleState)
def test_a_step_is_taken_only_in_its_state(state, name, make_cycle):
    cycle = make_cycle(state=state)
    if name in ALLOWED[state]:
        step(name, lead_of(cycle), cycle)
    else:
        with pytest.raises(Invalid):
            step(name, lead_of(cycle), cycle)
        db.session.rollback()


def test_a_cycle_led_from_plan_to_act_is_recorded_step_by_step(make_cycle):
    cycle = make_cycle()
    lead = lead_of(cycle)
    assert cycle.state is CycleState.PLANNED
    assert cycle.idea.status is IdeaStatus.IDEA
    step("start", lead, cycle)
    assert (cycle.state, cycle.idea.status) == (CycleState.DOING, IdeaStatus.TESTING)
    step("do", lead, cycle)
    assert cycle.state is CycleState.STUDYING
    step("study", lead, cycle)
    assert cycle.state is CycleState.STUDYING
    assert cycle.studied_at
    step("act", lead, cycle)
    assert cycle.state is CycleState.ACTED
    assert cycle.act is Act.ADOPT
    assert cycle.acted_at
    assert recorded()[-4:] == [
        "projects.cycle_started",
        "projects.cycle_done",
        "projects.cycle_studied",
        "projects.cycle_acted",
    ]
    assert "11 of 14" not in str([row.payload for row in db.session.scalars(select(EventRow))])


@pytest.mark.parametrize(
    ("act", "status"),
    [(Act.ADOPT, IdeaStatus.ADOPTED), (Act.ADAPT, IdeaStatus.ADAPTED), (Act.ABANDON, IdeaStatus.ABANDONED)],
)
def test_the_idea_follows_the_decision(act, status, make_cycle):
    assert make_cycle(state=CycleState.ACTED, act=act).idea.status is status


@pytest.mark.parametrize(
    ("answers", "study", "field"),
    [
        ([Answer(), ANSWERS[1]], "Learned", "answer_1"),
        ([ANSWERS[0], Answer(text="22 minutes")], "Learned", "right_2"),
        (ANSWERS, "  ", "study"),
    ],
)
def test_a_study_is_not_closed_before_every_prediction_has_its_answer(answers, study, field, make_cycle):
    cycle = make_cycle(state=CycleState.STUDYING)
    with pytest.raises(Invalid) as refused:
        actions.study_cycle(lead_of(cycle), cycle, study, answers, finish=True)
    assert refused.value.field == field


def test_half_a_study_may_be_saved_but_not_decided_on(make_cycle):
    cycle = make_cycle(state=CycleState.STUDYING)
    lead = lead_of(cycle)
    actions.study_cycle(lead, cycle, "", [ANSWERS[0], Answer()])
    assert cycle.questions[0].answer == "11 of 14"
    assert cycle.studied_at is None
    with pytest.raises(Invalid, match="Answer this question"):
        actions.act_on_cycle(lead, cycle, ADOPT)
    actions.study_cycle(lead, cycle, "Learned", ANSWERS)
    with pytest.raises(Invalid, match="Close the study first"):
        actions.act_on_cycle(lead, cycle, ADOPT)


def test_a_closed_study_cannot_lose_its_answers(make_cycle):
    cycle = make_cycle(state=CycleState.STUDYING)
    step("study", lead_of(cycle), cycle)
    with pytest.raises(Invalid):
        actions.study_cycle(lead_of(cycle), cycle, "Learned", [Answer(), Answer()])


def test_nothing_is_decided_without_a_decision(make_cycle):
    cycle = make_cycle(state=CycleState.STUDYING)
    step("study", lead_of(cycle), cycle)
    with pytest.raises(Invalid, match="adopt, adapt or abandon") as refused:
        actions.act_on_cycle(lead_of(cycle), cycle, Decision(act=None))
    assert refused.value.field == "act"


@pytest.mark.parametrize(("doing", "field"), [(Doing(as_planned=True), "done"), (Doing(done="Done"), "as_planned")])
def test_the_doing_ends_with_what_was_done_and_whether_as_planned(doing, field, make_cycle):
    cycle = make_cycle(state=CycleState.DOING)
    with pytest.raises(Invalid) as refused:
        actions.do_cycle(lead_of(cycle), cycle, doing, finish=True)
    assert refused.value.field == field
    actions.do_cycle(lead_of(cycle), cycle, doing)  # kept as notes all the same


def test_words_of_a_closed_cycle_may_be_mended_and_its_predictions_not(make_cycle):
    cycle = make_cycle(state=CycleState.ACTED)
    lead = lead_of(cycle)
    actions.do_cycle(lead, cycle, Doing(done="Three nights, in one bay", as_planned=False))
    actions.study_cycle(lead, cycle, "Being asked by name mattered")
    actions.change_plan(lead, cycle, Plan(objective="See whether they accept", scale="One bay"))
    assert cycle.state is CycleState.ACTED
    assert [one.prediction for one in cycle.questions] == ["Half of them", "20 minutes"]
    with pytest.raises(Invalid, match="answers stay"):
        actions.study_cycle(lead, cycle, "Other", [Answer(), Answer()])


def test_cycles_are_numbered_within_their_idea_and_stand_in_the_chain(make_cycle):
    cycle = make_cycle(state=CycleState.ACTED)
    lead = lead_of(cycle)
    idea = queries.get_idea(lead, cycle.idea_id)
    second = actions.plan_cycle(lead, idea, Plan(objective="Two bays"))
    assert (cycle.number, second.number) == (1, 2)
    tested = results_of(lead, Ref("project", cycle.project_id), Relation.TESTED_BY)
    assert [card.title for card in tested] == ["1.1 See whether people accept the offer", "1.2 Two bays"]
    assert queries.find_last_cycle(lead, queries.get_idea(lead, idea.id)).id == cycle.id


@pytest.mark.parametrize(("pair", "field"), [(("", "Half"), "question_1"), (("How many?", " "), "prediction_1")])
def test_a_question_and_its_prediction_go_together(pair, field, make_cycle):
    cycle = make_cycle()
    with pytest.raises(Invalid) as refused:
        actions.change_plan(lead_of(cycle), cycle, Plan(objective="Find out", questions=[pair]))
    assert refused.value.field == field


def test_questions_can_be_taken_out_and_put_in_while_the_cycle_is_planned(make_cycle):
    cycle = make_cycle()
    lead = lead_of(cycle)
    actions.change_plan(lead, cycle, Plan(objective="Find out", questions=[("", ""), ("How long?", "An hour")]))
    db.session.flush()
    assert [(one.position, one.question) for one in cycle.questions] == [(1, "How long?")]
    actions.change_plan(lead, cycle, Plan(objective="Find out", questions=[*QUESTIONS, ("Why?", "Who knows")]))
    db.session.flush()
    assert [one.position for one in queries.get_cycle(lead, cycle.id).questions] == [1, 2, 3]


def test_a_planned_cycle_can_be_taken_out(make_cycle):
    cycle = make_cycle()
    cycle_id = cycle.id
    actions.remove_cycle(lead_of(cycle), cycle)
    assert db.session.get(Cycle, cycle_id) is None
    assert recorded()[-1] == "projects.cycle_removed"


@pytest.mark.parametrize("name", ["start", "do", "study", "act", "remove", "predict"])
def test_who_is_not_on_the_team_takes_no_step(name, make_cycle, make_member):
    cycle = make_cycle(state=CycleState.STUDYING)
    with pytest.raises(Refused):
        step(name, make_member(cycle.project.community), cycle)


def test_the_guard_reads_every_text_of_a_cycle(make_cycle):
    planned, doing, studying = (make_cycle(state=state) for state in list(CycleState)[:3])
    lead, consent = lead_of(planned), Consent()
    for field, plan in (
        ("objective", Plan(objective=NUMBER)),
        ("scale", Plan(objective="Find out", scale=NUMBER)),
        ("plan", Plan(objective="Find out", plan=NUMBER)),
        ("question_1", Plan(objective="Find out", questions=[(NUMBER, "Half")])),
        ("prediction_1", Plan(objective="Find out", questions=[("How many?", NUMBER)])),
    ):
        with pytest.raises(Invalid) as held:
            actions.change_plan(lead, planned, plan, consent=consent)
        assert held.value.field == field
    lead = lead_of(doing)
    for field in ("done", "unexpected"):
        with pytest.raises(Invalid) as held:
            actions.do_cycle(lead, doing, Doing(**{field: NUMBER}))
        assert held.value.field == field
    lead = lead_of(studying)
    with pytest.raises(Invalid) as held:
        actions.study_cycle(lead, studying, "Fine", [Answer(text=NUMBER), Answer()])
    assert held.value.field == "answer_1"
    step("study", lead, studying)
    with pytest.raises(Invalid) as held:
        actions.act_on_cycle(lead, studying, Decision(act=Act.ADAPT, next_step=NUMBER))
    assert held.value.field == "next_step"
