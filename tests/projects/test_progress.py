"""What a team says of its progress, beside what the evidence shows."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lhs_community.accounts.models import Person
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, Refused
from lhs_community.measures.actions.measures import Plan, start_measure
from lhs_community.measures.actions.readings import add_readings
from lhs_community.measures.models.measures import MeasureKind
from lhs_community.measures.spc.terms import Direction
from lhs_community.projects import progress
from lhs_community.projects.actions.progress import set_progress
from lhs_community.projects.models.terms import CycleState
from lhs_community.projects.progress import Evidence, Outcome, difference, look_at, on_scale
from lhs_community.projects.queries.progress import list_scores, standing_of, standings_of
from lhs_community.projects.queries.projects import get_project
from tests.support.counting import count_queries

NUMBER = "Her number is 999 000 0018"
TAGS = re.compile(r"<[^>]+>")
BEFORE = (20, 22, 19, 21, 20, 22, 19, 21, 20, 22, 19, 21)


def text_of(page):
    return " ".join(TAGS.sub("", page.text).split())


def evidence(**found):
    usual = {"has_aim": True, "team_size": 3, "ideas": 2, "cycles": 1, "cycles_begun": 1, "cycles_tested": 1}
    return Evidence(**(usual | found))


NOTHING = {"has_aim": False, "team_size": 1, "ideas": 0, "cycles": 0, "cycles_begun": 0, "cycles_tested": 0}


@pytest.mark.parametrize(
    ("found", "score"),
    [
        (NOTHING, "0.5"),
        (NOTHING | {"has_aim": True}, "0.5"),
        (NOTHING | {"has_aim": True, "team_size": 2}, "1.0"),
        (NOTHING | {"ideas": 1}, "1.5"),
        ({"cycles_begun": 0, "cycles_tested": 0}, "1.5"),
        ({"cycles_tested": 0}, "2.0"),
        ({"cycles_tested": 0, "outcomes": [Outcome("Falls", True, 20)]}, "2.0"),
        ({}, "2.5"),
        ({"outcomes": [Outcome("Falls", False, 0)]}, "2.5"),
        ({"outcomes": [Outcome("Falls", True, 0)]}, "3.0"),
        ({"outcomes": [Outcome("Falls", True, 5)]}, "3.0"),
        ({"outcomes": [Outcome("Falls", True, 6)]}, "3.5"),
        ({"outcomes": [Outcome("Falls", True, 11)]}, "3.5"),
        ({"outcomes": [Outcome("Falls", True, 12), Outcome("Harm", True, 3)]}, "4.0"),
        ({"outcomes": [Outcome("Falls", True, 12)], "concerns": ["Up for lunch"]}, "4.0"),
        ({"outcomes": [Outcome("Falls", True, 12)]}, "4.5"),
    ],
)
def test_each_step_of_the_scale_asks_for_its_evidence(found, score):
    assert on_scale(look_at(evidence(**found)).halves) == score


@pytest.mark.parametrize(
    ("says", "found", "words"),
    [
        (8, {"outcomes": [Outcome("Falls", True, 0)]},
         "The team says 4.0; the charts show 3.0: "
         "no outcome measure has kept an improvement over its newest 6 values."),
        (6, {}, "The team says 3.0; the charts show 2.5: no outcome measure is kept."),
        (6, {"outcomes": [Outcome("Falls", False, 0)]},
         "The team says 3.0; the charts show 2.5: no outcome measure shows a signal of improvement."),
        (4, {"outcomes": [Outcome("Falls", True, 7)]},
         "The team says 2.0; the charts show 3.5: “Falls” has kept an improvement over its newest 7 values."),
        (6, {"outcomes": [Outcome("Falls", True, 0)]},
         "The team says 3.0, and the charts show the same: “Falls” shows a signal of improvement."),
        (None, NOTHING,
         "The team has not said yet; the evidence shows 0.5: "
         "there is not yet an aim that says for whom, what, how good and by when, with a team."),
        (10, {"outcomes": [Outcome("Falls", True, 12)]},
         "The team says 5.0; the charts show 4.5: charts alone cannot show more."),
        (9, {"outcomes": [Outcome("Falls", True, 12)], "concerns": ["Lunch"]},
         "The team says 4.5; the charts show 4.0: “Lunch” shows a signal for the worse."),
        (6, {"cycles_tested": 0, "outcomes": [Outcome("Falls", True, 9)]},
         "The team says 3.0; the charts show 2.0: an outcome measure has improved, "
         "but no cycle has been tested to the end, so nothing says why."),
    ],
)  # fmt: skip
def test_the_difference_is_said_in_words(says, found, words):
    assert difference(says, look_at(evidence(**found))) == words


def test_every_step_has_words_and_facts():
    assert list(progress.SCALE) == list(range(1, 11))
    assert [fact.is_so for fact in look_at(evidence(outcomes=[Outcome("Falls", True, 7)])).facts] == [
        True, True, True, True, True, True, False, True,
    ]  # fmt: skip


# --- kept ---


@pytest.fixture
def project(make_cycle):
    cycle = make_cycle(state=CycleState.ACTED)
    return get_project(viewer_for(cycle.project.lead_id), cycle.project_id)


def measured(project, values, name="Falls a week", kind=MeasureKind.OUTCOME):
    lead = viewer_for(project.lead_id)
    measure = start_measure(lead, project.id, Plan(name=name, kind=kind, direction=Direction.DECREASE))
    first = date(2024, 1, 1)
    sheet = [f"{first + timedelta(days=7 * number)},{value}" for number, value in enumerate(values)]
    add_readings(lead, measure, "\n".join(["date,value", *sheet]))
    return measure


def test_what_the_charts_find_comes_through_to_the_project(project):
    lead = viewer_for(project.lead_id)
    assert standing_of(lead, project).shown.halves == progress.TESTED
    measured(project, BEFORE)
    assert standing_of(lead, project).shown.halves == progress.TESTED
    measured(project, (*BEFORE, *(12, 13, 11, 12, 13, 11, 12, 13)), "Harm")
    found = standing_of(lead, project)
    assert found.shown.halves == progress.IMPROVED
    assert "“Harm” has kept an improvement" in found.in_words
    measured(project, (*BEFORE, *(12, 13, 11, 12, 13, 11, 12, 13)), "Round done", MeasureKind.PROCESS)
    assert standing_of(lead, project).shown.halves == progress.IMPROVED  # a process measure is no outcome


def test_an_improvement_that_has_gone_again_is_only_a_modest_one(project):
    measured(project, (*BEFORE, *(12, 13, 11, 12, 13, 11, 12), 19, 21, 20))
    assert standing_of(viewer_for(project.lead_id), project).shown.halves == progress.MODEST


def test_a_score_is_set_with_a_note_and_every_one_stays(project):
    lead = viewer_for(project.lead_id)
    set_progress(lead, project, 5, "  Two cycles   tested ")
    set_progress(lead, project, 8, "Falls are down by half", date(2026, 1, 5))
    scores = list_scores(lead, project)
    assert [(one.halves, one.note) for one in scores] == [(8, "Falls are down by half"), (5, "Two cycles tested")]
    assert scores[0].set_on == date(2026, 1, 5)
    standing = standing_of(lead, project)
    assert (standing.says, standing.shown.halves, standing.differs) == (8, progress.TESTED, True)
    last = db.session.scalars(select(EventRow).order_by(EventRow.id.desc())).first()
    assert (last.name, last.payload["halves"]) == ("projects.progress_set", 8)
    assert "half" not in str(last.payload).replace("halves", "")


@pytest.mark.parametrize(
    ("halves", "note", "on", "field"),
    [
        (0, "Two cycles", None, "score"),
        (11, "Two cycles", None, "score"),
        (5, "  ", None, "note"),
        (5, "x" * 501, None, "note"),
        (5, NUMBER, None, "note"),
        (5, "Two cycles", date(2999, 1, 1), "set_on"),
    ],
)
def test_a_score_that_cannot_be_is_refused_by_its_field(halves, note, on, field, project):
    with pytest.raises(Invalid) as refused:
        set_progress(viewer_for(project.lead_id), project, halves, note, on)
    assert refused.value.field == field


def test_only_the_team_sets_its_progress(project, make_member):
    with pytest.raises(Refused):
        set_progress(make_member(project.community), project, 5, "Two cycles")


def test_many_projects_cost_no_more_statements_than_one(make_cycle, make_project):
    first = make_cycle(state=CycleState.ACTED).project
    lead = viewer_for(first.lead_id)
    measured(first, BEFORE)
    one = [get_project(lead, first.id)]
    with count_queries(at_most=20) as few:
        standings_of(lead, one)
    others = [make_project(first.community, lead) for _ in range(3)]
    for other in others:
        measured(other, BEFORE)
    some = [get_project(lead, project.id) for project in (first, *others)]
    with count_queries(at_most=len(few)):
        assert len(standings_of(lead, some)) == 4
    assert standings_of(lead, []) == {}


# --- pages ---


@pytest.fixture
def lead_signed_in(project, client, sign_in):
    person = db.session.get_one(Person, project.lead_id)
    project_id, slug = project.id, project.community.slug
    db.session.commit()
    sign_in(client, person)
    return project_id, slug


def test_the_score_is_set_on_its_page_and_stands_beside_the_evidence(lead_signed_in, client):
    project_id, slug = lead_signed_in
    address = f"/projects/{project_id}/progress"
    assert "Say where you stand" in text_of(client.get(f"/projects/{project_id}"))
    typed = {"score": "8", "note": "Falls are down by half", "set_on": clock.now().date().isoformat()}
    assert client.post(f"{address}/set", data=typed).location.endswith(address)
    for page in (f"/projects/{project_id}", address, f"{address}/set"):
        assert "The team says 4.0; the charts show 2.5" in text_of(client.get(page)), page
    assert "Falls are down by half" in text_of(client.get(address))
    for page in ("/projects", f"/c/{slug}"):
        assert "Team says 4.0, evidence shows 2.5" in text_of(client.get(page)), page
    assert "set the progress to 4.0" in text_of(client.get(f"/projects/{project_id}/log"))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ({"score": ""}, "Choose where you stand"),
        ({"score": "99"}, "Not a valid choice"),
        ({"note": ""}, "Say what the score rests on"),
        ({"note": "z" * 501}, "z" * 501),
        ({"note": NUMBER}, "could identify somebody"),
        ({"set_on": "today"}, "year-month-day"),
        ({"set_on": "2999-01-01"}, "not in the future"),
    ],
)
def test_a_score_that_cannot_be_comes_back_as_it_was_typed(typed, shown, lead_signed_in, client):
    project_id, _ = lead_signed_in
    answer = client.post(
        f"/projects/{project_id}/progress/set", data={"score": "5", "note": "Two cycles", "set_on": "", **typed}
    )
    assert answer.status_code == 422
    assert shown in answer.text


def test_readers_see_the_progress_and_cannot_set_it(lead_signed_in, client, sign_in, make_person):
    project_id, _ = lead_signed_in
    sign_in(client, make_person())
    assert client.get(f"/projects/{project_id}/progress").status_code == 200
    assert client.get(f"/projects/{project_id}/progress/set").status_code == 403
