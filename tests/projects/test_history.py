"""Every change of a project can be seen and undone."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest

from lhs_community.accounts.current import guest
from lhs_community.communities.models import CommunityRole, Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused, Stale
from lhs_community.projects.actions import diagram, projects as actions, team, undoing
from lhs_community.projects.actions.cycles import Doing, Plan, change_plan, do_cycle, start_cycle
from lhs_community.projects.charter import Charter
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import CycleState, DriverKind, IdeaStatus, Stage, StageOfTest, TeamPart
from lhs_community.projects.queries import cycles as cycle_queries, projects as queries, revisions
from lhs_community.safety.held import Held
from tests.make.people import add_to


@pytest.fixture
def project(make_project) -> Project:
    return make_project(problem="Falls at night.")


@pytest.fixture
def lead(project):
    return viewer_for(project.lead_id)


def _lines(viewer, project, of=None):
    db.session.flush()
    whole = queries.get_whole_project(viewer, project.id)
    return revisions.list_revisions(viewer, whole, of)[0]


def _told(viewer, project):
    return [(line.of, line.field, line.before, line.after) for line in _lines(viewer, project)]


def test_each_changed_field_of_the_charter_is_one_line_and_the_others_are_none(project, lead):
    actions.change_charter(lead, project, Charter(title="Nobody falls", problem="Falls at night."))
    assert _told(lead, project) == [("charter", "title", "Fewer falls on Fern ward", "Nobody falls")]


def test_stage_and_lead_and_team_are_in_the_history(project, lead, make_person):
    other = add_to(project.community, make_person(name="Ada Quill"), CommunityRole.MEMBER)
    actions.change_stage(lead, project, Stage.CHARTER)
    member = team.add_team_member(lead, project, db.session.get_one(type(project.team[0].person), other.id), "counts")
    team.make_lead(lead, project, member)
    told = _told(lead, project)
    assert ("charter", "stage", "Intent", "Charter") in told
    assert ("Ada Quill", "on the team", "", "yes") in told
    assert any(field == "lead" and after == "Ada Quill" for _, field, _, after in told)


def test_a_driver_keeps_its_title_and_what_it_serves(project, lead):
    primary = diagram.add_driver(lead, project, DriverKind.PRIMARY, "Toilet in time")
    second = diagram.add_driver(lead, project, DriverKind.SECONDARY, "Asked at five")
    driver = cycle_queries.get_driver(lead, second.id)
    diagram.change_driver(lead, driver, DriverKind.SECONDARY, "Asked at four", [primary.id])
    told = _told(lead, project)
    assert ("driver “Asked at four”", "title", "Asked at five", "Asked at four") in told
    assert [(field, before, after) for _, field, before, after in told if "serves" in field] == [
        ("primary drivers that it serves", "", "driver “Toilet in time”")
    ]


def test_a_title_that_was_flushed_before_its_stamp_is_still_kept(project, lead):
    """Looking the drivers up sends the new title to the database before the change is stamped."""
    made = diagram.add_idea(lead, project, "A round at five")
    idea = cycle_queries.get_idea(lead, made.id)
    diagram.change_idea(lead, idea, "A round at four", [], IdeaStatus.IDEA)
    assert [line[1:] for line in _told(lead, project)] == [("title", "A round at five", "A round at four")]


def test_what_is_written_of_a_cycle_and_what_follows_for_its_idea_is_kept(make_cycle):
    cycle = make_cycle(questions=(("How many?", "Half"),))
    lead = viewer_for(cycle.project.lead_id)
    plan = Plan(
        objective="See more", stage_of_test=StageOfTest.TEST, scale="One bay", plan="Ask at 4.",
        questions=[("How many?", "All")],
    )  # fmt: skip
    change_plan(lead, cycle, plan)
    start_cycle(lead, cycle)
    do_cycle(lead, cycle, Doing(done="Asked all."))
    told = {(of, field): (before, after) for of, field, before, after in _told(lead, cycle.project)}
    assert told["cycle 1.1", "plan"] == ("Ask at 5 am.", "Ask at 4.")
    assert told["cycle 1.1", "prediction of question 1"] == ("Half", "All")
    assert told["cycle 1.1", "what was done"] == ("", "Asked all.")
    assert told["idea 1 “A toilet round at five”", "status"] == ("Idea", "Testing")


def test_putting_back_is_a_change_of_its_own_and_can_be_undone_in_turn(project, lead, recorded):
    actions.change_charter(lead, project, Charter(title=project.title, problem="**Too many** falls."))
    first = _lines(lead, project)[0].revision
    undoing.put_back(lead, first, project.version)
    assert project.problem == "Falls at night."
    assert "Falls at night." in project.problem_html
    second = _lines(lead, project)[0].revision
    assert second.put_back_id == first.id
    undoing.put_back(lead, second)
    assert project.problem == "**Too many** falls."
    assert "<strong>" in project.problem_html
    assert [event["revision_id"] for event in recorded("projects.change_undone")] == [first.id, second.id]


def test_putting_back_is_refused_when_somebody_saved_meanwhile(project, lead):
    actions.change_charter(lead, project, Charter(title="Nobody falls", problem="Falls at night."))
    seen = project.version
    actions.change_charter(lead, project, Charter(title="Nobody falls here", problem="Falls at night."))
    with pytest.raises(Stale):
        undoing.put_back(lead, _lines(lead, project)[1].revision, seen)


def test_what_stands_there_already_is_not_put_back(project, lead):
    actions.change_charter(lead, project, Charter(title="Nobody falls", problem="Falls at night."))
    line = _lines(lead, project)[0].revision
    undoing.put_back(lead, line)
    with pytest.raises(Invalid, match="stands there now"):
        undoing.put_back(lead, _lines(lead, project)[1].revision)


def test_the_guard_reads_what_is_put_back(project, lead):
    line = _revision(lead, project, "943 476 5919 fell")
    with pytest.raises(Held):
        undoing.put_back(lead, line)


def _revision(lead, project, text):
    actions.change_charter(lead, project, Charter(title=project.title, problem="Other"))
    revision = _lines(lead, project)[0].revision
    revision.before = text
    return revision


def test_each_kind_of_thing_can_be_put_back(project, lead, make_person):
    other = add_to(project.community, make_person(name="Ada Quill"), CommunityRole.MEMBER)
    person = db.session.get_one(type(project.team[0].person), other.id)
    primary = diagram.add_driver(lead, project, DriverKind.PRIMARY, "Toilet in time")
    driver = cycle_queries.get_driver(lead, diagram.add_driver(lead, project, DriverKind.SECONDARY, "Asked").id)
    diagram.change_driver(lead, driver, DriverKind.SECONDARY, "Asked at four", [primary.id])
    idea = cycle_queries.get_idea(lead, diagram.add_idea(lead, project, "A round").id)
    diagram.change_idea(lead, idea, "A round at five", [driver.id], IdeaStatus.ADOPTED)
    member = team.add_team_member(lead, project, person, "counts")
    team.change_team_role(lead, project, member, "counts falls")
    team.make_lead(lead, project, member)
    actions.change_stage(lead, project, Stage.TESTING)
    for line in _lines(lead, project):
        undoing.put_back(lead, line.revision)
        db.session.flush()
    assert (driver.title, driver.primaries, idea.title, idea.drivers) == ("Asked", [], "A round", [])
    assert idea.status is IdeaStatus.IDEA
    assert project.stage is Stage.INTENT
    assert project.lead_id == lead.id
    assert [one.person_id for one in queries.get_project(lead, project.id).team] == [lead.id]


def test_predictions_stay_once_the_cycle_has_begun(make_cycle):
    cycle = make_cycle(questions=(("How many?", "Half"),))
    lead = viewer_for(cycle.project.lead_id)
    change_plan(lead, cycle, Plan(objective=cycle.objective, questions=[("How many?", "All")]))
    line = next(one for one in _lines(lead, cycle.project) if one.revision.field == "prediction_1")
    start_cycle(lead, cycle)
    with pytest.raises(Invalid, match="moved on"):
        undoing.put_back(lead, line.revision)
    assert cycle.questions[0].prediction == "All"


def test_the_steps_of_a_cycle_are_not_put_back_from_here(make_cycle):
    cycle = make_cycle(state=CycleState.DOING)
    lead = viewer_for(cycle.project.lead_id)
    line = next(one for one in _lines(lead, cycle.project) if one.revision.field == "state")
    assert not line.can_be_undone
    with pytest.raises(Invalid):
        undoing.put_back(lead, line.revision)


def test_guests_and_outsiders_read_no_history(make_project, make_community, make_person):
    community = make_community(visibility=Visibility.PRIVATE)
    project = make_project(community)
    lead = viewer_for(project.lead_id)
    actions.change_charter(lead, project, Charter(title="Nobody falls"))
    line = _lines(lead, project)[0].revision
    whole = queries.get_whole_project(lead, project.id)
    for viewer in (viewer_for(make_person().id), guest()):
        with pytest.raises(NotThere):
            revisions.list_revisions(viewer, whole)
        with pytest.raises(NotThere):
            revisions.get_revision(viewer, line.id)


def test_only_who_may_edit_puts_back_and_only_convenors_erase(project, lead, make_person):
    actions.change_charter(lead, project, Charter(title="Nobody falls"))
    line = _lines(lead, project)[0].revision
    member = add_to(project.community, make_person(), CommunityRole.MEMBER)
    with pytest.raises(Refused):
        undoing.put_back(member, line)
    with pytest.raises(Refused):
        undoing.erase_change(lead, line)
    convenor = add_to(project.community, make_person(), CommunityRole.CONVENOR)
    undoing.erase_change(convenor, line)
    assert (line.before, line.after) == ("", "")
    with pytest.raises(Invalid):
        undoing.put_back(lead, line)


def test_values_at_an_earlier_version_are_what_its_editor_saw(project, lead):
    seen = project.version
    actions.change_charter(lead, project, Charter(title="Nobody falls", problem="One."))
    actions.change_charter(lead, project, Charter(title="Nobody falls", problem="Two."))
    values = revisions.values_at(lead, project, seen)
    assert (values["title"], values["problem"]) == ("Fewer falls on Fern ward", "Falls at night.")
    assert revisions.values_at(lead, project, seen + 1)["problem"] == "One."


def test_the_pages_of_the_history(project, lead, client, sign_in, count_queries):
    for number in range(3):
        actions.change_charter(lead, project, Charter(title=f"Nobody falls {number}", problem="Falls at night."))
    sign_in(client, project.team[0].person)
    with count_queries(at_most=30):
        page = client.get(f"/projects/{project.id}/history")
    assert "Nobody falls" in page.text
    line = _lines(lead, project)[0].revision
    asked = client.get(f"/projects/changes/{line.id}/put-back")
    assert "Nobody falls 1" in asked.text
    done = client.post(f"/projects/changes/{line.id}/put-back", data={"version": project.version})
    assert done.status_code == 303
    again = client.post(f"/projects/changes/{line.id}/put-back", data={"version": 1})
    assert again.status_code == 422
    assert "Somebody else saved this" in again.text
    assert client.get(f"/projects/changes/{line.id}/erase").status_code == 403


def test_places_on_the_team_are_kept_and_put_back(project, lead):
    place = team.add_place(lead, project, TeamPart.LIVED_EXPERIENCE, "two people with lived experience")
    assert _told(lead, project)[0] == (
        "team", "place", "", "Patient, carer or public partner: two people with lived experience",
    )  # fmt: skip
    team.remove_place(lead, project, place)
    undoing.put_back(lead, _lines(lead, project)[0].revision)
    assert [one.words for one in queries.get_whole_project(lead, project.id).places] == [
        "two people with lived experience"
    ]


@pytest.mark.parametrize("words", ["", "ab", "x" * 121])
def test_a_place_says_who_it_is(project, lead, words):
    with pytest.raises(Invalid):
        team.add_place(lead, project, TeamPart.SPONSOR, words)


def test_a_place_names_nobody_the_guard_knows(project, lead):
    with pytest.raises(Held):
        team.add_place(lead, project, TeamPart.SPONSOR, "943 476 5919")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"aim_text": "Reduce falls"}, "aim_text"),
        ({"starts_on": date(2027, 3, 2), "ends_on": date(2027, 3, 1)}, "ends_on"),
        ({"aim_measure_id": 10**6}, "aim_measure_id"),
    ],
)
def test_what_a_charter_cannot_say_is_refused_at_its_field(project, lead, typed, field):
    with pytest.raises(Invalid) as refusal:
        actions.change_charter(lead, project, Charter(title="Nobody falls", **typed))
    assert refusal.value.field == field


def test_files_hang_on_a_project_for_whoever_may_read_it(project, client, sign_in, make_person):
    url, person = f"/projects/{project.id}/files", project.team[0].person
    reader = make_person()
    sign_in(client, person)
    assert client.post(url, data={}).status_code == 422
    held = {"files": (BytesIO(b"Name,Number\nJo Bloggs,943 476 5919\n"), "people.csv")}
    assert client.post(url, data=held, content_type="multipart/form-data").status_code == 422
    sent = {"files": (BytesIO(b"Ward,Falls\nNorth,12\n"), "falls.csv")}
    assert client.post(url, data=sent, content_type="multipart/form-data").status_code == 303
    assert "falls.csv" in client.get(f"/projects/{project.id}").text
    sign_in(client, reader)
    assert client.get(url).status_code == 403
