"""Pages of tasks, as people meet them."""

from __future__ import annotations

import re

import pytest

from lhs_community.accounts.models import Person
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.tasks import actions
from lhs_community.tasks.actions import Wanted
from lhs_community.tasks.models import Task, TaskState

TAGS = re.compile(r"<[^>]+>")


def text_of(page):
    return " ".join(TAGS.sub("", page.text).split())


@pytest.fixture
def lead(make_cycle, client, sign_in):
    """Signed in; `lead.cycle_id`, `lead.project_id`."""

    class Lead:
        pass

    cycle = make_cycle()
    Lead.cycle_id, Lead.project_id, Lead.viewer = cycle.id, cycle.project_id, viewer_for(cycle.project.lead_id)
    Lead.community = cycle.project.community
    person = db.session.get_one(Person, cycle.project.lead_id)
    db.session.commit()
    sign_in(client, person)
    return Lead


def the_token(page):
    return re.search(r'name="submission_token"[^>]*value="([^"]*)"', page.text).group(1)


def test_who_does_what_is_added_to_a_cycle_and_ticked_off(lead, client):
    assert "Add tasks" in text_of(client.get(f"/cycles/{lead.cycle_id}"))
    address = f"/tasks/new?on=cycle:{lead.cycle_id}"
    page = client.get(address)
    typed = {
        "submission_token": the_token(page), "text_1": "Ask each of them", "owner_id_1": str(lead.viewer.id),
        "place_1": "Bay B", "due_on_1": "2099-03-01", "text_2": "Count the bells", "owner_id_2": str(lead.viewer.id),
        "owner_id_3": str(lead.viewer.id), "owner_id_4": str(lead.viewer.id),
    }  # fmt: skip
    answer = client.post(address, data=typed)
    assert answer.location.endswith(f"/cycles/{lead.cycle_id}#tasks")
    assert client.post(address, data=typed).status_code == 303  # a double click
    assert db.session.query(Task).count() == 2
    for address in (f"/cycles/{lead.cycle_id}", f"/projects/{lead.project_id}", "/", "/tasks"):
        shown = text_of(client.get(address))
        assert "Ask each of them" in shown, address
        assert "1 March 2099" in shown, address
    task = db.session.query(Task).first()
    done = {"do": "done", "next": f"/cycles/{lead.cycle_id}"}
    assert client.post(f"/tasks/{task.id}/state", data=done).location.endswith(f"/cycles/{lead.cycle_id}")
    assert "said that it is done" in text_of(client.get(f"/tasks/{task.id}"))
    assert "Done or no longer needed" in text_of(client.get("/tasks"))
    assert client.post(f"/tasks/{task.id}/state", data={"do": "sold"}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ({"text_1": ""}, "Say what is to be done"),
        ({"text_1": "x" * 201}, "x" * 201),
        ({"place_1": "y" * 121}, "y" * 121),
        ({"due_on_1": "soon"}, "year-month-day"),
        ({"due_on_1": "2001-01-01"}, "not in the past"),
        ({"owner_id_1": "999999"}, "Not a valid choice"),
        ({"text_1": "Her number is 999 000 0018"}, "could identify somebody"),
        ({"text_1": "<script>alert(1)</script> twice"}, None),
        ({"text_3": "The third without a second"}, "Fill the tasks in order"),
    ],
)
def test_what_cannot_be_a_task_comes_back_as_it_was_typed(typed, shown, lead, client):
    owners = {f"owner_id_{number}": str(lead.viewer.id) for number in range(1, 5)}
    answer = client.post(f"/tasks/new?on=project:{lead.project_id}", data={"text_1": "Ask", **owners, **typed})
    if shown is None:
        assert answer.status_code == 303
        assert "<script>alert(1)" not in client.get(f"/projects/{lead.project_id}").text
        return
    assert answer.status_code == 422
    assert shown in answer.text
    assert db.session.query(Task).count() == 0


def test_a_task_is_changed_on_its_page_and_a_stale_one_shows_both_versions(lead, client):
    (task,) = actions.add_tasks(
        lead.viewer, Ref("cycle", lead.cycle_id), [Wanted(text="Ask each of them", owner_id=lead.viewer.id)]
    )
    db.session.commit()
    page = client.get(f"/tasks/{task.id}/change").text
    hidden = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page).group(1) for name in ("version", "as_read")}
    typed = {**hidden, "text": "Ask six of them", "owner_id": str(lead.viewer.id), "place": "", "due_on": ""}
    assert client.post(f"/tasks/{task.id}/change", data=typed).status_code == 303
    again = client.post(f"/tasks/{task.id}/change", data={**typed, "text": "Ask seven of them"})
    assert again.status_code == 422
    assert "Ask six of them" in again.text
    assert "Ask seven of them" in again.text
    assert "before: Ask each of them" in text_of(client.get(f"/tasks/{task.id}"))


def test_others_read_a_task_and_have_no_buttons(lead, client, sign_in, make_member):
    (task,) = actions.add_tasks(
        lead.viewer, Ref("cycle", lead.cycle_id), [Wanted(text="Ask each of them", owner_id=lead.viewer.id)]
    )
    reader = db.session.get_one(Person, make_member(lead.community).id)
    db.session.commit()
    sign_in(client, reader)
    page = client.get(f"/tasks/{task.id}")
    assert page.status_code == 200
    assert 'value="done"' not in page.text
    assert client.get(f"/tasks/{task.id}/change").status_code == 403
    assert client.post(f"/tasks/{task.id}/state", data={"do": "done"}).status_code == 403
    assert client.get(f"/tasks/new?on=cycle:{lead.cycle_id}").status_code == 403
    assert client.get("/tasks/new").status_code == 422
    assert client.get("/tasks/new?on=cycle:999999").status_code == 404
    assert "Nothing is open" in text_of(client.get("/tasks"))
    db.session.refresh(task)
    assert task.state is TaskState.OPEN
