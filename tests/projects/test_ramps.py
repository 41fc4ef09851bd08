"""Carrying over from cycle to cycle, what a plan says besides, taking a step back, and the drawing of a ramp."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from lhs_community.accounts.models import Person
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, Refused, Stale
from lhs_community.foundation.refs import Ref
from lhs_community.measures.actions.measures import Plan as MeasurePlan, start_measure
from lhs_community.measures.models.measures import MeasureKind
from lhs_community.measures.queries.measures import study
from lhs_community.measures.spc.terms import Direction
from lhs_community.projects import ramp
from lhs_community.projects.actions import cycles as actions
from lhs_community.projects.actions.cycles import Decision, Doing, Plan
from lhs_community.projects.actions.turning_back import turn_back
from lhs_community.projects.models.terms import Act, CycleState, IdeaStatus, NextMove, Step
from lhs_community.projects.queries import cycles as queries
from lhs_community.projects.ramp import Test as OneTest
from tests.support.counting import count_queries

TAGS = re.compile(r"<[^>]+>")
NUMBER = "Her number is 999 000 0018"
SLIP = "Pressed the wrong button"


def text_of(page):
    """What a reader sees of it."""
    return " ".join(TAGS.sub("", page.text).split())


def show_to_lead(client, sign_in, cycle):
    lead = db.session.get_one(Person, cycle.project.lead_id)
    db.session.commit()
    sign_in(client, lead)


def lead_of(cycle):
    return viewer_for(cycle.project.lead_id)


@pytest.fixture
def measured(make_cycle):
    """A cycle that has ended, and a measure of its project."""

    def make(**wanted):
        cycle = make_cycle(**wanted)
        plan = MeasurePlan(name="Falls a week", kind=MeasureKind.OUTCOME, direction=Direction.DECREASE)
        return cycle, start_measure(lead_of(cycle), cycle.project_id, plan)

    return make


def test_a_plan_says_what_is_noted_and_which_measures_it_should_move(measured):
    cycle, measure = measured()
    plan = Plan(
        objective="Find out", data_what="Yes or  no", data_who="Night staff", data_when="5 am", data_where="Bay B",
        measures=[f"measure:{measure.id}", "measure:99999", "thread:1"],
    )  # fmt: skip
    actions.change_plan(lead_of(cycle), cycle, plan)
    assert (cycle.data_what, cycle.data_who, cycle.data_when, cycle.data_where) == (
        "Yes or no", "Night staff", "5 am", "Bay B",
    )  # fmt: skip
    assert [card.ref for card in queries.measures_of(lead_of(cycle), cycle)] == [Ref("measure", measure.id)]
    actions.change_plan(lead_of(cycle), cycle, Plan(objective="Find out"))
    assert cycle.measures == [f"measure:{measure.id}"]


def test_what_was_noted_how_it_compares_and_what_comes_next_are_kept(make_cycle):
    cycle = make_cycle(state=CycleState.STUDYING)
    lead = lead_of(cycle)
    actions.do_cycle(lead, cycle, Doing(done="Three nights.", as_planned=True, collected="11 of 14"))
    answers = [actions.Answer(text="11", was_right=False) for _ in cycle.questions]
    actions.study_cycle(lead, cycle, "Asking matters", answers, finish=True, compared="Twice as many as we thought")
    actions.act_on_cycle(lead, cycle, Decision(act=Act.ADOPT, next_move=NextMove.SCALE_UP, next_step="Two bays"))
    found = queries.get_cycle(lead, cycle.id)
    assert (found.collected, found.compared, found.next_move) == (
        "11 of 14", "Twice as many as we thought", NextMove.SCALE_UP,
    )  # fmt: skip
    assert "11 of 14" in found.collected_html


@pytest.mark.parametrize("field", actions.DATA_PLAN)
def test_the_guard_reads_the_data_plan(field, make_cycle):
    cycle = make_cycle()
    with pytest.raises(Invalid) as held:
        actions.change_plan(lead_of(cycle), cycle, Plan(objective="Find out", **{field: NUMBER}))
    assert held.value.field == field


def test_the_guard_reads_figures_comparison_and_reasons(make_cycle):
    cycle = make_cycle(state=CycleState.STUDYING)
    lead = lead_of(cycle)
    with pytest.raises(Invalid) as held:
        actions.do_cycle(lead, cycle, Doing(done="Done", as_planned=True, collected=NUMBER))
    assert held.value.field == "collected"
    with pytest.raises(Invalid) as held:
        actions.study_cycle(lead, cycle, "Learned", compared=NUMBER)
    assert held.value.field == "compared"
    with pytest.raises(Invalid) as held:
        turn_back(lead, cycle, NUMBER)
    assert held.value.field == "reason"


def test_the_next_cycle_says_which_one_it_came_from(make_cycle):
    cycle = make_cycle(state=CycleState.ACTED)
    lead = lead_of(cycle)
    assert cycle.came_from_id is None
    second = actions.plan_cycle(lead, queries.get_idea(lead, cycle.idea_id), Plan(objective="Two bays"))
    third = actions.plan_cycle(lead, queries.get_idea(lead, cycle.idea_id), Plan(objective="Or three"))
    assert second.came_from_id == third.came_from_id == cycle.id  # the last one that was decided on


# --- a step back ---

BEFORE = {
    CycleState.DOING: (Step.STARTED, CycleState.PLANNED, IdeaStatus.IDEA),
    CycleState.STUDYING: (Step.DONE, CycleState.DOING, IdeaStatus.TESTING),
    CycleState.ACTED: (Step.ACTED, CycleState.STUDYING, IdeaStatus.TESTING),
}


@pytest.mark.parametrize("state", BEFORE)
def test_a_step_can_be_taken_back_and_stays_on_record(state, make_cycle):
    cycle = make_cycle(state=state)
    lead, (step, back_at, status) = lead_of(cycle), BEFORE[state]
    turn_back(lead, cycle, f"  {SLIP} ")
    db.session.flush()
    db.session.expire_all()
    found = queries.get_cycle(lead, cycle.id)
    assert (found.state, found.idea.status, found.act) == (back_at, status, None)
    assert [(one.undone, one.reason, one.by_id) for one in found.steps_back] == [(step, SLIP, lead.id)]
    last = db.session.scalars(select(EventRow).order_by(EventRow.id.desc())).first()
    assert (last.name, last.payload["undone"]) == ("projects.cycle_turned_back", step)
    assert SLIP not in str(last.payload)


def test_a_study_that_was_closed_too_early_is_opened_again_before_its_doing_is(make_cycle):
    cycle = make_cycle(state=CycleState.ACTED)
    lead = lead_of(cycle)
    for step in (Step.ACTED, Step.STUDIED, Step.DONE):
        assert cycle.last_step is step
        turn_back(lead, cycle, SLIP)
    assert (cycle.state, cycle.studied_at, cycle.study) == (CycleState.DOING, None, "Being asked mattered.")
    with pytest.raises(Invalid, match="predictions stay"):
        turn_back(lead, cycle, SLIP)
    actions.do_cycle(lead, cycle, Doing(done="Three nights.", as_planned=True), finish=True)  # and forward again
    assert cycle.state is CycleState.STUDYING


def test_there_is_no_step_before_the_plan(make_cycle):
    cycle = make_cycle()
    with pytest.raises(Invalid, match="has not begun"):
        turn_back(lead_of(cycle), cycle, SLIP)


def test_a_decision_stands_once_the_next_cycle_came_of_it(make_cycle):
    cycle = make_cycle(state=CycleState.ACTED)
    lead = lead_of(cycle)
    second = actions.plan_cycle(lead, queries.get_idea(lead, cycle.idea_id), Plan(objective="Two bays"))
    with pytest.raises(Invalid, match="came of this decision"):
        turn_back(lead, cycle, SLIP)
    actions.remove_cycle(lead, queries.get_cycle(lead, second.id))
    turn_back(lead, cycle, SLIP)
    assert cycle.state is CycleState.STUDYING


def test_an_idea_whose_second_cycle_did_not_begin_after_all_is_what_the_first_made_it(make_cycle):
    cycle = make_cycle(state=CycleState.ACTED, act=Act.ADAPT)
    lead = lead_of(cycle)
    second = actions.plan_cycle(lead, queries.get_idea(lead, cycle.idea_id), Plan(objective="Two bays"))
    second = queries.get_cycle(lead, second.id)
    actions.start_cycle(lead, second)
    assert second.idea.status is IdeaStatus.TESTING
    turn_back(lead, second, SLIP)
    assert second.idea.status is IdeaStatus.ADAPTED


@pytest.mark.parametrize("reason", ["", "  ", "no", "x" * 301])
def test_a_step_is_not_taken_back_without_a_reason(reason, make_cycle):
    cycle = make_cycle(state=CycleState.DOING)
    with pytest.raises(Invalid) as refused:
        turn_back(lead_of(cycle), cycle, reason)
    assert refused.value.field == "reason"
    assert cycle.state is CycleState.DOING


def test_only_the_team_takes_a_step_back_and_not_one_that_it_has_not_seen(make_cycle, make_member):
    cycle = make_cycle(state=CycleState.DOING)
    with pytest.raises(Refused):
        turn_back(make_member(cycle.project.community), cycle, SLIP)
    with pytest.raises(Stale):
        turn_back(lead_of(cycle), cycle, SLIP, version=cycle.version - 1)


def test_a_step_is_taken_back_on_its_page(client, sign_in, make_cycle):
    cycle = make_cycle(state=CycleState.STUDYING)
    show_to_lead(client, sign_in, cycle)
    address = f"/cycles/{cycle.id}/back"
    assert address in client.get(f"/cycles/{cycle.id}").text
    assert "finishing the doing" in text_of(client.get(address))
    assert client.post(address, data={"version": cycle.version, "reason": ""}).status_code == 422
    answer = client.post(address, data={"version": cycle.version, "reason": "x" * 301})
    assert answer.status_code == 422
    assert "x" * 301 in answer.text
    assert client.post(address, data={"version": 1, "reason": SLIP}).status_code == 422  # somebody was faster
    assert client.post(address, data={"version": cycle.version, "reason": SLIP}).status_code == 303
    assert "took back finishing the doing" in text_of(client.get(f"/cycles/{cycle.id}"))
    assert "took a step back" in text_of(client.get(f"/projects/{cycle.project_id}/log"))


# --- pages ---


def test_the_next_cycle_begins_with_what_the_last_one_leaves(client, sign_in, measured):
    cycle, measure = measured()
    lead = lead_of(cycle)
    plan = Plan(
        objective="See whether they accept", scale="One bay", data_what="Yes or no", data_who="Night staff",
        measures=[f"measure:{measure.id}"], questions=[("How many?", "Half of them")],
    )  # fmt: skip
    actions.change_plan(lead, cycle, plan)
    actions.start_cycle(lead, cycle)
    actions.do_cycle(lead, cycle, Doing(done="Done", as_planned=True), finish=True)
    actions.study_cycle(lead, cycle, "Learned", [actions.Answer(text="11", was_right=False)], finish=True)
    actions.act_on_cycle(lead, cycle, Decision(act=Act.ADOPT, next_move=NextMove.SCALE_UP))
    show_to_lead(client, sign_in, cycle)
    address = f"/ideas/{cycle.idea_id}/cycles/new"
    page = client.get(address).text
    for carried in ("See whether they accept", "One bay", "Yes or no", "Night staff", "How many?", "1, 5, 25"):
        assert carried in page
    assert "Half of them" not in page
    typed = {
        "objective": "Two bays", "stage_of_test": "test", "question_1": "How many?", "prediction_1": "Most",
        "measures": f"measure:{measure.id}", "data_where": "Bays B and C",
    }  # fmt: skip
    shown = text_of(client.get(client.post(address, data=typed).location))
    assert "Comes from cycle 1.1" in shown
    assert "Bays B and C" in shown
    assert "Falls a week" in shown


@pytest.mark.parametrize("field", actions.DATA_PLAN)
def test_too_long_a_line_of_the_data_plan_comes_back_as_it_was_typed(field, client, sign_in, make_cycle):
    cycle = make_cycle()
    show_to_lead(client, sign_in, cycle)
    typed = {"version": cycle.version, "objective": "Find out", "stage_of_test": "test", field: "y" * 301}
    answer = client.post(f"/cycles/{cycle.id}/plan", data=typed)
    assert answer.status_code == 422
    assert "y" * 301 in answer.text


def test_an_idea_has_a_page_with_its_ramp_for_whoever_may_read_it(client, sign_in, measured, make_member):
    cycle, measure = measured(state=CycleState.ACTED, act=Act.ADOPT)
    lead = lead_of(cycle)
    plan = Plan(objective=cycle.objective, scale="One bay", measures=[f"measure:{measure.id}"])
    actions.change_plan(lead, cycle, plan)
    address = f"/ideas/{cycle.idea_id}"
    reader, lead_person = (db.session.get_one(Person, one.id) for one in (make_member(cycle.project.community), lead))
    db.session.commit()
    sign_in(client, reader)
    shown = text_of(client.get(address))
    for words in ("A toilet round at five", "Adopted", "Cycle 1.1", "One bay", "Falls a week", "Getting to the toilet"):
        assert words in shown
    assert "Change the idea" not in shown
    sign_in(client, lead_person)
    assert "Plan the next cycle" in text_of(client.get(address))


def test_an_ideas_page_asks_as_often_for_a_long_ramp_as_for_a_short_one(client, sign_in, make_cycle):
    cycle = make_cycle(state=CycleState.ACTED)
    lead = lead_of(cycle)
    show_to_lead(client, sign_in, cycle)
    client.get(f"/ideas/{cycle.idea_id}")
    with count_queries(at_most=30) as short:
        client.get(f"/ideas/{cycle.idea_id}")
    for number in range(4):
        actions.plan_cycle(lead, queries.get_idea(lead, cycle.idea_id), Plan(objective=f"Bay {number}"))
    db.session.commit()
    with count_queries(at_most=30) as long:
        client.get(f"/ideas/{cycle.idea_id}")
    assert len(long) == len(short)


# --- on charts ---


def test_a_cycle_stands_on_the_chart_from_its_beginning_with_its_end_and_what_became_of_it(measured):
    begun, ended = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 12, 9, tzinfo=UTC)
    with clock.at(begun):
        cycle, measure = measured(state=CycleState.STUDYING)
    lead = lead_of(cycle)
    assert [(one.day, one.url) for one in study(lead, measure).remarks] == [(begun.date(), f"/cycles/{cycle.id}")]
    answers = [actions.Answer(text="11", was_right=False) for _ in cycle.questions]
    with clock.at(ended):
        actions.study_cycle(lead, cycle, "Learned", answers, finish=True)
        actions.act_on_cycle(lead, cycle, Decision(act=Act.ADAPT))
    remark = study(lead, measure).remarks[0]
    assert remark.text == "PDSA cycle: 1.1 See whether people accept the offer (to 12 March 2026: adapt)"


def test_a_cycle_that_has_not_begun_is_on_no_chart(measured):
    cycle, measure = measured()
    assert not study(lead_of(cycle), measure).remarks
    assert subjects.require_card(lead_of(cycle), Ref("cycle", cycle.id)).at_work is None


# --- the drawing ---


def test_each_test_stands_a_step_above_the_one_before():
    tests = [
        OneTest(number="1.1", state=CycleState.ACTED, act=Act.ADAPT, scale="One bay"),
        OneTest(number="1.2", state=CycleState.ACTED, act=Act.ADOPT, scale="Two bays for a fortnight, day and night"),
        OneTest(number="1.3", state=CycleState.DOING, scale=""),
    ]
    drawn = ramp.draw(tests)
    assert drawn.in_words == "cycle 1.1: adapt; cycle 1.2: adopt; cycle 1.3: doing"
    assert [one.x for one in drawn.blocks] == sorted(one.x for one in drawn.blocks)
    assert [one.height for one in drawn.blocks] == sorted(one.height for one in drawn.blocks)
    assert len({one.y + one.height for one in drawn.blocks}) == 1  # all on the ground
    assert [one.shape for one in drawn.blocks] == ["adapt", "adopt", "doing"]
    assert all(len(line) <= ramp.CHARACTERS for one in drawn.blocks for line in one.lines)
    assert all(0 <= one.x < drawn.width and 0 <= one.y < drawn.height for one in drawn.blocks)
    assert ramp.draw([]) is None


@pytest.mark.parametrize("state", CycleState)
def test_every_state_has_a_shape_and_words_of_its_own(state):
    acts = list(Act) if state is CycleState.ACTED else [None]
    for act in acts:
        block = ramp.draw([OneTest(number="1.1", state=state, act=act)]).blocks[0]
        assert block.shape == (act or state)
        assert block.words


@pytest.mark.parametrize(
    ("move", "words"),
    [(NextMove.SCALE_UP, "1, 5, 25"), (NextMove.RUN_AGAIN, "same scale"), (NextMove.NEXT_CYCLE, "small"), (None, "")],
)
def test_the_next_scale_follows_what_the_team_meant_to_do(move, words):
    advice = ramp.advice_on_scale("One bay", move)
    assert "One bay" in advice
    assert words in advice
    assert ramp.advice_on_scale("", move) == ""
