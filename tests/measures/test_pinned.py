"""The chart of a data question: as it was when it was asked, and what has changed since."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lhs_community.communities.models import Visibility
from lhs_community.discussions import keeping
from lhs_community.discussions.actions import threads
from lhs_community.discussions.models.threads import Thread, ThreadKind
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.measures.actions.notes import annotate_measure, rebase_measure
from lhs_community.measures.actions.readings import add_readings
from lhs_community.measures.queries import pinned

VALUES = [10 + month % 3 for month in range(1, 13)]  # of 2023


@pytest.fixture
def team(make_team):
    return make_team()


@pytest.fixture
def worker_on(team):
    return team.lead


@pytest.fixture
def measure(team, make_measure):
    return make_measure(team.lead, team.project_id, VALUES)


def ask(viewer, measure, **changed):
    draft = keeping.Draft("Is this drop real?", "Or other patients?", ThreadKind.DATA_QUESTION)
    return threads.start_thread(viewer, measure.community, draft, origin=Ref("measure", measure.id), **changed)


def at_later_time(days):
    return clock.at(clock.now() + timedelta(days=days))


def test_the_chart_stays_as_it_was_and_says_what_has_changed(measure, worker_on):
    thread = ask(worker_on, measure)
    panel = pinned.thread_panel(worker_on, thread.id)["pinned"][0]
    assert panel.now is None
    assert len(panel.then.chart.points) == 12
    with at_later_time(1):
        add_readings(worker_on, measure, "date,value\n2024-01-01,99")
        add_readings(worker_on, measure, "date,value\n2023-12-01,50", reason="Counted again")
        rebase_measure(worker_on, measure, date(2023, 6, 1), "A new way of counting")
        annotate_measure(worker_on, measure, date(2023, 7, 1), "Heat wave")
    panel = pinned.thread_panel(worker_on, thread.id)["pinned"][0]
    assert (panel.added, panel.corrected, panel.rebased) == (1, 1, 1)
    assert len(panel.then.chart.points) == 12
    assert panel.then.chart.points[-1].value == 10
    assert not panel.then.remarks
    assert [point.value for point in panel.now.chart.points[-2:]] == [50, 99]


def test_its_page_shows_the_chart_to_those_who_may_read_the_measure(
    measure, worker_on, make_member, make_community, client, as_viewer
):
    elsewhere = make_community()
    draft = keeping.Draft("What does this show?", "See the chart", ThreadKind.DATA_QUESTION)
    measure.community.visibility = Visibility.PRIVATE
    db.session.flush()
    thread = threads.start_thread(worker_on, elsewhere, draft, origin=Ref("measure", measure.id))
    db.session.commit()
    as_viewer(client, worker_on)
    page = client.get(f"/threads/{thread.id}").get_data(as_text=True)
    assert "as it was when this was asked" in page
    assert "The data have not changed since" in page
    as_viewer(client, make_member())
    page = client.get(f"/threads/{thread.id}").get_data(as_text=True)
    assert "as it was when" not in page
    assert measure.name not in page


def test_a_data_question_needs_a_measure_that_the_asker_may_read(measure, worker_on, make_member, make_thread):
    thread = make_thread()
    draft = keeping.Draft("Is this drop real?", "Or?", ThreadKind.DATA_QUESTION)
    for origin in (None, Ref("thread", thread.id)):
        with pytest.raises(Invalid) as refusal:
            threads.start_thread(worker_on, measure.community, draft, origin=origin)
        assert refusal.value.field == "measure"
    measure.community.visibility = Visibility.PRIVATE
    db.session.flush()
    outsider = make_member(thread.community)
    with pytest.raises(NotThere):
        threads.start_thread(outsider, thread.community, draft, origin=Ref("measure", measure.id))


def test_it_is_asked_from_the_measures_page_or_by_choosing_the_measure(measure, worker_on, client, as_viewer):
    db.session.commit()
    as_viewer(client, worker_on)
    page = client.get(f"/measures/{measure.id}").get_data(as_text=True)
    assert f"/ask?from=measure:{measure.id}" in page.replace("%3A", ":")
    answer = client.get(f"/ask?from=measure:{measure.id}")
    assert answer.location.startswith(f"/c/{measure.community.slug}/ask")
    page = client.get(answer.location).get_data(as_text=True)
    assert 'value="data_question" selected' in page or 'selected value="data_question"' in page
    address = f"/c/{measure.community.slug}/ask"
    typed = {"title": "Is the drop real?", "body": "Or not?", "kind": "data_question"}
    assert client.post(address, data=typed).status_code == 422
    assert client.post(address, data=typed | {"measure": "measure:987654"}, check=False).status_code == 422
    assert client.post(address, data=typed | {"measure": f"measure:{measure.id}"}).status_code == 303
    thread = db.session.scalars(select(Thread)).one()
    assert thread.kind is ThreadKind.DATA_QUESTION
    assert thread.owner_id
    assert thread.is_unanswered


def test_the_panel_asks_a_fixed_number_of_times(measure, worker_on, count_queries):
    thread = ask(worker_on, measure)
    with at_later_time(1):
        for month in range(1, 7):
            add_readings(worker_on, measure, f"date,value\n2024-{month:02}-01,9")
    db.session.commit()
    with count_queries(at_most=20):
        pinned.thread_panel(worker_on, thread.id)
    with count_queries(at_most=2):
        assert pinned.thread_panel(worker_on, 987654) is None
