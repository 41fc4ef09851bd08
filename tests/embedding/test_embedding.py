"""Planning, handing over, looking again: every step and every refusal; notices by the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from lhs_community.accounts.models import Person
from lhs_community.communities.queries.members import viewer_for
from lhs_community.embedding import actions, dates, queries
from lhs_community.embedding.actions import Plan
from lhs_community.embedding.models import StillThere
from lhs_community.foundation import clock
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused, Stale
from lhs_community.measures.actions.measures import Plan as MeasurePlan, start_measure
from lhs_community.measures.actions.readings import add_readings
from lhs_community.measures.models.measures import MeasureKind
from lhs_community.measures.spc.terms import Direction
from lhs_community.notifications.models import Notice

NUMBER = "Her number is 999 000 0018"
START = datetime(2026, 1, 31, 12, tzinfo=UTC)
DAY = date(2026, 1, 31)


@pytest.fixture
def place(make_project, make_member):
    class Place:
        project = make_project()
        id = project.id
        lead = viewer_for(project.lead_id)
        keeper = make_member(project.community)
        member = make_member(project.community)

    return Place


def planned(place, **texts):
    texts = {"standard_work": "A round at five, every night", "owner_id": place.keeper.id} | texts
    actions.plan_embedding(place.lead, place.id, Plan(**texts))
    return queries.get_embedding(place.lead, place.id)


def handed_over(place, on=DAY, **texts):
    embedding = planned(place, **texts)
    actions.hand_over(place.lead, embedding, on)
    return embedding


def recorded(name=""):
    rows = db.session.scalars(select(EventRow).order_by(EventRow.id))
    return [(row.name, row.payload) for row in rows if row.name.startswith(f"embedding.{name}")]


def at(day, hour=12):
    return clock.at(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


# --- dates ---


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2023, 11, 29), 3, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 3, 15), -12, date(2025, 3, 15)),
    ],
)
def test_the_same_day_months_later_or_the_last_of_a_shorter_month(day, months, later):
    assert dates.months_later(day, months) == later


@pytest.mark.parametrize(
    ("zone", "day", "moment"),
    [
        ("Europe/London", date(2026, 3, 28), datetime(2026, 3, 28, 8, tzinfo=UTC)),
        ("Europe/London", date(2026, 3, 29), datetime(2026, 3, 29, 7, tzinfo=UTC)),  # clocks went forward that night
        ("Europe/London", date(2026, 10, 25), datetime(2026, 10, 25, 8, tzinfo=UTC)),  # and back
        ("Pacific/Auckland", date(2026, 4, 5), datetime(2026, 4, 4, 20, tzinfo=UTC)),
        ("Nowhere/At all", date(2026, 1, 5), datetime(2026, 1, 5, 8, tzinfo=UTC)),
    ],
)
def test_a_notice_goes_out_in_the_morning_where_its_reader_lives(zone, day, moment):
    assert dates.due_at(day, zone) == moment


# --- planning and handing over ---


def test_how_it_is_kept_is_planned_changed_and_handed_over(place):
    with clock.at(START):
        embedding = planned(place, training="Shown on the first night", monitoring="Falls, monthly")
        assert (embedding.owner_id, embedding.handed_over_on, embedding.checks) == (place.keeper.id, None, [])
        assert "Shown" in embedding.training_html
        actions.hand_over(place.lead, embedding, DAY)
    assert [(one.months, one.due_on) for one in embedding.checks] == [
        (3, date(2026, 4, 30)), (6, date(2026, 7, 31)), (12, date(2027, 1, 31)),
    ]  # fmt: skip
    assert [name for name, _ in recorded()] == ["embedding.embedding_planned", "embedding.project_handed_over"]
    assert "round at five" not in str(recorded())


@pytest.mark.parametrize("field", ["standard_work", "training", "monitoring"])
def test_the_guard_reads_how_it_is_kept(field, place):
    with pytest.raises(Invalid) as held:
        planned(place, **{field: NUMBER})
    assert held.value.field == field


def test_nothing_is_handed_over_to_nobody_or_without_standard_work(place):
    with clock.at(START):
        with pytest.raises(Invalid, match="who keeps it"):
            actions.hand_over(place.lead, planned(place, owner_id=None), DAY)
        with pytest.raises(Invalid, match="standard work"):
            actions.hand_over(place.lead, planned(place, standard_work=" "), DAY)


@pytest.mark.parametrize("on", [date(2026, 2, 1), date(2025, 1, 30)])
def test_a_handover_is_of_today_or_of_the_last_year(on, place):
    with clock.at(START):
        embedding = planned(place)
        with pytest.raises(Invalid) as refused:
            actions.hand_over(place.lead, embedding, on)
    assert refused.value.field == "on"


def test_it_is_handed_over_once_and_somebody_goes_on_keeping_it(place):
    with clock.at(START):
        embedding = handed_over(place)
        with pytest.raises(Invalid, match="already"):
            actions.hand_over(place.lead, embedding, DAY)
        with pytest.raises(Invalid) as refused:
            planned(place, owner_id=None)
    assert refused.value.field == "owner_id"


def test_a_handover_is_taken_back_until_somebody_has_looked_again(place):
    with clock.at(START):
        embedding = planned(place)
        with pytest.raises(Invalid, match="not handed over"):
            actions.take_back(place.lead, embedding)
        actions.hand_over(place.lead, embedding, DAY)
        actions.take_back(place.lead, embedding)
        db.session.flush()
        assert (embedding.handed_over_on, embedding.checks) == (None, [])
        actions.hand_over(place.lead, embedding, DAY)
    with at(date(2026, 5, 1)):
        actions.answer_check(place.keeper, embedding.checks[0], StillThere.YES, "")
        with pytest.raises(Invalid, match="stays on record"):
            actions.take_back(place.lead, embedding)


def test_only_the_team_plans_and_only_who_may_read_can_keep(place, make_person):
    for actor in (place.member, place.keeper):
        with pytest.raises(Refused):
            actions.plan_embedding(actor, place.id, Plan())
    with pytest.raises(Invalid) as refused:
        planned(place, owner_id=999_999)
    assert refused.value.field == "owner_id"


def test_two_who_change_the_plan_at_once_do_not_overwrite_each_other(place):
    embedding = planned(place)
    seen = embedding.version
    planned_again = Plan(owner_id=place.keeper.id, standard_work="Every night but Sunday")
    actions.plan_embedding(place.lead, place.id, planned_again, seen)
    with pytest.raises(Stale):
        actions.plan_embedding(place.lead, place.id, planned_again, seen)


# --- looking again ---


@pytest.mark.parametrize("who", ["lead", "keeper"])
def test_who_keeps_it_or_works_on_it_answers_with_what_the_charts_say_then(who, place):
    with clock.at(START):
        plan = MeasurePlan(name="Falls a week", kind=MeasureKind.OUTCOME, direction=Direction.DECREASE)
        measure = start_measure(place.lead, place.id, plan)
        add_readings(place.lead, measure, "date,value\n2026-01-01,5\n2026-01-08,6\n2026-01-15,4")
        check = handed_over(place).checks[0]
    with at(date(2026, 5, 2)):
        actions.answer_check(getattr(place, who), check, StillThere.PARTLY, "Not at weekends")
    assert (check.answer, check.answered_by_id) == (StillThere.PARTLY, getattr(place, who).id)
    assert check.chart_says.startswith("Falls a week: ")
    assert "Not at weekends" in check.note_html
    assert recorded("check_answered")[0][1]["answer"] == "partly"


@pytest.mark.parametrize(
    ("answer", "note", "field"),
    [
        (None, "Fine", "answer"),
        (StillThere.NO, "  ", "note"),
        (StillThere.PARTLY, "", "note"),
        (StillThere.YES, NUMBER, "note"),
    ],
)
def test_an_answer_that_says_too_little_or_too_much_is_refused(answer, note, field, place):
    with clock.at(START):
        check = handed_over(place).checks[0]
    with at(date(2026, 5, 2)), pytest.raises(Invalid) as refused:
        actions.answer_check(place.keeper, check, answer, note)
    assert refused.value.field == field
    assert check.answer is None


def test_a_check_is_answered_once_on_its_day_or_later_by_who_may(place):
    with clock.at(START):
        check = handed_over(place).checks[0]
        with pytest.raises(Invalid, match="30 April 2026"):
            actions.answer_check(place.keeper, check, StillThere.YES, "")
    with at(date(2026, 4, 30)):
        with pytest.raises(Refused):
            actions.answer_check(place.member, check, StillThere.YES, "")
        actions.answer_check(place.keeper, check, StillThere.YES, "")
        with pytest.raises(Invalid, match="answered already"):
            actions.answer_check(place.keeper, check, StillThere.NO, "Gone")


# --- the clock ---


def run(moment):
    with clock.at(moment):
        return actions.tell_due()


def told():
    return [(name, payload["months"]) for name, payload in recorded("check_due") + recorded("check_overdue")]


def test_each_check_is_told_of_once_on_the_day_and_once_more_after_a_fortnight(place):
    with clock.at(START):
        handed_over(place)
    morning = datetime(2026, 4, 30, 7, tzinfo=UTC)  # 8 in London
    assert run(morning - timedelta(seconds=1)) == 0
    assert [run(morning), run(morning), run(morning + timedelta(days=13))] == [1, 0, 0]
    assert [run(morning + timedelta(days=14)), run(morning + timedelta(days=60))] == [1, 0]
    assert told() == [("embedding.check_due", 3), ("embedding.check_overdue", 3)]


def test_what_is_answered_is_not_told_of(place):
    with clock.at(START):
        embedding = handed_over(place)
    run(datetime(2026, 4, 30, 9, tzinfo=UTC))
    with at(date(2026, 5, 2)):
        actions.answer_check(place.keeper, embedding.checks[0], StillThere.YES, "")
    assert run(datetime(2026, 6, 1, 9, tzinfo=UTC)) == 0


def test_a_worker_that_slept_catches_up_and_sends_each_once(place):
    with clock.at(START):
        handed_over(place)
    woke = datetime(2026, 8, 3, 9, tzinfo=UTC)  # 3 months are long overdue, 6 months just due
    assert [run(woke), run(woke)] == [2, 0]
    assert sorted(told()) == [("embedding.check_due", 6), ("embedding.check_overdue", 3)]


def test_a_handover_of_long_ago_is_told_of_at_once(place):
    with at(date(2026, 9, 1)):
        handed_over(place, on=date(2026, 1, 31))
    assert run(datetime(2026, 9, 1, 13, tzinfo=UTC)) == 2


def test_the_notices_go_by_the_clock_of_whoever_keeps_it_also_when_that_is_somebody_new(place):
    db.session.get_one(Person, place.keeper.id).time_zone = "Pacific/Auckland"
    db.session.flush()
    with clock.at(START):
        handed_over(place)
    in_auckland = datetime(2026, 4, 29, 20, tzinfo=UTC)  # 8 on the 30th
    assert [run(in_auckland - timedelta(minutes=1)), run(in_auckland)] == [0, 1]
    with at(date(2026, 5, 1)):
        planned(place, owner_id=place.member.id)
    in_london = datetime(2026, 5, 14, 7, tzinfo=UTC)
    assert [run(in_london - timedelta(minutes=1)), run(in_london)] == [0, 1]
    assert told() == [("embedding.check_due", 3), ("embedding.check_overdue", 3)]


def test_who_keeps_it_and_who_leads_hear_of_it_and_nobody_else(place, deliver):
    with clock.at(START):
        handed_over(place)
    run(datetime(2026, 4, 30, 9, tzinfo=UTC))
    deliver()
    rows = db.session.execute(
        select(Notice.person_id).join(EventRow, EventRow.id == Notice.event_id).where(
            EventRow.name == "embedding.check_due"
        )
    )
    assert {person for (person,) in rows} == {place.keeper.id, place.lead.id}


def test_checks_that_wait_are_listed_for_who_keeps_it_and_who_works_on_it(place):
    with clock.at(START):
        handed_over(place)
        assert queries.list_waiting(place.keeper) == []
    with at(date(2026, 8, 1)):
        for viewer in (place.keeper, place.lead):
            assert [one.check.months for one in queries.list_waiting(viewer)] == [3, 6]
        assert queries.list_waiting(place.member) == []


def test_nothing_is_found_of_a_project_that_may_not_be_read(make_project, make_community, make_member):
    project = make_project(make_community(visibility="private"))
    lead = viewer_for(project.lead_id)
    with clock.at(START):
        actions.plan_embedding(lead, project.id, Plan(owner_id=lead.id, standard_work="A round"))
        embedding = queries.get_embedding(lead, project.id)
        actions.hand_over(lead, embedding, DAY)
    outsider = make_member()
    for read in (
        lambda: queries.find_embedding(outsider, project.id),
        lambda: queries.get_check(outsider, embedding.checks[0].id),
        lambda: actions.plan_embedding(outsider, project.id, Plan()),
        lambda: actions.answer_check(outsider, embedding.checks[0], StillThere.YES, ""),
    ):
        with pytest.raises(NotThere):
            read()
