"""Starting a project, its charter, stage, team and diagram: it works, who may not, what was recorded."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lhs_community.chain.queries import neighbours
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.following import follow_state
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused, Stale
from lhs_community.foundation.refs import Ref
from lhs_community.projects.actions import diagram, projects as actions, team
from lhs_community.projects.charter import Charter
from lhs_community.projects.models.terms import DriverKind, IdeaStatus, Stage
from lhs_community.projects.queries import cycles as cycle_queries, projects as queries

NUMBER = "NHS number 999 000 0018"


def lead_of(project):
    return viewer_for(project.lead_id)


def last_event():
    return db.session.scalars(select(EventRow).order_by(EventRow.id.desc())).first()


def test_a_project_begins_with_one_sentence_and_its_starter_leads(make_community, make_member):
    community = make_community()
    actor = make_member(community)
    project = actions.start_project(actor, community, Charter(title="Fewer  falls on Fern"))
    assert (project.title, project.stage, project.version) == ("Fewer falls on Fern", Stage.INTENT, 1)
    assert project.lead_id == actor.id
    assert [member.person_id for member in project.team] == [actor.id]
    assert follow_state(actor, Ref("project", project.id)) == "follow"
    assert (last_event().name, last_event().payload) == ("projects.project_started", {"community_id": community.id})


def test_a_project_is_linked_with_what_it_came_of(make_project, make_member):
    origin = make_project()
    actor = make_member(origin.community)
    project = actions.start_project(
        actor, origin.community, Charter(title="Bloods at seven"), Ref("project", origin.id)
    )
    assert [(step.card.ref, step.words) for step in neighbours(actor, Ref("project", project.id))] == [
        (Ref("project", origin.id), "came from")
    ]


def test_nobody_starts_from_what_they_may_not_read_or_where_they_may_not_post(
    make_community, make_project, make_member
):
    hidden = make_project(make_community(visibility=Visibility.PRIVATE))
    here, actor = make_community(), make_member()
    with pytest.raises(NotThere):
        actions.start_project(actor, here, Charter(title="Falls"), Ref("project", hidden.id))
    with pytest.raises(Refused):
        actions.start_project(actor, make_community(visibility=Visibility.RESTRICTED), Charter(title="Falls"))
    with pytest.raises(NotThere):
        actions.start_project(actor, hidden.community, Charter(title="Falls"))


@pytest.mark.parametrize("field", [name for name in Charter.__dataclass_fields__ if name != "aim_by"])
def test_the_guard_reads_every_text_of_a_charter(field, make_project):
    project = make_project()
    with pytest.raises(Invalid) as held:
        actions.change_charter(lead_of(project), project, Charter(**{"title": "Falls", field: NUMBER}))
    assert held.value.field == field


def test_a_change_of_the_charter_is_kept_rendered_and_recorded_without_its_text(make_project):
    project = make_project()
    actions.change_charter(lead_of(project), project, Charter(title="Falls", problem="**Many** fall"), version=1)
    assert project.problem_html == "<p><strong>Many</strong> fall</p>"
    assert project.version == 2
    assert project.changed_by_id == project.lead_id
    assert (last_event().name, last_event().payload) == ("projects.charter_changed", {"version": 2})


def test_a_save_made_from_an_older_version_is_not_taken(make_project):
    project = make_project()
    lead = lead_of(project)
    actions.change_charter(lead, project, Charter(title="Falls", scope="Day"), version=1)
    with pytest.raises(Stale) as stale:
        actions.change_charter(lead, project, Charter(title="Falls", scope="Night"), version=1)
    assert stale.value.thing is project
    assert project.scope == "Day"


def test_a_title_is_asked_for(make_project):
    project = make_project()
    with pytest.raises(Invalid, match="3 to 160"):
        actions.change_charter(lead_of(project), project, Charter(title=" x "))


def test_people_named_for_the_first_time_are_told_once(make_project, make_person):
    project = make_project()
    named = make_person()
    text = f"Ask @{named.handle}"
    actions.change_charter(lead_of(project), project, Charter(title="Falls", problem=text))
    assert last_event().name == "communities.person_mentioned"
    actions.change_charter(lead_of(project), project, Charter(title="Falls on Fern", problem=text))
    assert last_event().name == "projects.charter_changed"


def test_stopping_asks_for_an_honest_reason(make_project):
    project = make_project()
    lead = lead_of(project)
    with pytest.raises(Invalid) as refused:
        actions.change_stage(lead, project, Stage.STOPPED, "no")
    assert refused.value.field == "stopped_reason"
    actions.change_stage(lead, project, Stage.STOPPED, "It did not move the wait, and cost an hour a day.")
    assert project.stage is Stage.STOPPED
    assert "cost an hour" in project.stopped_reason_html
    assert last_event().payload == {"was": "intent", "stage": "stopped"}
    actions.change_stage(lead, project, Stage.TESTING)
    assert project.stage is Stage.TESTING
    assert project.stopped_reason
    count = last_event().id
    actions.change_stage(lead, project, Stage.TESTING)
    assert last_event().id == count


def test_only_people_who_may_read_the_community_join_a_team(make_community, make_project, make_person, make_member):
    project = make_project(make_community(visibility=Visibility.PRIVATE))
    lead = lead_of(project)
    with pytest.raises(Invalid, match="cannot read this community"):
        team.add_team_member(lead, project, make_person())
    inside = make_member(project.community)
    assert queries.find_candidate(lead, project, make_person().handle) is None
    person = queries.find_candidate(lead, project, f"@{inside.handle}")
    team.add_team_member(lead, project, person, "Measurement")
    assert [(one.person_id, one.role) for one in project.team][1:] == [(inside.id, "Measurement")]
    assert (last_event().name, last_event().payload) == ("projects.team_member_added", {"person_id": inside.id})
    assert follow_state(inside, Ref("project", project.id)) == "follow"
    with pytest.raises(Invalid, match="on the team already"):
        team.add_team_member(lead, project, person)


def test_the_lead_is_handed_over_before_they_leave(make_project, make_person):
    project = make_project()
    lead = lead_of(project)
    member = team.add_team_member(lead, project, make_person())
    with pytest.raises(Invalid, match="Let somebody else lead first"):
        team.remove_team_member(lead, project, project.team[0])
    team.make_lead(lead, project, member)
    assert project.lead_id == member.person_id
    team.remove_team_member(lead, project, project.team[0])
    assert [one.person_id for one in project.team] == [member.person_id]
    assert last_event().name == "projects.team_member_removed"
    with pytest.raises(Refused):
        team.add_team_member(lead, project, make_person())


def test_the_guard_reads_roles_drivers_and_ideas(make_project, make_person):
    project = make_project()
    lead = lead_of(project)
    for act in (
        lambda: team.add_team_member(lead, project, make_person(), NUMBER),
        lambda: team.change_team_role(lead, project, project.team[0], NUMBER),
        lambda: diagram.add_driver(lead, project, DriverKind.PRIMARY, NUMBER),
        lambda: diagram.add_idea(lead, project, NUMBER),
        lambda: actions.change_stage(lead, project, Stage.STOPPED, NUMBER),
    ):
        with pytest.raises(Invalid, match="NHS number"):
            act()


def test_a_secondary_driver_may_serve_several_primary_ones(make_project):
    project = make_project()
    lead = lead_of(project)
    first = diagram.add_driver(lead, project, DriverKind.PRIMARY, "Toilet in time")
    second = diagram.add_driver(lead, project, DriverKind.PRIMARY, "Causes in the person")
    below = diagram.add_driver(lead, project, DriverKind.SECONDARY, "Help is offered", [first.id, second.id])
    assert below.primaries == [first, second]
    assert last_event().payload == {"driver_id": below.id, "kind": "secondary", "change": "added"}
    with pytest.raises(Invalid, match="primary drivers of this project"):
        diagram.add_driver(lead, project, DriverKind.SECONDARY, "Lights", [below.id])
    first = cycle_queries.get_driver(lead, first.id)
    with pytest.raises(Invalid, match="has to stay a primary driver"):
        diagram.change_driver(lead, first, DriverKind.SECONDARY, "Toilet in time")
    diagram.remove_driver(lead, first)
    db.session.expire_all()
    assert [one.title for one in cycle_queries.get_driver(lead, below.id).primaries] == ["Causes in the person"]


def test_drivers_of_another_project_are_not_taken(make_project):
    here, there = make_project(), make_project()
    other = diagram.add_driver(lead_of(there), there, DriverKind.PRIMARY, "Elsewhere")
    with pytest.raises(Invalid):
        diagram.add_driver(lead_of(here), here, DriverKind.SECONDARY, "Lights", [other.id])
    with pytest.raises(Invalid):
        diagram.add_idea(lead_of(here), here, "Socks", [other.id])


def test_ideas_are_numbered_changed_and_taken_out_only_untested(make_project, make_cycle):
    project = make_project()
    lead = lead_of(project)
    first, second = diagram.add_idea(lead, project, "Socks"), diagram.add_idea(lead, project, "Lights")
    assert (first.number, second.number) == (1, 2)
    idea = cycle_queries.get_idea(lead, second.id)
    diagram.change_idea(lead, idea, "Low lights", [], IdeaStatus.ABANDONED, version=1)
    assert (idea.title, idea.status, idea.version) == ("Low lights", IdeaStatus.ABANDONED, 2)
    with pytest.raises(Stale):
        diagram.change_idea(lead, idea, "Bright lights", [], IdeaStatus.IDEA, version=1)
    diagram.remove_idea(lead, idea)
    with pytest.raises(NotThere):
        cycle_queries.get_idea(lead, second.id)
    tested = make_cycle()
    idea = cycle_queries.get_idea(lead_of(tested.project), tested.idea_id)
    db.session.expire(idea, ["cycles"])
    with pytest.raises(Invalid, match="has been tested"):
        diagram.remove_idea(lead_of(tested.project), cycle_queries.get_idea(lead_of(tested.project), idea.id))


def test_readers_who_are_not_on_the_team_change_nothing(make_project, make_member, make_person):
    project = make_project()
    reader = make_member(project.community)
    driver = diagram.add_driver(lead_of(project), project, DriverKind.PRIMARY, "Toilet in time")
    driver = cycle_queries.get_driver(reader, driver.id)
    idea = diagram.add_idea(lead_of(project), project, "Socks")
    idea = cycle_queries.get_idea(reader, idea.id)
    member = project.team[0]
    for act in (
        lambda: actions.change_charter(reader, project, Charter(title="Mine")),
        lambda: actions.change_stage(reader, project, Stage.TESTING),
        lambda: team.add_team_member(reader, project, make_person()),
        lambda: team.change_team_role(reader, project, member, "Boss"),
        lambda: team.make_lead(reader, project, member),
        lambda: team.remove_team_member(reader, project, member),
        lambda: diagram.add_driver(reader, project, DriverKind.PRIMARY, "Mine"),
        lambda: diagram.change_driver(reader, driver, DriverKind.PRIMARY, "Mine"),
        lambda: diagram.remove_driver(reader, driver),
        lambda: diagram.add_idea(reader, project, "Mine"),
        lambda: diagram.change_idea(reader, idea, "Mine", [], IdeaStatus.ADOPTED),
        lambda: diagram.remove_idea(reader, idea),
    ):
        with pytest.raises(Refused):
            act()
