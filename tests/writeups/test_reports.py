"""Sponsor reports: what they say, how they are kept, and what never gets into one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from lhs_community.accounts.models import Person
from lhs_community.communities.queries.members import viewer_for
from lhs_community.decisions import actions as decisions
from lhs_community.decisions.models import Method
from lhs_community.foundation import clock
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, Stale
from lhs_community.foundation.refs import Ref
from lhs_community.measures.actions.readings import add_readings
from lhs_community.projects.actions import projects, team
from lhs_community.projects.charter import Charter
from lhs_community.projects.models.terms import CycleState
from lhs_community.projects.queries.projects import get_project
from lhs_community.safety.held import Held
from lhs_community.tasks.actions import Wanted, add_tasks
from lhs_community.writeups import content
from lhs_community.writeups.actions import reports as actions
from lhs_community.writeups.models import Period
from lhs_community.writeups.queries import reports as queries
from lhs_community.writeups.views.reports import drawings_of
from tests.make.measures import figures

NUMBER = "Her NHS number is 999 000 0018"


def lead_of(project):
    return viewer_for(project.lead_id)


def send(project):
    written = queries.write_report(lead_of(project), project.id)
    return actions.send_report(lead_of(project), written, drawings_of(written.studies))


def test_a_report_says_what_the_project_holds(make_cycle, make_measure):
    cycle = make_cycle(state=CycleState.ACTED)
    project = get_project(viewer_for(cycle.project.lead_id), cycle.project_id)
    lead = lead_of(project)
    measure = make_measure(lead, project.id)
    charter = Charter(
        title=project.title, aim_for_whom="people on Fern ward", aim_what="falls", aim_how_good="from 9 to 6 a month",
        aim_by=date(2030, 1, 1), balancing="People might be kept in bed.",
    )  # fmt: skip
    projects.change_charter(lead, project, charter)
    decisions.record_decision(
        lead, project.community, title="We keep the round", what="Yes", why="It works", method=Method.CONSENT,
        origin=Ref("project", project.id), review_on=clock.now().date() + timedelta(days=30),
    )  # fmt: skip
    actions.change_ask(lead, project, "Please **sign** the form.", version=0)
    task = Wanted(text="Ring the estates team", owner_id=lead.person_id, due_on=clock.now().date() + timedelta(days=5))
    add_tasks(lead, Ref("project", project.id), [task])
    report = queries.write_report(lead, project.id).report

    assert report.progress
    assert report.next_steps[0].title == "Ring the estates team"
    assert report.aim == "Falls from 9 to 6 a month, for people on Fern ward, by 1 January 2030."
    assert dict(report.aim_parts)["How good"] == "from 9 to 6 a month"
    assert [chart.measure_id for chart in report.charts] == [measure.id]
    assert report.charts[0].headline
    assert "16 figures" in report.charts[0].figures
    assert [(test.title, test.status) for test in report.tests] == [
        ("1.1 See whether people accept the offer", "Adapt")
    ]
    assert "To be looked at again on" in report.decisions[0].words
    assert [risk.title for risk in report.risks] == ["What might get worse", "No balancing measure"]
    assert report.ask == "Please **sign** the form."
    assert report.next_steps[1].words == "Try two bays"


def test_a_report_looks_as_far_back_as_was_chosen(make_cycle):
    now = clock.now()
    with clock.at(now - timedelta(days=60)):
        project = make_cycle(state=CycleState.ACTED).project
    lead = lead_of(project)
    assert not queries.write_report(lead, project.id, Period.MONTH).report.tests
    assert queries.write_report(lead, project.id, Period.QUARTER).report.tests
    assert queries.write_report(lead, project.id, Period.SINCE_LAST).report.tests  # since the project began
    with clock.at(now - timedelta(days=10)):
        send(project)
    assert not queries.write_report(lead, project.id, Period.SINCE_LAST).report.tests


def test_the_usual_period_is_since_the_last_report_unless_that_was_just_sent():
    now = datetime(2026, 9, 1, tzinfo=UTC)
    assert content.usual_period(now, None) is Period.SINCE_LAST
    assert content.usual_period(now, now - timedelta(days=30)) is Period.SINCE_LAST
    assert content.usual_period(now, now - timedelta(days=1)) is Period.MONTH


def test_since_is_counted_from_the_last_report_or_the_start():
    now, began, sent = (datetime(2026, month, 1, tzinfo=UTC) for month in (9, 1, 6))
    assert content.since(Period.SINCE_LAST, now, began, None) == began
    assert content.since(Period.SINCE_LAST, now, began, sent) == sent
    assert content.since(Period.MONTH, now, began, sent) == now - timedelta(days=30)


def test_what_was_sent_stays_as_it_was(make_project, make_measure):
    project = make_project(problem="As it was")
    lead = lead_of(project)
    measure = make_measure(lead, project.id)
    actions.change_ask(lead, project, "Time", version=0)
    sent = send(project)
    drawn = str(sent.charts[0].drawing)
    projects.change_charter(lead, project, Charter(title="Another title", aim_text="Quite another aim"))
    add_readings(lead, measure, figures(90, 91, 95, year=2030))
    actions.change_ask(lead, project, "Money", version=1)
    db.session.expire_all()

    kept = queries.get_report(lead, sent.id)
    report = content.opened(kept.content)
    assert report.title == "Fewer falls on Fern ward"
    assert report.ask == "Time"
    assert not report.aim
    assert str(kept.ask_html) == "<p>Time</p>"
    assert str(kept.charts[0].drawing) == drawn
    assert "16 figures" in report.charts[0].figures
    assert "19 figures" in queries.write_report(lead, project.id).report.charts[0].figures


def test_sending_tells_the_sponsor(make_project, make_member, deliver):
    project = make_project()
    sponsor = make_member(project.community)
    team.add_team_member(lead_of(project), project, db.session.get_one(Person, sponsor.id), "Executive sponsor")
    db.session.expire_all()
    project = get_project(lead_of(project), project.id)
    assert queries.write_report(lead_of(project), project.id).report.sponsor == sponsor.name
    sent = send(project)
    row = db.session.query(EventRow).filter_by(name="writeups.report_sent").one()
    assert (row.subject_kind, row.subject_id) == ("sponsor_report", sent.id)
    assert row.payload["person_ids"] == [sponsor.id]
    assert row.payload["project_id"] == project.id


def test_small_numbers_stay_out_of_a_report_the_team_sends(make_project, make_measure):
    project = make_project()
    make_measure(lead_of(project), project.id, values=(20, 3, 21, 22) * 4, suppress_below=5)
    written = queries.write_report(lead_of(project), project.id)
    assert "12 figures" in written.report.charts[0].figures
    assert "4 values are not shown" in written.report.charts[0].figures
    assert {point.value for point in written.studies[0].chart.points} == {20, 21, 22, None}


def test_nothing_of_another_community_is_in_a_report(make_project, make_community, make_member):
    project = make_project()
    lead = lead_of(project)
    other = make_community(name="Elsewhere")
    make_member(other)
    decisions.record_decision(
        lead, other, title="A secret of theirs", what="x", why="y", method=Method.CONSENT,
        origin=Ref("project", project.id),
    )  # fmt: skip
    assert not queries.write_report(lead, project.id).report.decisions


def test_two_who_write_what_is_asked_lose_nothing(make_project):
    project = make_project()
    lead = lead_of(project)
    actions.change_ask(lead, project, "First", version=0)
    for read in (0, 7):
        with pytest.raises(Stale):
            actions.change_ask(lead, project, "Second", version=read)
    actions.change_ask(lead, project, "", version=1)
    assert queries.find_ask(lead, project).text == ""


@pytest.mark.parametrize(("text", "refusal"), [(NUMBER, Held), ("x" * 1001, Invalid)])
def test_what_is_asked_is_guarded_and_short(text, refusal, make_project):
    project = make_project()
    with pytest.raises(refusal):
        actions.change_ask(lead_of(project), project, text, version=0)
    assert queries.find_ask(lead_of(project), project) is None


def test_what_a_later_version_added_is_empty_in_an_old_report():
    old = {"title": "T", "community": "C", "since": "2026-01-01", "until": "2026-02-01", "period": "P", "gone": 1}
    report = content.opened(old)
    assert report.title == "T"
    assert report.charts == ()
    assert report.aim_parts == ()


def test_a_report_costs_the_same_however_much_there_is(make_cycle, make_measure, count_queries):
    project = make_cycle().project
    lead = lead_of(project)
    for number in range(4):
        make_measure(lead, project.id, name=f"Measure {number}")
        make_cycle(project, idea_title=f"Idea {number}")
    db.session.expire_all()
    with count_queries(at_most=46):
        queries.write_report(lead, project.id)
