"""Who else is editing is known to whoever may edit too, and to nobody else; it fades by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lhs_community.accounts.current import guest
from lhs_community.accounts.models import Person
from lhs_community.communities.models import CommunityRole
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.presence.actions import MOST_FORMS, say_editing, stop_editing, sweep_editing
from lhs_community.presence.models import Editing
from lhs_community.presence.queries import list_others
from lhs_community.projects.actions import team
from tests.make.people import add_to


@pytest.fixture
def two(make_project, make_person):
    """A project's lead, somebody else of its team, and the project."""
    project = make_project()
    second = add_to(project.community, make_person(name="Amara Okafor"), CommunityRole.MEMBER)
    lead = viewer_for(project.lead_id)
    team.add_team_member(lead, project, db.session.get_one(Person, second.id))
    return lead, second, Ref("project", project.id)


def _count():
    return db.session.scalar(select(func.count()).select_from(Editing))


def test_each_hears_of_the_other_and_not_of_themselves(two):
    lead, second, ref = two
    assert say_editing(lead, ref, "charter")
    assert say_editing(second, ref, "charter")
    assert not say_editing(second, ref, "charter")
    assert list_others(lead, ref, "charter") == ["Amara Okafor"]
    assert list_others(lead, ref, "idea_7") == []
    stop_editing(second, ref, "charter")
    assert list_others(lead, ref, "charter") == []


def test_it_fades_by_itself_and_is_swept(two, monkeypatch):
    lead, second, ref = two
    say_editing(second, ref, "charter")
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=60))
    assert list_others(lead, ref, "charter") == []
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=11))
    sweep_editing()
    assert _count() == 0


def test_who_may_not_edit_neither_says_nor_hears(two, make_person):
    lead, _, ref = two
    reader = viewer_for(make_person().id)
    say_editing(lead, ref, "charter")
    for other in (reader, guest()):
        with pytest.raises(NotThere):
            say_editing(other, ref, "charter")
        with pytest.raises(NotThere):
            stop_editing(other, ref, "charter")
        assert list_others(other, ref, "charter") == []
    with pytest.raises(NotThere):
        say_editing(lead, Ref("project", 10**9), "charter")


@pytest.mark.parametrize("part", ["", "x" * 41, "a b", "<script>", "charter:1"])
def test_a_form_of_no_known_shape_is_refused(two, part):
    lead, _, ref = two
    with pytest.raises(Invalid):
        say_editing(lead, ref, part)


def test_nobody_fills_the_table(two):
    lead, _, ref = two
    for number in range(MOST_FORMS + 10):
        say_editing(lead, ref, f"idea_{number}")
        db.session.flush()
    assert _count() <= MOST_FORMS + 1
