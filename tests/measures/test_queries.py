"""What is read of measures, and what other features are given of them."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from lhs_community.communities.models import Visibility
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.measures import datasheet
from lhs_community.measures.actions.notes import annotate_measure
from lhs_community.measures.actions.readings import add_readings
from lhs_community.measures.models.measures import MeasureKind
from lhs_community.measures.queries import cards, measures as queries
from lhs_community.measures.spc.terms import Variation
from tests.make.measures import STEADY, figures


def test_a_study_holds_chart_words_and_remarks(make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id, values=(*STEADY, 90), unit="%", target=10.0)
    found = queries.study(team.lead, measure)
    assert found.chart.variation is Variation.CONCERN_HIGH
    assert found.headline == "Latest: 90% in May 2024. Concern: above the upper limit."
    assert "change for the worse" in found.words
    assert found.variation_label == "Special cause: concern, higher values"
    assert found.assurance_label == "Target: consistently missed"
    assert found.wide.size.name == "wide"


def test_a_measure_without_figures_says_so(make_team, make_measure):
    team = make_team()
    found = queries.study(team.lead, make_measure(team.lead, team.project_id, values=()))
    assert (found.wide, found.headline, found.variation_label) == (None, "There are no values yet.", "")


def test_measures_of_a_project_are_listed_outcomes_first(make_team, make_measure):
    team = make_team()
    for kind in (MeasureKind.BALANCING, MeasureKind.PROCESS, MeasureKind.OUTCOME):
        make_measure(team.lead, team.project_id, kind=kind)
    assert [one.kind for one in queries.list_measures(team.lead, team.project_id)] == list(MeasureKind)


def test_cards_of_many_measures_cost_a_fixed_number_of_queries(make_team, make_measure, count_queries):
    team = make_team()
    ids = [make_measure(team.lead, team.project_id).id for _ in range(8)]
    db.session.commit()
    with count_queries(at_most=6):
        found = cards.measure_cards(team.lead, ids)
    assert len(found) == 8
    assert found[ids[0]].status == "Common cause"
    assert found[ids[0]].community_name == team.community.name


def test_the_index_card_holds_plain_text_and_the_community(make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id, definition="All falls", source="Incident system")
    annotate_measure(team.lead, measure, date(2023, 5, 1), "New rota")
    card = cards.measure_index_card(measure.id)
    assert (card.title, card.community_id) == (measure.name, team.community.id)
    assert all(text in card.body for text in ("All falls", "Incident system", "New rota", "Latest: 52"))
    assert cards.measure_index_card(999_999) is None
    assert cards.all_measure_ids() == [measure.id]


def test_the_outline_tells_a_lesson_what_happened(make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id)
    outline = subjects.outline(team.lead, Ref("measure", measure.id))
    assert outline["what_happened"].startswith("**Falls each month**: 16 values from January 2023")


def test_the_panel_of_a_project_shows_only_its_measures_and_invites_its_team(make_team, make_measure, make_member):
    team, other = make_team(), make_team(Visibility.PRIVATE)
    make_measure(other.lead, other.project_id)
    assert cards.project_panel(make_member(), team.project_id) is None
    panel = cards.project_panel(team.lead, team.project_id)
    assert (panel["studies"], panel["may_add"]) == ([], True)
    measure = make_measure(team.lead, team.project_id)
    panel = cards.project_panel(make_member(), team.project_id)
    assert ([one.measure for one in panel["studies"]], panel["may_add"]) == ([measure], False)


def test_exported_figures_are_harmless_to_spreadsheets_and_can_be_pasted_back(make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id, values=(-5, None, 7))
    annotate_measure(team.lead, measure, date(2023, 1, 1), '=HYPERLINK("x")')
    text = queries.figures_as_csv(team.lead, measure)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["remarks"] == '\'=HYPERLINK("x")'
    assert [row["value"] for row in rows] == ["-5.0", "", "7.0"]
    again = datasheet.read(text)
    assert [row.value for row in again.rows] == [-5.0, None, 7.0]
    assert add_readings(team.lead, measure, text).unchanged == 3


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_text_that_a_spreadsheet_would_run_is_neutralised(cell):
    assert datasheet.neutral(cell) == f"'{cell}"


def test_figures_of_a_closed_community_are_not_exported(make_team, make_measure, client, sign_in, make_person):
    team = make_team(Visibility.PRIVATE)
    measure = make_measure(team.lead, team.project_id, values=(1, 2))
    sign_in(client, make_person())
    assert client.get(f"/measures/{measure.id}/figures.csv").status_code == 404
    assert client.get(f"/measures/{measure.id}").status_code == 404
    assert figures(1, 2) == "date,value\n2023-01-01,1\n2023-02-01,2"
