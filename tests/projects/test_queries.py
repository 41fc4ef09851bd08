"""Lists, cards, outlines and panels: what they show, what they never show, and with how many statements."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lhs_community.accounts.current import guest
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.projects.actions import projects as actions
from lhs_community.projects.models.terms import Act, CycleState, Stage
from lhs_community.projects.queries import advice, cards, panels, projects as queries
from lhs_community.projects.queries.projects import Wanted

THEN = datetime(2026, 5, 1, tzinfo=UTC)


def titles(page):
    return [project.title for project in page.projects]


def test_lists_show_what_may_be_read_latest_activity_first(make_community, make_project, make_member):
    here, hidden = make_community(), make_community(visibility=Visibility.PRIVATE)
    for days, (community, title) in enumerate(((here, "First"), (here, "Second"), (hidden, "Hidden"))):
        with clock.at(THEN + timedelta(days=days)):
            make_project(community, title=title)
    assert titles(queries.list_projects(make_member())) == ["Second", "First"]
    assert titles(queries.list_projects(make_member(hidden))) == ["Hidden", "Second", "First"]
    assert [one.name for one in queries.list_communities_with_projects(make_member())] == [here.name]


def test_lists_can_be_narrowed_and_paged_without_gaps(make_community, make_project, make_member):
    community, lead = make_community(), make_member()
    with clock.at(THEN):  # all in one moment: then their ids decide
        made = [make_project(community, title=f"Number {number}") for number in range(5)]
        mine = make_project(lead=lead, title="Mine")
    actions.change_stage(viewer_for(made[2].lead_id), made[2], Stage.TESTING)
    assert titles(queries.list_projects(lead, Wanted(mine=True))) == ["Mine"]
    assert titles(queries.list_projects(lead, Wanted(stage=Stage.TESTING))) == ["Number 2"]
    assert titles(queries.list_projects(lead, Wanted(community_id=mine.community_id))) == ["Mine"]
    found, cursor = [], None
    while True:
        page = queries.list_projects(lead, Wanted(community_id=community.id, before=cursor), limit=2)
        found += titles(page)
        if (cursor := page.older) is None:
            break
    assert found == ["Number 2", "Number 4", "Number 3", "Number 1", "Number 0"]


def test_cards_say_what_it_is_and_the_index_card_is_plain(make_project, make_cycle):
    project = make_project(aim_text="Half as many falls by May", problem="**Many** fall")
    lead = viewer_for(project.lead_id)
    card = cards.project_cards(lead, [project.id])[project.id]
    assert (card.url, card.status, card.excerpt) == (f"/projects/{project.id}", "Intent", "Half as many falls by May")
    make_cycle(project, idea_title="Yellow socks")
    found = cards.project_index_card(project.id)
    assert "Many fall" in found.body
    assert "Yellow socks" in found.body
    assert "**" not in found.body
    assert found.facets["stage"] == "Intent"
    assert found.facets["year"] == str(project.started_at.year)
    assert cards.project_index_card(999_999) is None
    assert cards.all_project_ids() == [project.id]


def test_my_projects_are_those_at_work_that_i_can_still_read(make_project, make_member):
    lead = make_member()
    project, stopped = make_project(lead=lead), make_project(lead=lead)
    actions.change_stage(lead, stopped, Stage.STOPPED, "It cost more than it gave.")
    assert [card.ref.id for card in cards.my_projects(lead)] == [project.id]
    assert list(cards.my_projects(guest())) == []


def test_the_outline_tells_what_was_done_and_what_happened(make_cycle):
    cycle = make_cycle(state=CycleState.ACTED, act=Act.ABANDON)
    outline = cards.project_outline(viewer_for(cycle.project.lead_id), cycle.project_id)
    assert set(outline) == {
        "problem",
        "context",
        "what_was_done",
        "what_happened",
        "why_we_think_so",
        "would_do_differently",
    }
    assert "**A toilet round at five** (abandoned)" in outline["what_was_done"]
    assert "Three nights." in outline["what_was_done"]
    assert "Being asked mattered." in outline["what_happened"]
    assert "We expected: Half of them. We found: 11 of 14." in outline["why_we_think_so"]
    assert "We gave up “A toilet round at five”" in outline["would_do_differently"]


def test_the_diagram_as_list_says_the_same_as_the_drawing(make_cycle):
    cycle = make_cycle()
    lead = viewer_for(cycle.project.lead_id)
    db.session.expire_all()
    project = queries.get_whole_project(lead, cycle.project_id)
    [branch] = advice.branches_of(lead, project)
    assert [idea.title for idea in branch.ideas] == ["A toilet round at five"]
    drawn = " ".join(line for box in advice.diagram_of(lead, project).drawing.boxes for _, line in box.lines)
    assert branch.driver.title in drawn
    assert "A toilet round at five" in drawn


def test_panels_show_only_what_may_be_read(make_community, make_project, make_cycle, make_member):
    hidden = make_community(visibility=Visibility.PRIVATE)
    cycle = make_cycle(make_project(hidden), state=CycleState.DOING)
    lead, outsider = viewer_for(cycle.project.lead_id), make_member()
    assert panels.person_projects(outsider, lead.id) is None
    assert [one.project_id for one in panels.person_projects(lead, lead.id)["places"]] == [cycle.project_id]
    assert panels.community_projects(outsider, hidden.id) is None
    assert titles(panels.community_projects(lead, hidden.id)["page"]) == [cycle.project.title]
    assert panels.home_projects(outsider, 0) is None
    assert panels.home_projects(guest(), 0) is None
    assert panels.home_projects(lead, 0)["cycles"][cycle.project_id].id == cycle.id
    assert panels.thread_actions(guest(), 1) is None
    assert panels.thread_actions(outsider, 999_999) is None


@pytest.mark.parametrize("count", [1, 6])
def test_lists_cost_the_same_whatever_their_length(count, make_community, make_project, make_member, count_queries):
    community, viewer = make_community(), make_member()
    for _ in range(count):
        make_project(community)
    db.session.expire_all()
    with count_queries(at_most=2):
        queries.list_projects(viewer)
    db.session.expire_all()
    with count_queries(at_most=1):
        cards.project_cards(viewer, range(1, 50))


def test_a_project_page_costs_the_same_however_many_cycles_it_has(make_project, make_cycle, count_queries):
    project = make_project()
    lead = viewer_for(project.lead_id)
    for _ in range(4):
        make_cycle(project)
    db.session.expire_all()
    with count_queries(at_most=10):
        whole = queries.get_whole_project(lead, project.id)
        advice.branches_of(lead, whole)
        advice.diagram_of(lead, whole)


def test_the_log_says_who_did_what_and_when_and_goes_by_time(make_cycle):
    cycle = make_cycle(state=CycleState.ACTED)
    lead = viewer_for(cycle.project.lead_id)
    db.session.expire_all()
    project = queries.get_whole_project(lead, cycle.project_id)
    entries, older = queries.list_log(lead, project, limit=3)
    assert [entry.name for entry in entries] == [
        "projects.cycle_acted",
        "projects.cycle_studied",
        "projects.cycle_done",
    ]
    assert entries[0].actor.id == lead.id
    assert entries[0].cycle.id == cycle.id
    rest, end = queries.list_log(lead, project, before=older)
    assert rest[-1].name == "projects.project_started"
    assert end is None
