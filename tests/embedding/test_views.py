"""Pages of keeping an improvement, as people meet them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from lhs_community.accounts.models import Person
from lhs_community.communities.queries.members import viewer_for
from lhs_community.embedding import actions, queries
from lhs_community.embedding.actions import Plan
from lhs_community.foundation import clock
from lhs_community.foundation.database import db

TAGS = re.compile(r"<[^>]+>")
NUMBER = "Her number is 999 000 0018"


def text_of(page):
    return " ".join(TAGS.sub("", page.text).split())


@pytest.fixture
def lead(make_project, client, sign_in):
    """Signed in."""

    class Lead:
        project = make_project()
        id, community = project.id, project.community
        viewer = viewer_for(project.lead_id)
        person = db.session.get_one(Person, project.lead_id)

    db.session.commit()
    sign_in(client, Lead.person)
    return Lead


def hidden(page):
    names = ("version", "as_read")
    return {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text).group(1) for name in names}


@pytest.fixture
def due(lead):
    """A check whose day has come."""
    plan = Plan(owner_id=lead.viewer.id, standard_work="A round at five")
    with clock.at(clock.now() - timedelta(days=95)):
        embedding = actions.plan_embedding(lead.viewer, lead.id, plan)
        actions.hand_over(lead.viewer, embedding, clock.now().date())
    check_id = embedding.checks[0].id
    db.session.commit()
    return check_id


def test_it_is_planned_handed_over_and_looked_at_again(lead, client):
    page, address = f"/projects/{lead.id}", f"/projects/{lead.id}/embedding"
    assert "Plan how it is kept" in text_of(client.get(page))
    typed = {"owner_id": str(lead.viewer.id), "standard_work": "A round at five", "training": "Shown at night"}
    assert client.post(address, data=typed).location.endswith(f"{page}#embedding")
    assert "A round at five" in text_of(client.get(page))
    assert client.get(f"{address}/handover").status_code == 200
    today = clock.now().date().isoformat()
    assert client.post(f"{address}/handover", data={"on": today}).status_code == 303
    assert "After 12 months" in text_of(client.get(page))
    assert client.post(f"{address}/take-back").status_code == 303
    assert "After 12 months" not in text_of(client.get(page))


def test_a_check_that_is_due_stands_on_home_and_is_answered(lead, due, client):
    assert "Is it still in place?" in text_of(client.get("/"))
    assert "Look again" in text_of(client.get(f"/projects/{lead.id}"))
    assert "A round at five" in text_of(client.get(f"/embedding/checks/{due}"))
    answer = client.post(f"/embedding/checks/{due}", data={"answer": "no", "note": "The night staff changed"})
    assert answer.status_code == 303
    shown = text_of(client.get(f"/projects/{lead.id}"))
    assert "A new cycle can find out what would keep it" in shown
    assert "The night staff changed" in shown
    assert "Plan a new cycle" in shown
    assert "Is it still in place?" not in text_of(client.get("/"))
    again = client.post(f"/embedding/checks/{due}", data={"answer": "yes"})
    assert again.status_code == 422
    assert "answered already" in again.text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ({"answer": ""}, "Choose whether it is still in place"),
        ({"answer": "perhaps"}, "Not a valid choice"),
        ({"answer": "no", "note": ""}, "Say what has gone"),
        ({"answer": "yes", "note": NUMBER}, "could identify somebody"),
        ({"answer": "yes", "note": "x" * 20_001}, "x" * 20_001),
    ],
)
def test_an_answer_that_cannot_be_comes_back_as_it_was_typed(typed, shown, due, client):
    answer = client.post(f"/embedding/checks/{due}", data=typed)
    assert answer.status_code == 422
    assert shown in answer.text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ({"owner_id": "999999"}, "Not a valid choice"),
        ({"standard_work": NUMBER}, "could identify somebody"),
        ({"training": "y" * 20_001}, "y" * 20_001),
    ],
)
def test_a_plan_that_cannot_be_comes_back_as_it_was_typed(typed, shown, lead, client):
    answer = client.post(f"/projects/{lead.id}/embedding", data={"owner_id": "", **typed})
    assert answer.status_code == 422
    assert shown in answer.text


def test_a_handover_that_cannot_be_says_why(lead, client):
    address = f"/projects/{lead.id}/embedding"
    assert client.get(f"{address}/handover").status_code == 404  # nothing is planned yet
    client.post(address, data={"owner_id": "", "standard_work": "A round"})
    for on, shown in (("soon", "year-month-day"), ("", "Enter the day"), ("2999-01-01", "who keeps it")):
        answer = client.post(f"{address}/handover", data={"on": on})
        assert answer.status_code == 422
        assert shown in answer.text


def test_a_stale_plan_shows_both_versions(lead, due, client):
    address = f"/projects/{lead.id}/embedding"
    page = client.get(address)
    plan = Plan(owner_id=lead.viewer.id, standard_work="Every night but Sunday")
    actions.plan_embedding(lead.viewer, lead.id, plan, queries.get_embedding(lead.viewer, lead.id).version)
    db.session.commit()
    typed = {**hidden(page), "owner_id": str(lead.viewer.id), "standard_work": "Only on weekdays"}
    answer = client.post(address, data=typed)
    assert answer.status_code == 422
    assert "Every night but Sunday" in answer.text
    assert "Only on weekdays" in answer.text


def test_readers_see_how_it_is_kept_and_change_nothing(lead, due, client, sign_in, make_member):
    reader = db.session.get_one(Person, make_member(lead.community).id)
    db.session.commit()
    sign_in(client, reader)
    shown = client.get(f"/projects/{lead.id}")
    assert "A round at five" in shown.text
    assert f"/embedding/checks/{due}" not in shown.text
    for path in (f"/projects/{lead.id}/embedding", f"/embedding/checks/{due}"):
        assert client.get(path).status_code == 403
        assert client.post(path).status_code == 403
    assert client.post(f"/projects/{lead.id}/embedding/take-back").status_code == 403
