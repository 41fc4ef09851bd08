"""Programmes for tests, made through the product's own actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.database import db
from lhs_community.measures.actions.measures import Plan
from lhs_community.measures.models.measures import MeasureKind
from lhs_community.measures.spc.terms import Direction
from lhs_community.programmes.actions.children import answer_invitation, invite_project
from lhs_community.programmes.actions.definitions import write_definition
from lhs_community.programmes.actions.programmes import Outline, start_programme
from lhs_community.programmes.models.definitions import Definition
from lhs_community.programmes.models.programmes import Programme
from lhs_community.programmes.queries.definitions import get_definition
from lhs_community.programmes.queries.programmes import get_child, get_programme
from lhs_community.projects.models.projects import Project
from lhs_community.projects.queries.projects import get_project

MakeProgramme = Callable[..., Programme]
FALLS = Plan("Falls per 1,000 bed days", MeasureKind.OUTCOME, Direction.DECREASE, unit="falls", target=6.0)


@pytest.fixture
def make_programme(make_community, make_member) -> MakeProgramme:
    """`make_programme(community=, convenor=Viewer, title=)`: its convenor leads it."""

    def make(
        community: Community | None = None, convenor: Viewer | None = None, title: str = "Fewer falls", **outline: Any
    ) -> Programme:
        community = community or make_community()
        convenor = convenor or make_member(community, "convenor")
        made = start_programme(convenor, community, Outline(title, **outline))
        db.session.flush()
        return get_programme(convenor, made.id)

    return make


@pytest.fixture
def make_definition() -> Callable[..., Definition]:
    """`make_definition(actor, programme, terms)`: a shared measure, of falls unless told."""

    def make(actor: Viewer, programme: Programme, terms: Plan = FALLS) -> Definition:
        return get_definition(actor, write_definition(actor, programme, terms).id)

    return make


def let_in(runner: Viewer, programme: Programme, project: Project) -> None:
    """The project is invited, and its lead says yes."""
    programme, project = get_programme(runner, programme.id), get_project(runner, project.id)
    invite_project(runner, programme, project, "Will you join us?")
    if project.lead_id != runner.id:
        lead = viewer_for(project.lead_id or 0)
        answer_invitation(lead, get_child(lead, programme.id, project.id), join=True)
    db.session.flush()
