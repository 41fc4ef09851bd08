"""Small numbers: the rule, and every place where a figure could come out by another way."""

from __future__ import annotations

from datetime import date

import pytest

from lhs_community.accounts.models import Person
from lhs_community.chain.actions import link
from lhs_community.chain.models import Relation
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.measures.actions.measures import Plan, start_measure
from lhs_community.measures.actions.notes import rebase_measure
from lhs_community.measures.actions.readings import add_readings
from lhs_community.measures.models.measures import MeasureKind
from lhs_community.measures.queries import cards, measures as queries
from lhs_community.measures.queries.figures import current_readings, list_replaced, read_figures
from lhs_community.measures.queries.pinned import thread_panel
from lhs_community.measures.spc.terms import ChartKind, Direction
from lhs_community.measures.suppression import Figure, Hiding
from tests.make.measures import figures

DAY = date(2024, 1, 1)
LARGE, SMALL = (50, 52) * 8, 3


@pytest.mark.parametrize(
    ("value", "numerator", "denominator", "is_hidden"),
    [
        (None, None, None, False),
        (0, None, None, False),
        (1, None, None, True),
        (4, None, None, True),
        (5, None, None, False),
        (-3, None, None, False),
        (40, 4, 10, True),
        (50, 5, 10, False),
        (0, 0, 4, True),
        (0, 0, 5, False),
        (2, 20, 1000, False),  # a value of 2 that is made of a numerator of 20
        (60, 6, 10, False),
    ],
)
def test_a_figure_is_hidden_with_any_small_count_in_it(value, numerator, denominator, is_hidden):
    figure = Figure(DAY, value, numerator, denominator)
    hiding = Hiding(5)
    assert hiding.hides(figure) is is_hidden
    veiled = hiding.veil(figure)
    assert veiled.is_small is is_hidden
    if is_hidden:
        assert (veiled.value, veiled.numerator, veiled.denominator) == (None, None, None)
    else:
        assert veiled == figure


def test_of_a_share_the_other_side_is_hidden_too():
    assert Hiding(5, is_share=True).hides(Figure(DAY, 97, 97, 100))
    assert not Hiding(5, is_share=True).hides(Figure(DAY, 100, 100, 100))
    assert not Hiding(5).hides(Figure(DAY, 97, 97, 100))


def test_without_a_threshold_nothing_is_hidden():
    assert not Hiding(None).hides(Figure(DAY, 1))


@pytest.fixture
def scene(make_team, make_member, make_measure):
    """A measure that hides what is below 5, with two such values; its lead, and a reader."""
    team = make_team()
    measure = make_measure(team.lead, team.project_id, values=(*LARGE, SMALL, 2), suppress_below=5)
    return team, measure, make_member(team.community)


def test_others_get_a_gap_and_the_team_gets_the_value(scene):
    team, measure, reader = scene
    hidden = [one.value for one in current_readings(reader, measure).values() if one.is_small]
    assert hidden == [None, None]
    assert [one.value for one in current_readings(team.lead, measure).values()][-2:] == [3, 2]


def test_whoever_does_not_say_in_full_gets_no_small_number(scene):
    """A caller that forgets to think of it shows too little, never too much."""
    _, measure, _ = scene
    assert sum(one.is_small for one in read_figures([measure])[measure.id].values()) == 2
    assert queries.read_all([measure], {})[measure.id].hidden_count == 2


def test_nothing_that_is_worked_out_hangs_on_a_hidden_value(make_team, make_member, make_measure):
    """The same chart, limits and words, whatever the hidden values are: they cannot be solved for."""
    team = make_team()
    reader = make_member(team.community)
    charts = []
    for small in (1, 4):
        measure = make_measure(team.lead, team.project_id, values=(*LARGE, small, 60), suppress_below=5)
        found = queries.study(reader, measure)
        charts.append((found.chart, found.words, found.headline, found.wide, found.small_numbers))
    assert charts[0] == charts[1]
    assert "1 value is not shown" in charts[0][-1]


def test_the_page_table_tooltips_and_download_say_fewer_than(scene, client, sign_in):
    team, measure, reader = scene
    add_readings(team.lead, measure, "2024-05-01,4", reason="One more was found")
    db.session.commit()
    sign_in(client, db.session.get(Person, reader.id))
    page = client.get(f"/measures/{measure.id}").get_data(as_text=True)
    assert "2 values are not shown, because a count of fewer than 5" in page
    assert page.count("fewer than 5</td>") == 4  # two in the table, two of the correction
    assert "May 2024:" not in page  # no tooltip
    download = client.get(f"/measures/{measure.id}/figures.csv").get_data(as_text=True)
    assert "2024-05-01,fewer than 5,51.0," in download
    assert download.count("fewer than 5") == 2
    assert [(one.old, one.new) for one in list_replaced(reader, measure)] == [(None, None)]
    sign_in(client, db.session.get(Person, team.lead.id))
    page = client.get(f"/measures/{measure.id}").get_data(as_text=True)
    assert "Only your team sees 2 values here" in page
    assert "fewer than 5</td>" not in page


def test_cards_search_lessons_and_small_charts_leave_them_out(scene):
    team, measure, reader = scene
    seen_by_all = cards.measure_cards(reader, [measure.id])[measure.id].excerpt
    assert "52 in April 2024" in seen_by_all
    assert cards.measure_cards(team.lead, [measure.id])[measure.id].excerpt != seen_by_all
    assert seen_by_all in cards.measure_index_card(measure.id).body
    # A lesson is for everybody, also where its author is on the team.
    assert cards.measure_outline(team.lead, measure.id) == cards.measure_outline(reader, measure.id)
    (small,) = cards.project_panel(reader, team.project_id)["studies"]
    assert small.hidden_count == 2
    assert cards.measure_findings(reader, [measure.id]) != cards.measure_findings(team.lead, [measure.id])


def test_a_thread_about_the_chart_leaves_them_out(scene, make_thread):
    team, measure, reader = scene
    thread = make_thread(community=team.community)
    link(team.lead, Ref("measure", measure.id), Ref("thread", thread.id), Relation.LED_TO)
    add_readings(team.lead, measure, "2024-07-01,1")
    (pinned,) = thread_panel(reader, thread.id)["pinned"]
    assert pinned.then.hidden_count == 2
    assert pinned.now is None or pinned.now.hidden_count == 3
    (whole,) = thread_panel(team.lead, thread.id)["pinned"]
    assert whole.then.hidden_count == 0


def test_a_measure_all_of_whose_values_are_small_says_so(make_team, make_member, make_measure, client, sign_in):
    team = make_team()
    measure = make_measure(team.lead, team.project_id, values=(1, 2, 3), suppress_below=5)
    db.session.commit()
    sign_in(client, db.session.get(Person, make_member(team.community).id))
    page = client.get(f"/measures/{measure.id}").get_data(as_text=True)
    assert "All figures are small" in page
    assert "has not brought any figures" not in page


def test_a_list_asks_once_for_each_project(scene, make_measure, count_queries):
    team, measure, reader = scene
    more = [make_measure(team.lead, team.project_id, suppress_below=5) for _ in range(4)]
    db.session.commit()
    with count_queries(at_most=12):
        found = queries.studies(reader, [measure, *more])
    assert [one.hidden_count for one in found] == [2, 0, 0, 0, 0]


def test_a_chart_of_single_events_cannot_hide_them(make_team):
    team = make_team()
    plan = Plan("Falls", MeasureKind.OUTCOME, Direction.INCREASE, chart_kind=ChartKind.T, suppress_below=5)
    with pytest.raises(Invalid) as refusal:
        start_measure(team.lead, team.project_id, plan)
    assert refusal.value.field == "suppress_below"


def test_rebasing_at_a_hidden_value_tells_nothing_of_it(scene):
    team, measure, reader = scene
    rebase_measure(team.lead, measure, date(2024, 4, 1), "New rota since April of that year")
    found = queries.study(reader, measure)
    assert found.chart.last.value == 52
    assert figures(3) not in found.words


@pytest.mark.parametrize("ending", ["chart.svg", "chart.json", "figures.csv"])
def test_what_is_taken_away_holds_no_hidden_value(ending, make_team, make_member, make_measure, client, sign_in):
    team = make_team()
    rate = {"chart_kind": ChartKind.U, "numerator": "Falls", "denominator": "Bed days", "per": 1000.0}
    measure = make_measure(team.lead, team.project_id, values=(), suppress_below=5, **rate)
    rows = "\n".join(f"2023-{month:02}-01,{20 + month % 3},800" for month in range(1, 13))
    add_readings(team.lead, measure, f"date,numerator,denominator\n{rows}\n2024-01-01,3,737")
    db.session.commit()
    sign_in(client, db.session.get(Person, make_member(team.community).id))
    taken = client.get(f"/measures/{measure.id}/{ending}").get_data(as_text=True)
    assert "737" not in taken
    assert "4.07" not in taken
    sign_in(client, db.session.get(Person, team.lead.id))
    assert client.get(f"/measures/{measure.id}/{ending}").status_code == 200
