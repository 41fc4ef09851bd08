"""Signs of life over sockets: each is answered with who else is there."""

from __future__ import annotations

import pytest

from lhs_community.accounts.models import Person
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.database import db
from lhs_community.foundation.live import server as live
from lhs_community.projects.actions import team
from tests.make.people import add_to
from tests.support.sockets import empty_seats


@pytest.fixture
def speak(app, sign_in):
    """`speak(person)(event, **fields)`: what the server answers to an open page of theirs."""

    def connect(person):
        browser = app.test_client()
        sign_in(browser, person)
        # Its own context, or Flask would hand it the test's `g`.
        client = browser._apart(live.socketio.test_client, app, flask_test_client=browser)

        def ask(event, **fields):
            return browser._apart(client.emit, event, fields, callback=True)

        ask.heard = lambda: [one["name"] for one in client.get_received()]
        return ask

    yield connect
    empty_seats()


def test_two_pages_hear_of_each_other(make_project, make_person, speak):
    project = make_project()
    second = make_person(name="Amara Okafor")
    add_to(project.community, second)
    team.add_team_member(viewer_for(project.lead_id), project, second)
    lead, where = db.session.get_one(Person, project.lead_id), {"on": f"project:{project.id}", "part": "charter"}
    db.session.commit()
    name = lead.name
    one, two = speak(lead), speak(second)
    assert one("editing join", **where) == {"ok": True}
    assert one("editing", **where) == {"others": []}
    assert two("editing", **where) == {"others": [name]}
    assert "changed" in one.heard()
    assert one("editing", **where) == {"others": ["Amara Okafor"]}
    two("editing stop", **where)
    assert one("editing", **where) == {"others": []}


@pytest.mark.parametrize("on", ["", "project", "project:x", "project:999999", "person:1", "thread:1"])
def test_what_cannot_be_edited_is_not_there(make_project, speak, on):
    person = db.session.get_one(Person, make_project().lead_id)
    db.session.commit()
    assert "error" in speak(person)("editing", on=on, part="charter")


def test_a_reader_neither_says_nor_hears(make_project, make_person, speak):
    project, reader = make_project(), make_person()
    where = {"on": f"project:{project.id}", "part": "charter"}
    db.session.commit()
    page = speak(reader)
    assert "error" in page("editing", **where)
    assert "error" in page("editing join", **where)
