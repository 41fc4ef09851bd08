"""A team with a project, which all tests of measures start from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community, Visibility


@dataclass(frozen=True)
class Team:
    """`lead` may work on the project; `project_id` belongs to `community`."""

    community: Community
    lead: Viewer
    project_id: int


@pytest.fixture
def make_team(make_community, make_member, make_project) -> Callable[..., Team]:
    """`make_team(visibility=...)`"""

    def make(visibility: Visibility = Visibility.OPEN) -> Team:
        community = make_community(visibility=visibility)
        lead = make_member(community)
        project = make_project(community=community, lead=lead)
        return Team(community, lead, project.id)

    return make
