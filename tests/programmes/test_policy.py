"""Levels x people: each rule of programmes and its SQL twin agree; a child shows only to who may read the child."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lhs_community.accounts.current import guest
from lhs_community.accounts.models import Person, PersonKind, SiteRole
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.programmes import policy
from lhs_community.programmes.actions.programmes import add_lead
from lhs_community.programmes.models.programmes import Programme, ProgrammeChild
from lhs_community.programmes.queries import cards, programmes as queries
from lhs_community.projects.models.projects import Project
from tests.make.people import add_to
from tests.make.programmes import let_in

INSIDE = {"member", "convenor", "external_member", "lead"}
SIGNED_IN = INSIDE | {"outsider", "administrator"}
READ = {
    Visibility.OPEN: SIGNED_IN | {"guest"},
    Visibility.RESTRICTED: SIGNED_IN,
    Visibility.PRIVATE: INSIDE,
    Visibility.CONFIDENTIAL: INSIDE,
}
RUN = {"convenor", "lead"}
WHO = ("guest", "outsider", "member", "convenor", "external", "external_member", "administrator", "lead")


def picture(who, programme, make_member, make_person):
    community = programme.community
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
            person = make_person()
            add_to(community, person)
            add_lead(viewer_for(programme.leads[0].person_id), programme, person)
            return viewer_for(person.id)
    return make_member()


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("visibility", Visibility)
def test_each_rule_its_twin_and_the_table_agree(
    visibility, who, make_community, make_programme, make_member, make_person
):
    programme = make_programme(make_community(visibility=visibility))
    hidden = make_programme(make_community(visibility=Visibility.PRIVATE))
    viewer = picture(who, programme, make_member, make_person)
    may_read, may_run = who in READ[visibility], who in RUN
    assert policy.may_read(viewer, programme) is may_read
    assert policy.may_run(viewer, programme) is may_run
    assert policy.may_start_in(viewer, programme.community) is (who == "convenor")
    for twin, allowed in ((policy.readable_by, may_read), (policy.run_by, may_run)):
        found = set(db.session.scalars(select(Programme.id).where(twin(viewer))))
        assert (programme.id in found) is allowed
        assert hidden.id not in found
    assert (programme.id in cards.programme_cards(viewer, [programme.id])) is may_read
    assert cards.may_edit_programme(viewer, programme.id) is may_run
    if not may_read:
        with pytest.raises(NotThere):
            queries.get_programme(viewer, programme.id)
        with pytest.raises(NotThere):
            policy.require_run(viewer, programme)
    elif not may_run:
        with pytest.raises(Refused):
            policy.require_run(viewer, programme)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("visibility", Visibility)
def test_a_child_is_there_only_for_who_may_read_both(
    visibility, who, make_community, make_programme, make_project, make_member, make_person
):
    """The project's community has the level; the programme is open to all."""
    programme = make_programme()
    runner = viewer_for(programme.leads[0].person_id)
    home = make_community(visibility=visibility)
    add_to(home, runner_person(runner))
    runner = viewer_for(runner.id)
    project = make_project(community=home)
    let_in(runner, programme, project)
    child = queries.get_child(runner, programme.id, project.id)
    viewer = picture(who, programme, make_member, make_person)
    may = who in ({"guest"} | SIGNED_IN if visibility is Visibility.OPEN else SIGNED_IN - {"external_member"})
    if visibility in (Visibility.PRIVATE, Visibility.CONFIDENTIAL) or (who == "external_member"):
        may = False
    assert policy.may_read_child(viewer, child) is may
    twin = db.session.scalars(select(ProgrammeChild.id).where(policy.child_readable_by(viewer))).all()
    assert twin == ([child.id] if may else [])
    if policy.may_read(viewer, programme):
        assert [one.id for one in queries.list_children(viewer, programme)] == twin


def runner_person(runner):
    return db.session.get_one(Person, runner.id)


@pytest.mark.parametrize("who", ["lead", "convenor", "member", "guest", "outsider"])
@pytest.mark.parametrize("has_lead", [True, False])
def test_the_lead_speaks_for_a_project_and_without_one_the_convenors(
    who, has_lead, make_community, make_project, make_member
):
    community = make_community()
    project = make_project(community)
    lead = viewer_for(project.lead_id)
    if not has_lead:
        project.lead_id = None
        db.session.flush()
    viewer = {
        "lead": lambda: lead,
        "convenor": lambda: make_member(community, "convenor"),
        "member": lambda: make_member(community),
        "outsider": make_member,
        "guest": guest,
    }[who]()
    may = who == ("lead" if has_lead else "convenor")
    assert policy.may_speak_for(viewer, project) is may
    twin = db.session.scalars(select(Project.id).where(policy.spoken_for_by(viewer))).all()
    assert twin == ([project.id] if may else [])
