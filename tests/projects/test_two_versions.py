"""Two people change one thing: nobody's words are overwritten unseen, and nothing typed is lost."""

from __future__ import annotations

import re

import pytest

from lhs_community.accounts.models import Person
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.database import db
from lhs_community.projects.actions import diagram, projects as actions
from lhs_community.projects.actions.cycles import Doing, do_cycle
from lhs_community.projects.charter import Charter
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import CycleState, DriverKind, IdeaStatus, Stage
from lhs_community.projects.queries import cycles as queries
from lhs_community.projects.queries.projects import charter_of, get_project

LONG = "People fall at night.\n\nMost fall on the way to the toilet."




def fields(page, name):
    return re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)"', page.text)


def checked(page, name) -> str:
    found = re.search(rf'name="merge-{name}" value="(\w+)" checked', page.text)
    return found.group(1) if found else ""


@pytest.fixture
def project(make_project) -> Project:
    return make_project(problem=LONG, scope="Day")


@pytest.fixture
def lead(project, client, sign_in):
    sign_in(client, db.session.get_one(Person, project.lead_id))
    return viewer_for(project.lead_id)


def _theirs(project_id, lead, **changed):
    project = get_project(lead, project_id)
    actions.change_charter(lead, project, Charter(**{**vars(charter_of(project)), **changed}))
    db.session.commit()


def _form(page) -> dict[str, object]:
    """What a browser would send of the page, unchanged."""
    sent: dict[str, object] = {}
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*(.*?)</textarea>', page.text, re.DOTALL):
        sent[name] = text
    for tag in re.findall(r"<input[^>]*>", page.text):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        name, kind = attributes.get("name"), attributes.get("type")
        if not name or kind in ("search", "submit") or (kind in ("radio", "checkbox") and "checked" not in tag):
            continue
        if name in sent and kind == "hidden":
            held = sent[name]
            sent[name] = [*held, attributes.get("value", "")] if isinstance(held, list) else [held, attributes["value"]]
        else:
            sent[name] = attributes.get("value", "")
    return sent


def test_what_only_they_changed_and_what_only_i_changed_are_chosen_already(project, lead, client):
    url, id_ = f"/projects/{project.id}/charter", project.id
    mine = _form(client.get(url))
    _theirs(id_, lead, scope="Day and night")
    back = client.post(url, data={**mine, "title": "Nobody falls"})
    assert back.status_code == 422
    assert (checked(back, "scope"), checked(back, "title")) == ("theirs", "mine")
    assert "Only they changed this" in back.text.replace("only they", "Only they")
    assert 'name="problem" value=' in back.text  # left alone by both: carried along, not shown
    assert "merge-problem" not in back.text
    assert client.post(url, data=_form(back)).status_code == 303
    saved = db.session.get_one(Project, id_, populate_existing=True)
    assert (saved.title, saved.scope, saved.problem.replace("\r\n", "\n")) == ("Nobody falls", "Day and night", LONG)


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Mine"), ("theirs", "Theirs"), ("edit", "Both of us")])
def test_where_both_changed_a_field_the_editor_chooses(project, lead, client, choice, kept):
    url, id_ = f"/projects/{project.id}/charter", project.id
    form = _form(client.get(url))
    _theirs(id_, lead, scope="Theirs")
    back = client.post(url, data={**form, "scope": "Mine"})
    assert checked(back, "scope") == "edit"
    assert (fields(back, "mine-scope"), fields(back, "theirs-scope")) == (["Mine"], ["Theirs"])
    sent = {**_form(back), "merge-scope": choice, "scope": "Both of us"}
    assert client.post(url, data=sent).status_code == 303
    assert db.session.get_one(Project, id_, populate_existing=True).scope == kept


def test_two_changes_of_one_long_text_come_already_brought_together(project, lead, client):
    url, id_ = f"/projects/{project.id}/charter", project.id
    form = _form(client.get(url))
    _theirs(id_, lead, problem=LONG.replace("night", "five in the morning"))
    back = client.post(url, data={**form, "problem": LONG.replace("toilet", "bathroom")})
    assert _form(back)["problem"].replace("\r\n", "\n") == LONG.replace("night", "five in the morning").replace(
        "toilet", "bathroom"
    )


def test_what_was_saved_in_another_form_of_the_same_thing_is_no_conflict(project, lead, client):
    url, id_ = f"/projects/{project.id}/charter", project.id
    form = _form(client.get(url))
    actions.change_stage(lead, get_project(lead, id_), Stage.PLANNING)
    db.session.commit()
    assert client.post(url, data={**form, "title": "Nobody falls"}).status_code == 303


def test_a_third_save_is_shown_as_well(project, lead, client):
    url, id_ = f"/projects/{project.id}/charter", project.id
    form = _form(client.get(url))
    _theirs(id_, lead, scope="Theirs")
    back = client.post(url, data={**form, "scope": "Mine"})
    _theirs(id_, lead, scope="Theirs again")
    again = client.post(url, data={**_form(back), "merge-scope": "mine"})
    assert again.status_code == 422
    assert (fields(again, "mine-scope"), fields(again, "theirs-scope")) == (["Mine"], ["Theirs again"])


def test_ideas_and_drivers_are_merged_with_what_they_hang_on(project, lead, client):
    project = get_project(lead, project.id)
    first, second = (
        diagram.add_driver(lead, project, DriverKind.PRIMARY, title) for title in ("Toilet in time", "Good light")
    )
    idea_id = diagram.add_idea(lead, project, "A round at five", [first.id]).id
    db.session.commit()
    url = f"/ideas/{idea_id}/change"
    form = _form(client.get(url))
    diagram.change_idea(lead, queries.get_idea(lead, idea_id), "A round at five", [second.id], IdeaStatus.TESTING)
    db.session.commit()
    back = client.post(url, data={**form, "title": "A round at four"})
    assert (checked(back, "title"), checked(back, "drivers"), checked(back, "status")) == ("mine", "theirs", "theirs")
    assert client.post(url, data=_form(back)).status_code == 303
    db.session.expire_all()
    idea = queries.get_idea(lead, idea_id)
    assert (idea.title, [one.id for one in idea.drivers], idea.status) == (
        "A round at four", [second.id], IdeaStatus.TESTING,
    )  # fmt: skip


def test_notes_of_a_cycle_are_merged(make_cycle, client, sign_in):
    cycle = make_cycle(state=CycleState.DOING)
    lead, cycle_id = viewer_for(cycle.project.lead_id), cycle.id
    sign_in(client, db.session.get_one(Person, cycle.project.lead_id))
    url = f"/cycles/{cycle_id}/do"
    form = _form(client.get(url))
    do_cycle(lead, queries.get_cycle(lead, cycle_id), Doing(done="Two nights", unexpected="Snow"))
    db.session.commit()
    back = client.post(url, data={**form, "done": "Three nights"})
    assert (checked(back, "done"), checked(back, "unexpected")) == ("edit", "theirs")
    assert client.post(url, data={**_form(back), "merge-done": "mine"}).status_code == 303
    db.session.expire_all()
    cycle = queries.get_cycle(lead, cycle_id)
    assert (cycle.done, cycle.unexpected) == ("Three nights", "Snow")


@pytest.mark.parametrize("choice", ["", "neither", "mine' OR 1=1", "x" * 5000])
def test_a_choice_that_is_none_keeps_what_stands_in_the_field(project, lead, client, choice):
    url, id_ = f"/projects/{project.id}/charter", project.id
    sent = {**_form(client.get(url)), "merge-scope": choice, "scope": "Typed", "mine-scope": "Hidden"}
    assert client.post(url, data=sent).status_code == 303
    assert db.session.get_one(Project, id_, populate_existing=True).scope == "Typed"


def test_a_version_that_is_chosen_still_goes_through_the_guard(project, lead, client):
    url, id_ = f"/projects/{project.id}/charter", project.id
    sent = {**_form(client.get(url)), "merge-scope": "mine", "mine-scope": "943 476 5919 fell", "scope": "Clean"}
    assert client.post(url, data=sent).status_code == 422
    assert db.session.get_one(Project, id_, populate_existing=True).scope == "Day"
