"""Pages of projects, as people meet them."""

from __future__ import annotations

import re

import pytest

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.database import db
from lhs_community.projects.actions import team
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.diagram import Idea
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import CycleState
from tests.make.people import add_to

NUMBER = "Her NHS number is 999 000 0018"


def lead_person(project):
    return db.session.get(Person, project.lead_id)


def hidden_fields(page):
    html = page.get_data(as_text=True)
    return {
        name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', html).group(1)
        for name in ("version", "as_read", "submission_token")
    }


def text_of(page):
    return page.get_data(as_text=True)


@pytest.mark.parametrize("state", CycleState)
def test_the_pages_of_a_project_and_its_cycles_can_be_read(state, client, sign_in, make_cycle):
    cycle = make_cycle(state=state)
    project, idea = f"/projects/{cycle.project_id}", f"/ideas/{cycle.idea_id}"
    steps = {
        CycleState.PLANNED: ["plan"],
        CycleState.DOING: ["plan", "do"],
        CycleState.STUDYING: ["do", "study", "act"],
    }
    urls = [
        *("/projects", "/projects?show=mine&stage=intent", f"/c/{cycle.project.community.slug}"),
        *(project, f"{project}/charter", f"{project}/stage", f"{project}/team", f"{project}/log"),
        *(f"{project}/team/{cycle.project.team[0].id}/role", f"/people/{cycle.project.team[0].person.handle}"),
        *(f"{project}/drivers/new", f"{project}/ideas/new", idea, f"{idea}/change", f"{idea}/cycles/new"),
        "/projects/new",
        *(f"/drivers/{cycle.idea.drivers[0].id}", f"/cycles/{cycle.id}"),
        *(f"/cycles/{cycle.id}/{step}" for step in steps.get(state, ["plan", "do", "study"])),
    ]
    early = [f"/cycles/{cycle.id}/{step}" for step in ("do", "study", "act")] if state is CycleState.PLANNED else []
    sign_in(client, cycle.project.team[0].person)
    for url in urls:
        assert client.get(url).status_code == 200, url
    for url in early:
        assert client.get(url).status_code == 303, url


def test_a_project_is_started_followed_by_its_page_and_only_once(client, sign_in, make_community, make_person):
    community, person = make_community(), make_person()
    slug = community.slug
    sign_in(client, person)
    token = re.search(r'name="submission_token"[^>]*value="([^"]*)"', text_of(client.get("/projects/new"))).group(1)
    typed = {"title": "Fewer falls", "community": slug, "submission_token": token}
    first = client.post("/projects/new", data=typed)
    second = client.post("/projects/new", data=typed)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location == f"/projects/{db.session.query(Project).one().id}"
    assert "Fewer falls" in text_of(client.get(first.location))


def test_a_project_started_from_something_is_filled_in_and_goes_on_where_it_was_asked(client, sign_in, make_project):
    origin = make_project(title="Falls before dawn", problem="Most fall before dawn")
    community, ref = origin.community.slug, f"project:{origin.id}"
    sign_in(client, lead_person(origin))
    page = text_of(client.get(f"/projects/new?from={ref}"))
    assert 'value="Falls before dawn"' in page
    assert "Most fall before dawn" in page
    assert f'<option selected value="{community}">' in page
    url = f"/projects/new?from={ref}&next=/projects?stage=intent"
    answer = client.post(url, data={"title": "A round at five", "community": community})
    made = db.session.query(Project).order_by(Project.id.desc()).first().id
    assert answer.location == f"/projects?stage=intent&project={made}"
    away = client.post(f"/projects/new?from={ref}&next=//evil.example", data={"title": "Socks", "community": community})
    assert away.location.startswith("/projects/")
    assert client.get("/projects/new?from=project:99999").status_code == 404
    assert client.get("/projects/new?from=nonsense").status_code == 422


def test_what_the_guard_holds_comes_back_with_everything_typed(client, sign_in, make_community, make_person):
    community = make_community().slug
    sign_in(client, make_person())
    page = client.post("/projects/new", data={"title": "Falls", "community": community, "problem": NUMBER})
    assert page.status_code == 422
    assert "could identify somebody" in text_of(page)
    assert NUMBER in text_of(page)
    assert db.session.query(Project).count() == 0


def test_two_people_editing_see_both_versions_and_lose_nothing(app, client, sign_in, make_project, make_person):
    project = make_project(problem="Many fall", scope="Day")
    second = make_person(name="Dot Carer")
    add_to(project.community, second)
    team.add_team_member(viewer_for(project.lead_id), project, second)
    url, project_id = f"/projects/{project.id}/charter", project.id
    sign_in(client, lead_person(project))
    other = app.test_client()
    sign_in(other, second)
    mine, theirs = hidden_fields(client.get(url)), hidden_fields(other.get(url))
    saved = other.post(
        url, data={"title": "Fewer falls", "problem": "Too many fall", "scope": "Day and night", **theirs}
    )
    assert saved.status_code == 303
    typed = {"title": "Fewer falls on Fern ward", "problem": "Most fall at night", "scope": "Day", **mine}
    conflict = client.post(url, data=typed)
    page = text_of(conflict)
    assert conflict.status_code == 422
    assert "Two versions of the charter" in page
    assert "Dot Carer" in page
    assert "Too many fall" in page
    assert "Most fall at night" in page
    # What only they changed is taken over: saving must not undo it.
    assert re.search(r"<textarea[^>]*name=\"scope\"[^>]*>\s*Day and night", page)
    assert db.session.get(Project, project_id).problem == "Too many fall"
    merged = {**typed, "problem": "Too many fall, most at night", "scope": "Day and night", **hidden_fields(conflict)}
    assert client.post(url, data=merged).status_code == 303
    db.session.expire_all()
    project = db.session.get(Project, project_id)
    assert (project.problem, project.scope, project.version) == ("Too many fall, most at night", "Day and night", 3)


def test_a_form_without_its_version_is_taken_as_stale(client, sign_in, make_project):
    project = make_project()
    url = f"/projects/{project.id}/charter"
    sign_in(client, lead_person(project))
    for version in ({}, {"version": "nonsense"}, {"version": "99999999999999999999"}):
        assert client.post(url, data={"title": "Mine", **version}).status_code == 422


def test_two_people_taking_notes_on_a_cycle_see_both(client, sign_in, make_cycle):
    cycle = make_cycle(state=CycleState.DOING)
    url = f"/cycles/{cycle.id}/do"
    sign_in(client, cycle.project.team[0].person)
    before = hidden_fields(client.get(url))
    assert client.post(url, data={"done": "First night done", **before}).status_code == 303
    page = client.post(url, data={"done": "Second night done", "as_planned": "yes", **before})
    # The second press carries the token of the first, so it is answered as the first was.
    assert page.status_code == 303
    page = client.post(url, data={**before, "done": "Second night done", "submission_token": "another"})
    assert page.status_code == 422
    assert "First night done" in text_of(page)
    assert "Second night done" in text_of(page)


def test_a_cycle_is_led_from_plan_to_act_on_its_pages(client, sign_in, make_project):
    project = make_project()
    project_id = project.id
    sign_in(client, lead_person(project))
    assert (
        client.post(f"/projects/{project_id}/drivers/new", data={"title": "In time", "kind": "primary"}).status_code
        == 303
    )
    assert (
        client.post(
            f"/projects/{project_id}/ideas/new", data={"title": "A round at five", "status": "idea"}
        ).status_code
        == 303
    )
    idea_id = db.session.query(Idea).one().id
    plan = {
        "objective": "See who says yes",
        "stage_of_test": "test",
        "scale": "One bay",
        "plan": "Ask at five",
        "question_1": "How many?",
        "prediction_1": "Half",
    }
    url = client.post(f"/ideas/{idea_id}/cycles/new", data=plan).location
    assert "Start doing" in text_of(client.get(url))
    assert client.post(f"{url}/start").status_code == 303
    notes = {"done": "Asked 14 people", "as_planned": "yes", "unexpected": "", "step": "finish"}
    answer = client.post(f"{url}/do", data={**notes, **hidden_fields(client.get(f"{url}/do"))})
    assert answer.location == f"{url}/study"
    study = {"study": "Being asked mattered", "step": "finish"}
    refused = client.post(f"{url}/study", data={**study, **hidden_fields(client.get(f"{url}/study"))})
    assert refused.status_code == 422
    assert "what did you find?" in text_of(refused)
    study |= {"answer_1": "11 of 14", "right_1": "no"}
    answer = client.post(f"{url}/study", data={**study, **hidden_fields(refused)})
    assert answer.location == f"{url}/act"
    nothing = client.post(f"{url}/act", data={"next_step": "Two bays", **hidden_fields(client.get(f"{url}/act"))})
    assert nothing.status_code == 422
    assert "Two bays" in text_of(nothing)
    assert (
        client.post(f"{url}/act", data={"act": "adapt", "next_step": "Two bays", **hidden_fields(nothing)}).status_code
        == 303
    )
    page = text_of(client.get(url))
    assert "Other than predicted" in page
    assert "Plan the next cycle" in page
    carried = text_of(client.get(f"/ideas/{idea_id}/cycles/new"))
    assert "How many?" in carried
    assert "Two bays" in carried
    assert ">Half<" not in carried
    assert client.get(f"{url}/plan").status_code == 200


def test_a_cycle_page_shows_readers_no_buttons(client, sign_in, make_cycle, make_person):
    cycle = make_cycle()
    url, project = f"/cycles/{cycle.id}", f"/projects/{cycle.project_id}"
    reader = make_person()
    sign_in(client, reader)
    assert "Start doing" not in text_of(client.get(url))
    assert "Edit the charter" not in text_of(client.get(project))
    assert client.post(f"{url}/start").status_code == 403
    assert client.get(f"{project}/charter").status_code == 403
    assert db.session.query(Cycle).one().state is CycleState.PLANNED


def test_no_page_of_a_private_project_is_there_for_others(
    client, sign_in, make_community, make_project, make_cycle, make_person
):
    cycle = make_cycle(make_project(make_community(visibility=Visibility.PRIVATE), title="Secret plan"))
    slug = cycle.project.community.slug
    project, urls = f"/projects/{cycle.project_id}", []
    urls += [
        project,
        *(f"{project}/{page}" for page in ("charter", "stage", "team", "log", "drivers/new", "ideas/new")),
    ]
    idea = f"/ideas/{cycle.idea_id}"
    urls += [idea, f"{idea}/change", f"{idea}/cycles/new", f"/drivers/{cycle.idea.drivers[0].id}"]
    urls += [f"/cycles/{cycle.id}", *(f"/cycles/{cycle.id}/{page}" for page in ("plan", "do", "study", "act"))]
    urls += [f"/projects?community={slug}", f"/projects/new?from=cycle:{cycle.id}"]
    posts = [f"/cycles/{cycle.id}/start", f"/cycles/{cycle.id}/remove", f"/ideas/{cycle.idea_id}/remove"]
    sign_in(client, make_person())
    for url in urls:
        assert client.get(url).status_code == 404, url
    for url in posts:
        assert client.post(url).status_code == 404, url
    assert "Secret plan" not in text_of(client.get("/projects"))


def test_guests_read_open_projects_and_change_nothing(client, make_cycle):
    cycle = make_cycle()
    project, url = f"/projects/{cycle.project_id}", f"/cycles/{cycle.id}"
    for page in (project, url, "/projects", f"{project}/log"):
        assert client.get(page).status_code == 200
    for page in (f"{project}/charter", f"{url}/do", "/projects/new"):
        assert client.get(page).location.startswith("/sign-in")
    assert client.post(f"{url}/start").status_code == 303
    assert db.session.query(Cycle).one().state is CycleState.PLANNED


def test_the_team_is_changed_on_its_page(client, sign_in, make_project, make_member):
    project = make_project()
    url = f"/projects/{project.id}/team"
    other = make_member(project.community)
    sign_in(client, lead_person(project))
    assert client.post(url, data={"role": "Measurement"}).status_code == 422
    assert client.post(url, data={"handle": "@nobody-here"}).status_code == 422
    assert client.post(url, data={"person": str(other.id), "role": "Measurement"}).status_code == 303
    assert "Measurement" in text_of(client.get(url))
    member = re.search(rf'action="{url}/(\d+)"', text_of(client.get(url))).group(1)
    assert client.post(f"{url}/{member}/role", data={"role": "Carer partner"}).status_code == 303
    assert client.post(f"{url}/{member}", data={"do": "lead"}).status_code == 303
    assert "Carer partner" in text_of(client.get(url))
    assert client.post(f"{url}/{member}", data={"do": "dance"}).status_code == 422
    assert client.post(f"{url}/99999", data={"do": "remove"}).status_code == 404


def test_stopping_is_said_honestly_on_the_page(client, sign_in, make_project):
    project = make_project()
    url = f"/projects/{project.id}"
    sign_in(client, lead_person(project))
    assert client.post(f"{url}/stage", data={"stage": "stopped"}).status_code == 422
    words = {"stage": "stopped", "stopped_reason": "The wait did not move in nine months."}
    assert client.post(f"{url}/stage", data=words).status_code == 303
    page = text_of(client.get(url))
    assert "Why we stopped" in page
    assert "did not move in nine months" in page


def test_markup_in_any_text_stays_text(client, sign_in, make_project, make_cycle):
    evil = "<script>alert(1)</script>"
    cycle = make_cycle(make_project(title=f"T {evil}", problem=evil, aim_text=evil, scope=evil), idea_title=f"I {evil}")
    urls = [f"/projects/{cycle.project_id}", f"/cycles/{cycle.id}", "/projects"]
    for url in urls:
        assert evil not in text_of(client.get(url))


def test_a_bad_cursor_is_the_first_page(client, make_project):
    make_project(title="Fewer falls")
    for before in ("nonsense", "2026-01-01~x", "2026-01-01T00:00:00~5", "2026-13-01T00:00:00+00:00~5"):
        assert "Fewer falls" in text_of(client.get(f"/projects?before={before}"))
