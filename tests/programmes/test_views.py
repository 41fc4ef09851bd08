"""Pages of programmes: what a person sees, what they may not, and that nothing typed is lost."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.database import db
from lhs_community.measures.actions.readings import add_readings
from lhs_community.measures.models.measures import Measure
from lhs_community.programmes.actions import children, definitions
from lhs_community.programmes.models.definitions import Definition, Use
from lhs_community.programmes.models.programmes import ChildState, Programme, ProgrammeChild
from lhs_community.programmes.queries.programmes import get_programme
from lhs_community.projects.queries.projects import get_project
from tests.make.measures import STEADY, figures
from tests.make.people import add_to
from tests.make.programmes import FALLS, let_in

DEFINITION = {
    "name": "Falls per 1,000 bed days", "kind": "outcome", "direction": "decrease", "chart_kind": "xmr", "target": "6",
    "denominator": "Occupied bed days", "per": "1000", "period": "month", "version": "1",
}  # fmt: skip


def text_of(answer):
    return answer.get_data(as_text=True)


def runner_of(programme):
    return viewer_for(programme.leads[0].person_id)


@pytest.fixture
def as_(client, sign_in):
    """`as_(viewer)`: the browser, signed in as them."""

    def make(viewer):
        sign_in(client, db.session.get_one(Person, viewer.id))
        return client

    return make


@pytest.fixture
def sites(make_programme, make_project, make_definition):
    """A programme of two projects whose measure has figures: (programme, runner, definition, measures)."""
    programme = make_programme()
    runner = runner_of(programme)
    definition = make_definition(runner, programme)
    measures = []
    for title, values in (("Zebra ward", STEADY), ("Acorn ward", (*STEADY, 900))):
        project = make_project(community=programme.community, title=title)
        let_in(runner, programme, project)
        lead = viewer_for(project.lead_id)
        measure = definitions.take_up(lead, definition, get_project(lead, project.id))
        add_readings(lead, measure, figures(*values))
        measures.append(measure)
    db.session.commit()
    return programme, runner, definition, measures


def test_a_convenor_starts_a_programme_and_writes_a_definition(as_, make_community, make_member):
    community = make_community()
    client = as_(make_member(community, "convenor"))
    address = f"/programmes/new?community={community.slug}"
    assert client.get(address).status_code == 200
    assert client.post(address, data={"title": "", "aim": "Kept"}).status_code == 422
    answer = client.post(address, data={"title": "Fewer falls", "aim": "For all", "starts_on": "2026-01-01"})
    programme = db.session.scalars(select(Programme)).one()
    assert answer.location == f"/programmes/{programme.id}"
    assert "What all of them measure" in text_of(client.get(answer.location))
    address = f"{answer.location}/definitions/new"
    assert client.get(address).status_code == 200
    refused = client.post(address, data={**DEFINITION, "target": "many", "numerator": "Falls seen"})
    assert refused.status_code == 422
    assert 'value="Falls seen"' in text_of(refused)
    for _ in range(2):
        answer = client.post(address, data={**DEFINITION, "submission_token": "once"})
    definition = db.session.scalars(select(Definition)).one()
    assert answer.location == f"/definitions/{definition.id}"
    page = text_of(client.get(answer.location))
    assert "Divided by" in page
    assert "No chart yet" in page


@pytest.mark.parametrize("text", ["Her NHS number is 943 476 5919"])
def test_the_guard_reads_what_is_typed(text, as_, make_programme):
    programme = make_programme()
    client = as_(runner_of(programme))
    answer = client.post(f"/programmes/{programme.id}/change", data={"title": "Falls", "aim": text, "version": "1"})
    assert answer.status_code == 422
    assert "<mark>943 476 5919</mark>" in text_of(answer)


def test_a_stale_form_shows_both_versions(as_, make_programme):
    programme = make_programme()
    client = as_(runner_of(programme))
    address = f"/programmes/{programme.id}/change"
    read = re.search(r'name="as_read"[^>]*value="([^"]*)"', text_of(client.get(address))).group(1)
    assert client.post(address, data={"title": "Mine", "aim": "", "version": "1", "as_read": read}).status_code == 303
    answer = client.post(address, data={"title": "Theirs", "aim": "More", "version": "1", "as_read": read})
    assert answer.status_code == 422
    assert "Two versions" in text_of(answer)
    assert 'value="Theirs"' in text_of(answer)


def test_leads_are_added_and_removed(as_, make_programme, make_member):
    programme = make_programme()
    other = make_member(programme.community)
    client = as_(runner_of(programme))
    address = f"/programmes/{programme.id}/leads"
    assert client.post(address, data={"person": ""}).status_code == 422
    assert client.post(address, data={"person": str(other.id)}).status_code == 303
    assert other.name in text_of(client.get(address))
    assert client.post(f"{address}/{other.id}/remove").status_code == 303
    assert client.post(f"{address}/{other.id}/remove").status_code == 404


def test_a_project_is_invited_and_its_lead_answers(as_, make_programme, make_project):
    programme, project = make_programme(), make_project(title="Falls at home")
    client = as_(runner_of(programme))
    address = f"/programmes/{programme.id}/invite"
    assert "Falls at home" in text_of(client.get(address))
    assert client.post(address, data={"project": "987654"}).status_code == 422
    assert client.post(address, data={"project": str(project.id), "note": "Join us?"}).status_code == 303
    assert "waits for its lead" in text_of(client.get(f"/programmes/{programme.id}"))
    answer_at = f"/programmes/{programme.id}/projects/{project.id}/answer"
    assert client.get(answer_at).status_code == 403
    client = as_(viewer_for(project.lead_id))
    assert "Programmes ask you" in text_of(client.get("/"))
    assert answer_at in text_of(client.get(f"/projects/{project.id}"))
    assert "Join us?" in text_of(client.get(answer_at))
    assert client.post(answer_at, data={"choice": "decline"}).status_code == 422
    assert client.post(answer_at, data={"choice": "join"}).status_code == 303
    assert client.get(answer_at).status_code == 404
    assert "Belongs to" in text_of(client.get(f"/projects/{project.id}"))
    assert client.post(f"/programmes/{programme.id}/projects/{project.id}/leave").status_code == 303
    assert db.session.scalars(select(ProgrammeChild)).one().state is ChildState.LEFT


def test_a_definition_is_taken_up_and_a_measure_that_was_there_is_brought(sites, as_, make_measure):
    programme, _, definition, (zebra, _) = sites
    lead = viewer_for(zebra.started_by_id)
    known = make_measure(lead, zebra.project_id, name="Tumbles")
    client = as_(lead)
    address = f"/definitions/{definition.id}/take-up"
    assert "Zebra ward: Tumbles" in text_of(client.get(address))
    assert client.post(address, data={"project": str(zebra.project_id)}).status_code == 422  # it has it, without a site
    answer = client.post(address, data={"project": str(zebra.project_id), "site": "Bay 2"})
    made = db.session.scalars(select(Measure).where(Measure.site == "Bay 2")).one()
    assert answer.location == f"/measures/{made.id}/figures"
    answer = client.post(address, data={"project": str(zebra.project_id), "measure": str(known.id)})
    assert answer.location == f"/definitions/{definition.id}/measures/{known.id}/answer"
    page = text_of(client.get(answer.location))
    assert "a definition of its own" in page
    assert "Tumbles" in page
    assert "Not counted as the programme says" in text_of(client.get(f"/definitions/{definition.id}"))


def test_a_proposal_is_seen_field_by_field_and_answered(sites, as_):
    programme, runner, definition, (zebra, acorn) = sites
    client = as_(runner)
    address = f"/definitions/{definition.id}/propose"
    assert client.get(address).status_code == 200
    typed = {**DEFINITION, "denominator": "", "per": "", "unit": "falls", "period": "", "target": "5"}
    assert client.post(address, data=typed).status_code == 422  # no reason
    answer = client.post(address, data={**typed, "reason": "Six was too easy for all of us."})
    assert answer.location == f"/definitions/{definition.id}"
    client = as_(viewer_for(zebra.started_by_id))
    assert "Version 2 is proposed" in text_of(client.get(f"/measures/{zebra.id}"))
    address = f"/definitions/{definition.id}/measures/{zebra.id}/answer"
    page = text_of(client.get(address))
    assert "Six was too easy for all of us." in page
    assert '<td class="app-said">6</td><td class="app-said">5</td>' in page
    assert client.post(address, data={"choice": "accept", "number": "1"}).status_code == 422
    refused = client.post(address, data={"choice": "decline", "number": "2", "reason": "no"})
    assert refused.status_code == 422
    kept = {"choice": "decline", "number": "2", "reason": "More people with delirium here."}
    assert client.post(address, data=kept).status_code == 303
    client = as_(viewer_for(acorn.started_by_id))
    address = f"/definitions/{definition.id}/measures/{acorn.id}/answer"
    assert client.post(address, data={"choice": "accept", "number": "2"}).status_code == 303
    uses = {use.measure_id: use for use in db.session.scalars(select(Use))}
    assert (uses[zebra.id].version, uses[acorn.id].version) == (1, 2)
    page = text_of(client.get(f"/programmes/{programme.id}"))
    assert "Keeps version 1" in page
    assert "More people with delirium here." in page


def test_the_roll_up_goes_by_name_on_one_axis_and_says_what_chance_would_flag(sites, client, count_queries):
    _, _, definition, _ = sites
    with count_queries(at_most=12):
        page = text_of(client.get(f"/definitions/{definition.id}"))
    assert page.index(">Acorn ward</a>") < page.index(">Zebra ward</a>")
    assert "By the latest value of each chart: 1 common cause, 1 concern." in page
    assert "the chance that one of these 2 charts is flagged at its latest value is about 1 in 34" in page
    assert "All charts have the same axes" in page
    assert page.count('text-anchor="end">1,000</text>') == 2  # one top of the axis for both
    own = text_of(client.get(f"/definitions/{definition.id}?axes=own"))
    assert "Each chart has axes of its own" in own
    assert own.count('text-anchor="end">1,000</text>') == 1


def test_what_is_shown_is_downloaded(sites, client):
    _, _, definition, _ = sites
    answer = client.get(f"/definitions/{definition.id}/figures.csv", check=False)
    lines = text_of(answer).splitlines()
    assert lines[0].startswith("site,date,value,centre")
    assert len(lines) == 1 + 16 + 17
    assert lines[17].startswith("Acorn ward,2024-05-01,900")


def test_small_numbers_stay_hidden_from_others(sites, as_, make_member):
    _, _, definition, (zebra, _) = sites
    zebra.suppress_below = 51
    db.session.commit()
    assert "51 values" not in text_of(as_(viewer_for(zebra.started_by_id)).get(f"/definitions/{definition.id}"))
    client = as_(make_member())
    page = text_of(client.get(f"/definitions/{definition.id}"))
    assert "8 values are not shown" in page
    exported = text_of(client.get(f"/definitions/{definition.id}/figures.csv", check=False))
    assert exported.count("fewer than 51") == 8
    assert "Zebra ward,2023-01-01,50" not in exported


def test_nothing_of_a_closed_child_is_shown_or_counted(
    as_, make_community, make_programme, make_project, make_definition, make_member, make_person
):
    programme = make_programme()
    runner = runner_of(programme)
    home = make_community(visibility=Visibility.PRIVATE)
    add_to(home, db.session.get_one(Person, runner.id))
    runner = viewer_for(runner.id)
    project = make_project(community=home, title="Quietly at work")
    let_in(runner, programme, project)
    definition = make_definition(runner, programme)
    lead = viewer_for(project.lead_id)
    measure = definitions.take_up(lead, definition, get_project(lead, project.id))
    add_readings(lead, measure, figures(*STEADY))
    db.session.commit()
    pages = [f"/programmes/{programme.id}", f"/definitions/{definition.id}", f"/programmes/{programme.id}/portfolio"]
    client = as_(lead)
    assert all("Quietly at work" in text_of(client.get(page)) for page in pages)
    client = as_(make_member(get_programme(runner, programme.id).community))
    for page in pages:
        assert "Quietly" not in text_of(client.get(page))
    assert "No project has taken it up yet" in text_of(client.get(pages[0]))
    for address in (
        f"/definitions/{definition.id}/measures/{measure.id}/answer",
        f"/programmes/{programme.id}/projects/{project.id}/answer",
    ):
        assert client.get(address).status_code == 404
    assert client.post(f"/programmes/{programme.id}/projects/{project.id}/leave").status_code == 404
    assert children.leave_programme  # the lead may: see test_actions


def test_the_portfolio_takes_no_more_statements_for_more_measures(
    sites, client, make_measure, make_project, count_queries
):
    programme, runner, definition, (zebra, acorn) = sites
    address = f"/programmes/{programme.id}/portfolio"
    with count_queries() as few:
        client.get(address)
    for measure in (zebra, acorn):
        lead = viewer_for(measure.started_by_id)
        for number in range(10):
            made = make_measure(lead, measure.project_id, name=f"Measure {number}")
            made.suppress_below = 3
    programme = get_programme(runner, programme.id)
    for number in range(3):
        let_in(runner, programme, make_project(community=programme.community, title=f"Project {number}"))
    db.session.commit()
    with count_queries(at_most=len(few)):
        page = text_of(client.get(address))
    assert page.count("app-chart__small") == 22
    slug = get_programme(runner, programme.id).community.slug
    assert text_of(client.get(f"/c/{slug}/portfolio")).count("app-chart__small") == 22


def test_the_programmes_page_takes_no_more_statements_for_more_children(
    sites, as_, make_project, make_cycle, count_queries
):
    programme, runner, definition, _ = sites
    client = as_(runner)
    with count_queries() as few:
        client.get(f"/programmes/{programme.id}")
    programme = get_programme(runner, programme.id)
    for number in range(4):
        project = make_project(community=programme.community, title=f"Project {number}")
        let_in(runner, programme, project)
        lead = viewer_for(project.lead_id)
        definitions.take_up(lead, definition, get_project(lead, project.id))
    db.session.commit()
    with count_queries(at_most=len(few)):
        client.get(f"/programmes/{programme.id}")


def test_places_of_one_project_stand_side_by_side(client, make_project, make_measure, count_queries):
    project = make_project()
    lead = viewer_for(project.lead_id)
    for site in ("West", "East"):
        make_measure(lead, project.id, name="Falls", site=site)
    make_measure(lead, project.id, name="Sitting out")
    db.session.commit()
    address = f"/projects/{project.id}/small-multiples"
    assert address in text_of(client.get(f"/projects/{project.id}"))
    with count_queries(at_most=10):
        page = text_of(client.get(address))
    assert page.index(">East</a>") < page.index(">West</a>")
    assert "Sitting out" not in page
    assert "Each chart has axes of its own" in text_of(client.get(f"{address}?axes=own"))


def test_a_version_that_somebody_else_proposed_first_is_shown_beside_mine(sites, as_):
    _, runner, definition, _ = sites
    definitions.propose_version(runner, definition, replace(FALLS, target=5.0), "Six was too easy for all.", 1)
    db.session.commit()
    typed = {**DEFINITION, "denominator": "", "per": "", "reason": "Four and a half, then.", "target": "4.5"}
    answer = as_(runner).post(f"/definitions/{definition.id}/propose", data=typed)
    assert answer.status_code == 422
    assert "Two new versions" in text_of(answer)
    assert 'value="4.5"' in text_of(answer)


def test_a_funnel_sets_each_site_beside_what_chance_gives_one_of_its_size(
    as_, make_programme, make_project, make_definition
):
    programme = make_programme()
    runner = runner_of(programme)
    terms = replace(FALLS, numerator="Falls", denominator="Bed days", per=1000.0)
    definition = make_definition(runner, programme, terms)
    for title, falls in (("Zebra ward", 4), ("Middle ward", 5), ("Acorn ward", 40)):
        project = make_project(community=programme.community, title=title)
        let_in(runner, programme, project)
        lead = viewer_for(project.lead_id)
        measure = definitions.take_up(lead, definition, get_project(lead, project.id))
        rows = [f"2025-{month:02}-01,{falls + month % 2},1000" for month in range(1, 13)]
        add_readings(lead, measure, "\n".join(["date,numerator,denominator", *rows]))
    db.session.commit()
    page = text_of(as_(runner).get(f"/definitions/{definition.id}"))
    assert "Acorn ward lies above the outer limits." in page
    assert "Each site is summed from 2 December 2024 to 1 December 2025." in page
    assert page.index('<th scope="row">Acorn ward') < page.index('<th scope="row">Zebra ward')


def test_a_site_whose_small_numbers_are_hidden_is_not_drawn_in_the_funnel(
    as_, make_programme, make_project, make_definition, make_member
):
    programme = make_programme()
    runner = runner_of(programme)
    definition = make_definition(runner, programme, replace(FALLS, denominator="Bed days", per=1000.0))
    for title in ("Ash", "Birch", "Fern", "Small ward"):
        project = make_project(community=programme.community, title=title)
        let_in(runner, programme, project)
        lead = viewer_for(project.lead_id)
        measure = definitions.take_up(lead, definition, get_project(lead, project.id))
        least = 3 if title == "Small ward" else 8
        rows = [f"2025-{month:02}-01,{least if month == 5 else 9},1000" for month in range(1, 13)]
        add_readings(lead, measure, "\n".join(["date,numerator,denominator", *rows]))
        measure.suppress_below = 5
    db.session.commit()
    page = text_of(as_(make_member()).get(f"/definitions/{definition.id}"))
    assert "Not drawn, as you are not shown some of their small numbers: Small ward." in page
