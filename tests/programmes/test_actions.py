"""Starting programmes, inviting projects, shared definitions: it works, who may not, what was recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused, Stale
from lhs_community.measures.actions.readings import add_readings
from lhs_community.measures.queries.figures import current_readings
from lhs_community.measures.spc.terms import ChartKind
from lhs_community.programmes.actions import children, definitions, programmes
from lhs_community.programmes.models.programmes import ChildState
from lhs_community.programmes.queries import definitions as definition_queries, programmes as queries
from lhs_community.projects.queries.projects import get_project
from lhs_community.safety.held import Held
from tests.make.measures import STEADY, figures
from tests.make.programmes import FALLS, let_in

NUMBER = "Her NHS number is 943 476 5919"


def recorded(name):
    return db.session.scalars(select(EventRow).where(EventRow.name == name).order_by(EventRow.id)).all()


def runner_of(programme):
    return viewer_for(programme.leads[0].person_id)


@pytest.fixture
def shared(make_programme, make_project, make_definition):
    """A programme with one child project and one definition that the project has taken up."""
    programme = make_programme()
    runner = runner_of(programme)
    project = make_project(community=programme.community)
    let_in(runner, programme, project)
    definition = make_definition(runner, programme)
    lead = viewer_for(project.lead_id)
    measure = definitions.take_up(lead, definition, get_project(lead, project.id))
    return programme, runner, lead, definition, measure


def site_of(viewer, definition, measure):
    found = definition_queries.get_definition(viewer, definition.id)
    return definition_queries.get_site(viewer, found, measure.id)


def test_a_convenor_starts_a_programme_and_leads_it(make_community, make_member):
    community = make_community()
    convenor = make_member(community, "convenor")
    made = programmes.start_programme(convenor, community, programmes.Outline("  Fewer   falls ", "For **all**."))
    assert (made.title, str(made.aim_html)) == ("Fewer falls", "<p>For <strong>all</strong>.</p>")
    assert [one.person_id for one in made.leads] == [convenor.id]
    (event,) = recorded("programmes.programme_started")
    assert (event.subject_id, event.payload) == (made.id, {"community_id": community.id})
    with pytest.raises(Refused):
        programmes.start_programme(make_member(community), community, programmes.Outline("Fewer falls"))


@pytest.mark.parametrize(
    ("outline", "field"),
    [
        ({"title": " a "}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"ends_on": date(2025, 1, 1), "starts_on": date(2025, 2, 1)}, "ends_on"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(outline, field, make_community, make_member):
    community = make_community()
    convenor = make_member(community, "convenor")
    with pytest.raises(Invalid) as refusal:
        programmes.start_programme(convenor, community, programmes.Outline(**{"title": "Fewer falls", **outline}))
    assert refusal.value.field == field


def test_two_who_change_a_programme_do_not_overwrite_each_other(make_programme):
    programme = make_programme()
    runner = runner_of(programme)
    programmes.change_programme(runner, programme, programmes.Outline("Fewer falls, safely"), 1)
    with pytest.raises(Stale):
        programmes.change_programme(runner, programme, programmes.Outline("Other"), 1)
    assert programme.title == "Fewer falls, safely"


def test_leads_are_added_and_step_down_and_strangers_cannot_lead(make_community, make_programme, make_person):
    programme = make_programme(make_community(visibility=Visibility.PRIVATE))
    runner = runner_of(programme)
    with pytest.raises(Invalid, match="may read this community"):
        programmes.add_lead(runner, programme, make_person())
    programmes.remove_lead(runner, programme, runner.person_id)
    assert programme.leads == []
    with pytest.raises(NotThere):
        programmes.remove_lead(runner, programme, runner.person_id)


def test_a_project_belongs_only_when_its_lead_says_so(make_programme, make_project):
    programme, project = make_programme(), make_project()
    runner, lead = runner_of(programme), viewer_for(project.lead_id)
    child = children.invite_project(runner, programme, project, "Will you join?")
    assert child.state is ChildState.INVITED
    assert queries.list_children(lead, programme) == []
    assert recorded("programmes.project_invited")[0].payload == {"person_id": lead.id}
    assert [one.project_id for one in queries.list_asked(lead)] == [project.id]
    child = queries.get_child(runner, programme.id, project.id)
    with pytest.raises(Refused, match="Only the lead"):
        children.answer_invitation(runner, child, join=True)
    children.answer_invitation(lead, child, join=True)
    assert [one.project_id for one in queries.list_children(lead, programme)] == [project.id]
    assert recorded("programmes.invitation_answered")[0].payload == {"has_joined": True, "person_ids": [runner.id]}
    with pytest.raises(Invalid, match="has been answered"):
        children.answer_invitation(lead, child, join=False, words="No time")
    with pytest.raises(Invalid, match="invited or belongs"):
        children.invite_project(runner, programme, project)


def test_a_lead_may_say_no_with_a_reason_and_be_asked_again(make_programme, make_project):
    programme, project = make_programme(), make_project()
    runner, lead = runner_of(programme), viewer_for(project.lead_id)
    children.invite_project(runner, programme, project)
    child = queries.get_child(lead, programme.id, project.id)
    with pytest.raises(Invalid, match="why not now"):
        children.answer_invitation(lead, child, join=False)
    with pytest.raises(Held):
        children.answer_invitation(lead, child, join=False, words=NUMBER)
    children.answer_invitation(lead, child, join=False, words="Not before summer")
    assert (child.state, child.answer) == (ChildState.DECLINED, "Not before summer")
    assert children.invite_project(runner, programme, project).state is ChildState.INVITED


def test_who_leads_the_project_has_answered_by_inviting_it(make_programme, make_project):
    programme = make_programme()
    runner = runner_of(programme)
    project = make_project(community=programme.community, lead=runner)
    assert children.invite_project(runner, programme, project).state is ChildState.JOINED


def test_a_project_whose_lead_may_not_read_the_programme_is_not_asked(make_community, make_programme, make_project):
    programme = make_programme(make_community(visibility=Visibility.PRIVATE))
    with pytest.raises(Invalid, match="cannot read this programme"):
        children.invite_project(runner_of(programme), programme, make_project())


def test_leaving_is_for_the_lead_and_for_who_runs_the_programme(shared, make_member):
    programme, runner, lead, _, measure = shared
    child = queries.get_child(runner, programme.id, measure.project_id)
    with pytest.raises(Refused):
        children.leave_programme(make_member(), child, programme)
    children.leave_programme(lead, child, programme)
    assert queries.list_children(runner, programme) == []
    assert definition_queries.find_site(lead, measure.id) is None
    assert recorded("programmes.project_left")[0].subject_id == measure.project_id
    with pytest.raises(Invalid, match="any more"):
        children.leave_programme(lead, child, programme)


def test_a_child_takes_up_the_definition_as_a_measure_of_its_own(shared):
    _, _, lead, definition, measure = shared
    assert (measure.name, measure.unit, measure.target) == ("Falls per 1,000 bed days", "falls", 6.0)
    site = site_of(lead, definition, measure)
    assert (site.use.version, site.differences, site.has_proposal) == (1, [], False)
    (event,) = recorded("programmes.definition_taken")
    assert event.payload == {"definition_id": definition.id, "number": 1, "project_id": measure.project_id}


def test_one_project_takes_it_up_for_several_wards_but_once_for_each(shared):
    _, _, lead, definition, measure = shared
    project = get_project(lead, measure.project_id)
    assert definitions.take_up(lead, definition, project, " Fern  ward ").title == "Falls per 1,000 bed days: Fern ward"
    with pytest.raises(Invalid, match="measures it there already"):
        definitions.take_up(lead, definition, project, "fern ward")
    with pytest.raises(Held):
        definitions.take_up(lead, definition, project, NUMBER)


def test_only_the_team_of_a_child_takes_it_up(shared, make_project, make_member):
    _, _, lead, definition, measure = shared
    with pytest.raises(Refused):
        definitions.take_up(make_member(), definition, get_project(lead, measure.project_id), "B")
    other = make_project(lead=lead, community=definition.programme.community)
    with pytest.raises(Invalid, match="does not belong"):
        definitions.take_up(lead, definition, other)


def test_a_new_version_is_proposed_and_changes_nothing_by_itself(shared):
    _, runner, lead, definition, measure = shared
    version = definitions.propose_version(
        runner, definition, replace(FALLS, target=5.0, exclusions="Visitors"), "Visitors are no patients of ours.", 1
    )
    assert version.number == 2
    assert measure.target == 6.0
    site = site_of(lead, definition, measure)
    assert site.has_proposal
    assert [(one.label, one.ours, one.theirs) for one in site.differences] == [
        ("Left out", "not said", "Visitors"), ("Target", "6", "5"),
    ]  # fmt: skip
    (event,) = recorded("programmes.definition_proposed")
    assert event.payload == {"definition_id": definition.id, "number": 2, "person_ids": [lead.id]}


def test_a_child_accepts_and_its_figures_stay(shared):
    _, runner, lead, definition, measure = shared
    add_readings(lead, measure, figures(*STEADY))
    definitions.propose_version(runner, definition, replace(FALLS, unit="falls a month"), "Say it by the month.", 1)
    site = site_of(lead, definition, measure)
    with pytest.raises(Refused):
        definitions.accept_version(runner_without_team(runner), site, 2)
    definitions.accept_version(lead, site, 2)
    assert (measure.unit, site.use.version, len(current_readings(lead, measure))) == ("falls a month", 2, 16)
    assert not site_of(lead, definition, measure).has_proposal


def runner_without_team(runner):
    """The same person, no longer a convenor of the project's community."""
    changed = viewer_for(runner.id)
    object.__setattr__(changed, "roles", {})
    return changed


def test_a_child_declines_with_a_reason_and_is_asked_anew_about_the_next_version(shared):
    _, runner, lead, definition, measure = shared
    definitions.propose_version(runner, definition, replace(FALLS, target=5.0), "Six was too easy for all.", 1)
    site = site_of(lead, definition, measure)
    with pytest.raises(Invalid) as refusal:
        definitions.decline_version(lead, site, 2, "no")
    assert refusal.value.field == "reason"
    definitions.decline_version(lead, site, 2, "Our ward has more people with delirium.")
    site = site_of(lead, definition, measure)
    assert (site.has_proposal, site.has_declined, measure.target) == (False, True, 6.0)
    assert recorded("programmes.definition_declined")[0].payload["person_ids"] == [runner.id]
    again = definition_queries.get_definition(runner, definition.id)
    definitions.propose_version(runner, again, replace(FALLS, target=5.5), "Half way is fair to all.", 2)
    assert site_of(lead, definition, measure).has_proposal


def test_nobody_answers_for_a_version_they_have_not_seen(shared):
    _, runner, lead, definition, measure = shared
    definitions.propose_version(runner, definition, replace(FALLS, target=5.0), "Six was too easy for all.", 1)
    site = site_of(lead, definition, measure)
    with pytest.raises(Invalid, match="Another version"):
        definitions.accept_version(lead, site, 1)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "a"}, "name"),
        ({"per": 0.0}, "per"),
        ({"chart_kind": ChartKind.P}, "denominator"),
        ({"lowest": 3.0, "highest": 3.0}, "highest"),
        ({"definition": NUMBER}, "definition"),
        ({"numerator": NUMBER}, "numerator"),
    ],
)
def test_a_definition_that_makes_no_sense_is_refused_at_its_field(changed, field, make_programme):
    programme = make_programme()
    with pytest.raises(Invalid) as refusal:
        definitions.write_definition(runner_of(programme), programme, replace(FALLS, **changed))
    assert refusal.value.field == field


def test_a_version_needs_a_difference_a_reason_and_the_newest_before_it(shared):
    _, runner, lead, definition, _ = shared
    for terms, reason, version, said in (
        (FALLS, "Nothing is different here.", 1, "as it stands"),
        (replace(FALLS, target=5.0), "better", 1, "in a sentence"),
    ):
        with pytest.raises(Invalid, match=said):
            definitions.propose_version(runner, definition, terms, reason, version)
    with pytest.raises(Stale):
        definitions.propose_version(runner, definition, replace(FALLS, target=5.0), "Six was too easy.", 0)
    with pytest.raises(Refused):
        definitions.propose_version(lead, definition, replace(FALLS, target=5.0), "Six was too easy.", 1)
