"""Who reads a measure and who works on it; the rule and its SQL twin agree."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lhs_community.accounts.current import guest
from lhs_community.accounts.models import PersonKind, SiteRole
from lhs_community.communities.models import Visibility
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.measures import policy
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.queries import cards, measures as queries
from lhs_community.measures.queries.figures import current_readings
from tests.make.people import add_to

READERS = {
    Visibility.OPEN: {"guest", "outsider", "member", "convenor", "external_member", "administrator"},
    Visibility.RESTRICTED: {"outsider", "member", "convenor", "external_member", "administrator"},
    Visibility.PRIVATE: {"member", "convenor", "external_member"},
    Visibility.CONFIDENTIAL: {"member", "convenor", "external_member"},
}
WHO = ("guest", "outsider", "member", "convenor", "external", "external_member", "administrator")


def look_as(who, community, make_member):
    match who:
        case "guest":
            return guest()
        case "member" | "convenor":
            return make_member(community, who)
        case "external":
            return make_member(kind=PersonKind.EXTERNAL)
        case "external_member":
            return make_member(community, kind=PersonKind.EXTERNAL)
        case "administrator":
            return make_member(site_roles=(SiteRole.ADMINISTRATOR,))
    return make_member()


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("visibility", Visibility)
def test_the_rule_its_sql_twin_and_every_way_out_agree(visibility, who, make_team, make_measure, make_member):
    team = make_team(visibility)
    measure = make_measure(team.lead, team.project_id)
    viewer = look_as(who, team.community, make_member)
    may = who in READERS[visibility]
    if who == "guest":
        may = may and viewer.guests_may_read
    assert policy.may_read(viewer, measure) is may
    twin = db.session.scalars(select(Measure.id).where(policy.readable_by(viewer))).all()
    assert twin == ([measure.id] if may else [])
    assert [one.id for one in queries.list_measures(viewer, team.project_id)] == twin
    assert list(cards.measure_cards(viewer, [measure.id])) == twin
    assert (cards.project_panel(viewer, team.project_id) is not None) is may
    assert bool(subjects.outline(viewer, Ref("measure", measure.id))) is may
    assert bool(queries.list_batches(viewer, measure)) is may
    assert bool(current_readings(viewer, measure)) is may
    if may:
        assert queries.get_measure(viewer, measure.id) is measure
    else:
        with pytest.raises(NotThere):
            queries.get_measure(viewer, measure.id)
        with pytest.raises(NotThere):
            policy.require_change(viewer, measure)
        assert not cards.may_edit_measure(viewer, measure.id)


def test_the_rule_of_the_project_decides_who_works_on_its_measures(make_team, make_measure, make_member):
    team = make_team()
    measure = make_measure(team.lead, team.project_id)
    outsider = make_member()
    assert policy.may_change(team.lead, measure)
    assert subjects.may_edit(team.lead, Ref("measure", measure.id))
    assert not policy.may_change(outsider, measure)
    assert not policy.may_change(guest(), measure)
    with pytest.raises(Refused):
        policy.require_change(outsider, measure)


def test_who_loses_the_community_loses_its_measures(make_team, make_measure, make_person):
    team = make_team(Visibility.PRIVATE)
    measure = make_measure(team.lead, team.project_id)
    person = make_person()
    assert policy.may_read(add_to(team.community, person), measure)
    team.community.visibility = Visibility.CONFIDENTIAL
    db.session.flush()
    assert not policy.may_read(guest(), measure)
