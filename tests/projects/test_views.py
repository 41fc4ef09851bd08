"""Pages of projects, as people meet them."""

from __future__ import annotations

import pytest

from lhs_community.projects.models import CycleState


@pytest.mark.parametrize("state", CycleState)
def test_the_pages_of_a_project_and_its_cycles_can_be_read(state, client, sign_in, make_cycle):
    cycle = make_cycle(state=state)
    project, idea = f"/projects/{cycle.project_id}", f"/ideas/{cycle.idea_id}"
    urls = [
        *("/projects", "/projects?show=mine&stage=intent", f"/c/{cycle.project.community.slug}"),
        *(project, f"{project}/charter", f"{project}/stage", f"{project}/team", f"{project}/log"),
        *(f"{project}/team/{cycle.project.team[0].id}/role", f"/people/{cycle.project.team[0].person.handle}"),
        *(f"{project}/drivers/new", f"{project}/ideas/new", idea, f"{idea}/cycles/new", "/projects/new"),
        *(f"/drivers/{cycle.idea.drivers[0].id}", f"/cycles/{cycle.id}"),
        *(f"/cycles/{cycle.id}/{step}" for step in ("plan", "do", "study", "act")),
    ]
    sign_in(client, cycle.project.team[0].person)
    for url in urls:
        assert client.get(url).status_code == 200, url
