"""Write-ups for tests, made through the product's own actions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lhs_community.communities.queries.members import viewer_for
from lhs_community.projects.models.projects import Project
from lhs_community.writeups.actions import write_ups
from lhs_community.writeups.models import WriteUp
from lhs_community.writeups.queries.write_ups import get_section, get_write_up
from tests.make.projects import MakeProject

MakeWriteUp = Callable[..., WriteUp]


@pytest.fixture
def make_write_up(make_project: MakeProject) -> MakeWriteUp:
    """`make_write_up(project=, is_finished=False, **{"13e": "text"})`: begun by the project's lead."""

    def make(project: Project | None = None, *, is_finished: bool = False, **texts: str) -> WriteUp:
        project = project or make_project(problem="People fall at night.")
        assert project.lead_id is not None
        lead = viewer_for(project.lead_id)
        id_ = write_ups.start_write_up(lead, project).id
        for item, text in texts.items():
            _, section = get_section(lead, id_, item)
            write_ups.write_part(lead, section.part, text, section.sources, section.part.version)
        made = get_write_up(lead, id_)
        if is_finished:
            write_ups.finish_write_up(lead, made, [])
        return made

    return make
