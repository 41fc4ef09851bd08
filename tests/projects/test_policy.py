"""Levels x people: each rule and its SQL twin give the same answer, and the table says which."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lhs_community.accounts.current import guest
from lhs_community.accounts.models import PersonKind, SiteRole
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.projects import policy
from lhs_community.projects.actions import team
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.projects import Project
from lhs_community.projects.queries import cards, cycles, projects as queries
from tests.make.people import add_to

INSIDE = {"member", "convenor", "external_member", "lead", "on_team"}
SIGNED_IN = INSIDE | {"outsider", "administrator"}
READ = {
    Visibility.OPEN: SIGNED_IN | {"guest"},
    Visibility.RESTRICTED: SIGNED_IN,
    Visibility.PRIVATE: INSIDE,
    Visibility.CONFIDENTIAL: INSIDE,
}
START = {Visibility.OPEN: SIGNED_IN} | dict.fromkeys(list(Visibility)[1:], INSIDE)
EDIT = {"convenor", "lead", "on_team"}
WHO = ("guest", "outsider", "member", "convenor", "external", "external_member", "administrator", "lead", "on_team")


def picture(who, project, make_member, make_person):
    community = project.community
    match who:
        case "guest":
            return guest()
        case "member" | "convenor":
            return make_member(community, who)
        case "external" | "external_member":
            return make_member(community if who == "external_member" else None, kind=PersonKind.EXTERNAL)
        case "administrator":
            return make_member(site_roles=(SiteRole.ADMINISTRATOR,))
        case "lead":
            return viewer_for(project.lead_id)
        case "on_team":
            person = make_person()
            add_to(community, person)
            team.add_team_member(viewer_for(project.lead_id), project, person)
            return viewer_for(person.id)
    return make_member()


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("visibility", Visibility)
def test_each_rule_its_twin_and_the_table_agree(
    visibility, who, make_community, make_cycle, make_project, make_member, make_person
):
    cycle = make_cycle(make_project(make_community(visibility=visibility)))
    hidden = make_cycle(make_project(make_community(visibility=Visibility.PRIVATE)))
    project = cycle.project
    viewer = picture(who, project, make_member, make_person)

    may_read, may_edit = who in READ[visibility], who in EDIT
    assert policy.may_read(viewer, project) is may_read
    assert policy.may_edit(viewer, project) is may_edit
    assert policy.may_start_in(viewer, project.community) is (who in START[visibility])
    for twin, allowed in ((policy.readable_by, may_read), (policy.editable_by, may_edit)):
        found = set(db.session.scalars(select(Project.id).where(twin(viewer))))
        assert (project.id in found) is allowed
        assert hidden.project_id not in found
    readable = set(db.session.scalars(select(Cycle.id).where(policy.cycle_readable_by(viewer))))
    assert (cycle.id in readable) is may_read
    assert hidden.id not in readable
    assert (project.id in cards.project_cards(viewer, [project.id])) is may_read
    assert (cycle.id in cards.cycle_cards(viewer, [cycle.id])) is may_read
    assert cards.may_work_on_project(viewer, project.id) is may_edit
    assert cards.may_work_on_cycle(viewer, cycle.id) is may_edit


def test_what_may_not_be_read_is_not_there(make_community, make_cycle, make_project, make_member):
    cycle = make_cycle(make_project(make_community(visibility=Visibility.PRIVATE)))
    outsider = make_member()
    for look in (
        lambda: queries.get_project(outsider, cycle.project_id),
        lambda: queries.get_whole_project(outsider, cycle.project_id),
        lambda: cycles.get_cycle(outsider, cycle.id),
        lambda: cycles.get_idea(outsider, cycle.idea_id),
        lambda: cycles.get_driver(outsider, cycle.idea.drivers[0].id),
        lambda: policy.require_edit(outsider, cycle.project),
        lambda: cards.project_outline(outsider, cycle.project_id),
    ):
        with pytest.raises(NotThere):
            look()


def test_a_reader_who_is_not_on_the_team_is_told_whom_to_ask(make_project, make_member):
    project = make_project()
    with pytest.raises(Refused, match="Ask its lead"):
        policy.require_edit(make_member(), project)


def test_who_loses_a_private_community_loses_its_projects(make_community, make_project, make_person):
    community = make_community(visibility=Visibility.PRIVATE)
    project = make_project(community)
    lead = viewer_for(project.lead_id)
    left = viewer_for(project.lead_id)
    object.__setattr__(left, "roles", {})
    assert policy.may_edit(lead, project)
    assert not policy.may_edit(left, project)
