"""Opening a signal, reading it blind, showing, settling and opening again: every path, and every refusal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lhs_community.communities.models import Visibility
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.interpretations import actions, queries
from lhs_community.interpretations.models import Interpretation, Reading, State
from lhs_community.measures.actions.readings import add_readings
from lhs_community.measures.queries import measures
from tests.make.interpretations import given


def open_again(opened, actor, due_at=None):
    ref = Ref("measure", opened.measure_id)
    finding = subjects.findings(actor, [ref])[ref][-1]
    return actions.open_interpretation(actor, subjects.require_card(actor, ref), finding, due_at)


def test_a_signal_is_read_once_whoever_asks(make_interpretation, make_member):
    opened = make_interpretation()
    other = make_member(opened.team.community)
    assert open_again(opened, other).id == opened.id
    assert db.session.scalar(select(func.count(Interpretation.id))) == 1
    assert db.session.scalar(select(func.count()).where(EventRow.name == "interpretations.interpretation_opened")) == 1


def test_a_signal_that_is_not_on_the_chart_cannot_be_read(make_interpretation):
    opened = make_interpretation()
    ref = Ref("measure", opened.measure_id)
    for name, start in (("special_cause_improvement", "2024-05-01"), ("special_cause_concern", "2024-05-02"), ("", "")):
        with pytest.raises(NotThere):
            queries.get_finding(opened.opener, ref, name, start)


def test_somebody_who_may_not_post_cannot_open_or_read(make_interpretation, make_member):
    opened = make_interpretation(visibility=Visibility.RESTRICTED)
    outsider = make_member()
    with pytest.raises(Refused):
        open_again(opened, outsider)
    with pytest.raises(Refused):
        actions.give_reading(outsider, queries.get_interpretation(outsider, opened.id), given())


def test_a_blind_reading_can_be_changed_and_stays_one(make_interpretation):
    opened = make_interpretation(readings=1)
    actions.give_reading(opened.opener, opened.interpretation, given("On second thoughts, the beds."))
    (own,) = queries.list_readings(opened.opener, opened.interpretation)
    assert (own.what_changed, own.round) == ("On second thoughts, the beds.", 1)


def test_before_they_are_shown_nobody_sees_another_reading(make_interpretation, make_member):
    opened = make_interpretation(readings=3)
    convenor = make_member(opened.team.community, "convenor")
    assert len(queries.list_readings(opened.opener, opened.interpretation)) == 1
    assert not queries.list_readings(convenor, opened.interpretation)
    assert not queries.list_readings(opened.team.lead, opened.interpretation)
    assert queries.count_readings(convenor, [opened.id]) == {opened.id: 3}


def test_once_shown_all_see_all_and_the_first_round_stands(make_interpretation):
    opened = make_interpretation(readings=2)
    actions.show_readings(opened.opener, opened.interpretation)
    actions.give_reading(opened.opener, opened.interpretation, given("Now I think it was both."))
    found = queries.list_readings(opened.team.lead, opened.interpretation)
    mine = [(one.round, one.what_changed) for one in found if one.person_id == opened.opener.id]
    assert mine == [(1, "Reading 0 of the rota"), (2, "Now I think it was both.")]
    assert len(found) == 3


def test_two_readings_are_wanted_before_all_are_shown(make_interpretation):
    opened = make_interpretation(readings=1)
    with pytest.raises(Invalid, match="fewer than 2"):
        actions.show_readings(opened.opener, opened.interpretation)
    assert opened.interpretation.state is State.COLLECTING


def test_only_who_runs_it_shows_settles_and_opens_again(make_interpretation, make_member):
    opened = make_interpretation(readings=2)
    member = make_member(opened.team.community)
    for act in (
        lambda: actions.show_readings(member, opened.interpretation),
        lambda: actions.settle(member, opened.interpretation, agreed="It was the rota."),
        lambda: actions.reopen(member, opened.interpretation),
    ):
        with pytest.raises(Refused):
            act()
    actions.show_readings(opened.team.lead, opened.interpretation)
    actions.settle(make_member(opened.team.community, "convenor"), opened.interpretation, agreed="It was the rota.")
    actions.reopen(opened.opener, opened.interpretation)
    assert opened.interpretation.state is State.SHOWN


def test_each_step_comes_only_after_the_one_before(make_interpretation):
    opened = make_interpretation(readings=2)
    one, opener = opened.interpretation, opened.opener
    with pytest.raises(Invalid, match="Show the readings first"):
        actions.settle(opener, one, agreed="It was the rota.")
    with pytest.raises(Invalid, match="open already"):
        actions.reopen(opener, one)
    actions.show_readings(opener, one)
    with pytest.raises(Invalid, match="shown already"):
        actions.show_readings(opener, one)
    with pytest.raises(Invalid, match="what you agree on, or how"):
        actions.settle(opener, one, agreed=" ", differences=" ")
    actions.settle(opener, one, agreed="It was the rota.")
    with pytest.raises(Invalid, match="settled"):
        actions.give_reading(opener, one, given())
    with pytest.raises(Invalid, match="Show the readings first"):
        actions.settle(opener, one, agreed="It was the beds.")


def test_views_that_differ_are_an_outcome_too_and_do_not_go_on_the_chart(make_interpretation):
    opened = make_interpretation(readings=2)
    actions.show_readings(opened.opener, opened.interpretation)
    actions.settle(opened.opener, opened.interpretation, agreed="", differences="Half say beds, half say rota.")
    assert opened.interpretation.state is State.PARTED
    assert [remark.kind for remark in _remarks(opened)] == []


def test_what_is_agreed_stands_on_the_chart_until_it_is_opened_again(make_interpretation):
    opened = make_interpretation(readings=2)
    actions.show_readings(opened.opener, opened.interpretation)
    actions.settle(opened.opener, opened.interpretation, agreed="It was the new rota.")
    (remark,) = _remarks(opened)
    assert remark.text == "What it means: It was the new rota."
    assert remark.url == f"/interpretations/{opened.id}"
    assert remark.day.isoformat() == "2024-05-01"
    actions.reopen(opened.opener, opened.interpretation)
    assert not _remarks(opened)


def _remarks(opened):
    lead = opened.team.lead
    return measures.study(lead, measures.get_measure(lead, opened.measure_id)).remarks


def test_when_the_time_is_up_readings_are_shown_once(make_interpretation):
    opened = make_interpretation(readings=1, due_at=clock.now() + timedelta(days=2))
    silent = make_interpretation(readings=0, due_at=clock.now() + timedelta(days=2))
    assert actions.show_due() == 0
    with clock.at(clock.now() + timedelta(days=2)):
        assert (actions.show_due(), actions.show_due()) == (1, 0)
    assert opened.interpretation.state is State.SHOWN
    assert silent.interpretation.state is State.COLLECTING
    shown = db.session.scalars(select(EventRow).where(EventRow.name == "interpretations.readings_shown")).one()
    assert shown.actor_id is None


def test_the_time_cannot_be_up_already(make_interpretation):
    with pytest.raises(Invalid) as refusal:
        make_interpretation(due_at=clock.now())
    assert refusal.value.field == "due_on"


@pytest.mark.parametrize("field", ["what_changed", "why", "evidence", "would_change", "since"])
def test_what_could_identify_somebody_is_held_in_every_field(field, make_interpretation):
    opened = make_interpretation()
    with pytest.raises(Invalid) as refusal:
        actions.give_reading(opened.opener, opened.interpretation, given(**{field: "NHS number 999 000 0018"}) if
                             field != "what_changed" else given("NHS number 999 000 0018"))
    assert refusal.value.field == field
    assert not db.session.scalar(select(func.count(Reading.id)))


def test_no_event_holds_a_word_of_what_was_typed(make_interpretation):
    opened = make_interpretation(readings=2)
    actions.show_readings(opened.opener, opened.interpretation)
    actions.settle(opened.opener, opened.interpretation, agreed="It was the rota.")
    rows = db.session.scalars(select(EventRow).where(EventRow.name.startswith("interpretations.")))
    assert not [row for row in rows if "rota" in str(row.payload)]


def test_the_signal_may_dissolve_and_what_was_read_stays(make_interpretation):
    opened = make_interpretation(readings=2)
    lead = opened.team.lead
    measure = measures.get_measure(lead, opened.measure_id)
    add_readings(lead, measure, "date,value\n2024-05-01,51", reason="A slip of the pen")
    assert not subjects.findings(lead, [Ref("measure", measure.id)])[Ref("measure", measure.id)]
    assert queries.get_interpretation(lead, opened.id).finding_text.endswith("above the upper limit")
