"""Projects begin from templates; a community saves its own, with nothing about people in it."""

from __future__ import annotations

import pytest

from lhs_community.accounts.models import Person
from lhs_community.communities.models import CommunityRole, Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.projects.actions import diagram, projects as actions, templates
from lhs_community.projects.charter import Charter
from lhs_community.projects.models.terms import DriverKind
from lhs_community.projects.queries import templates as queries
from lhs_community.projects.queries.projects import get_project, get_whole_project
from lhs_community.projects.templates import SHIPPED, Outline
from lhs_community.safety.findings import Verdict
from lhs_community.safety.guard import check
from lhs_community.safety.held import Held
from tests.make.people import add_to


@pytest.fixture
def project(make_project):
    return make_project(scope="Our ward")


@pytest.fixture
def lead(project):
    return viewer_for(project.lead_id)


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.key)
def test_what_comes_with_the_product_is_whole_and_clear(one):
    assert {measure.kind for measure in one.outline.measures} == {"outcome", "process", "balancing"}
    assert len(one.outline.drivers) >= 2
    assert set(one.outline.hints) <= set(Charter.__dataclass_fields__)
    assert check("\n".join(one.outline.texts())).verdict is Verdict.CLEAR
    assert Outline.of(one.outline.as_kept()).texts() == one.outline.texts()


def test_a_project_begins_from_a_template(project, lead, client, sign_in):
    templates.begin_from(lead, project, queries.find_template(lead, "falls"))
    whole = get_whole_project(lead, project.id)
    titles = {one.title for one in whole.drivers}
    assert titles >= {"People get to the toilet in time", "The way is short, clear and lit"}
    assert "A round at five in the morning" in {one.title for one in whole.ideas}
    assert all(one.primaries for one in whole.drivers if one.kind is DriverKind.SECONDARY)
    sign_in(client, db.session.get_one(Person, lead.id))
    page = client.get(f"/projects/{project.id}").text
    assert "Measures to think of" in page
    assert "People who walked today" in page
    assert "From the template: People kept in bed" in client.get(f"/projects/{project.id}/charter").text
    link = f"/measures/new?project={project.id}&name=People+who+walked+today&kind=balancing&definition=Counted"
    form = client.get(link).text
    assert 'value="People who walked today"' in form
    assert "Counted" in form


def test_a_suggestion_goes_when_it_is_added_or_waved_away(project, lead, make_measure):
    templates.begin_from(lead, project, queries.find_template(lead, "falls"))
    there = queries.list_suggested(lead, project.id)
    make_measure(lead, project.id, name=there[0].title.upper())
    templates.dismiss_suggestion(lead, project, there[1].id)
    assert [one.title for one in queries.list_suggested(lead, project.id)] == [there[2].title]
    with pytest.raises(NotThere):
        templates.dismiss_suggestion(lead, project, 10**9)


def test_the_form_begins_from_one_and_takes_no_unknown_one(project, lead, client, sign_in):
    slug = project.community.slug
    sign_in(client, db.session.get_one(Person, lead.id))
    assert client.get("/projects/new?template=falls").status_code == 200
    typed = {"title": "Falls here", "community": slug}
    assert client.post("/projects/new", data={**typed, "template": "nonsense"}).status_code == 422
    done = client.post("/projects/new", data={**typed, "template": "waiting"})
    assert done.status_code == 303
    assert "Minutes from arriving to being seen" in client.get(done.location).text


def _saved(project, lead, title="As we did it"):
    db.session.flush()
    return templates.save_template(lead, get_whole_project(lead, project.id), title)


def test_a_project_becomes_a_template_without_its_people_and_problem(project, lead):
    project = get_project(lead, project.id)
    actions.change_charter(
        lead, project, Charter(title="Falls", problem="Our own story", aim_what="falls", balancing="Kept in bed")
    )
    driver = diagram.add_driver(lead, project, DriverKind.PRIMARY, "Toilet in time")
    diagram.add_idea(lead, project, "A round at five", [driver.id])
    kept = Outline.of(_saved(project, lead).outline)
    assert kept.hints == {"aim_what": "falls", "balancing": "Kept in bed"}
    assert kept.drivers[0].title == "Toilet in time"
    assert list(kept.drivers[0].ideas) == ["A round at five"]
    assert "Our own story" not in kept.texts()


def test_a_template_is_for_the_readers_of_its_community(make_project, make_community, make_person):
    project = make_project(make_community(visibility=Visibility.PRIVATE))
    lead = viewer_for(project.lead_id)
    template = _saved(project, lead)
    outsider = viewer_for(make_person().id)
    assert queries.find_template(lead, str(template.id))
    assert queries.find_template(outsider, str(template.id)) is None
    assert all(one.own is None for one in queries.list_templates(outsider))
    with pytest.raises(NotThere):
        queries.get_own(outsider, template.id)


def test_who_saves_and_who_takes_away(project, lead, make_person):
    member = add_to(project.community, make_person(), CommunityRole.MEMBER)
    convenor = add_to(project.community, make_person(), CommunityRole.CONVENOR)
    with pytest.raises(Refused):
        _saved(project, member)
    template = queries.get_own(lead, _saved(project, lead).id)
    with pytest.raises(Refused):
        templates.remove_template(member, template)
    templates.remove_template(convenor, template)
    assert queries.find_template(lead, str(template.id)) is None


@pytest.mark.parametrize("title", ["", "ab", "x" * 121])
def test_a_template_needs_a_title(project, lead, title):
    with pytest.raises(Invalid):
        _saved(project, lead, title)


def test_titles_are_told_apart_and_the_guard_reads_all_of_it(project, lead):
    _saved(project, lead)
    with pytest.raises(Invalid, match="of that title"):
        _saved(project, lead)
    with pytest.raises(Held):
        _saved(project, lead, "For 943 476 5919")
