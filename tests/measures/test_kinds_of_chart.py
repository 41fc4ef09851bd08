"""A measure's page, read as the kind of chart that its team chose."""

from __future__ import annotations

from datetime import date

import pytest

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import db
from lhs_community.measures.actions.measures import Plan, start_measure
from lhs_community.measures.actions.readings import add_readings
from lhs_community.measures.models.measures import MeasureKind
from lhs_community.measures.queries.measures import study
from lhs_community.measures.spc.terms import ChartKind, Direction

COUNTED = [(12, 100), (15, 120), (9, 80), (14, 110), (11, 100), (13, 90), (10, 100), (16, 130), (12, 95), (11, 105)] * 2


@pytest.fixture
def made(make_team, client, sign_in):
    """A measure of a kind of chart, its lead signed in; values, or a numerator and a denominator where wanted."""
    team = make_team()
    sign_in(client, db.session.get(Person, team.lead.id))

    def make(kind, **plan):
        divided = {"numerator": "Late", "denominator": "All", "per": 100.0} if kind.needs_denominator else {}
        terms = {"name": "Waits", "kind": MeasureKind.PROCESS, "direction": Direction.DECREASE} | divided | plan
        measure = start_measure(team.lead, team.project_id, Plan(chart_kind=kind, **terms))
        days = [date(2023 + index // 12, index % 12 + 1, 1) for index in range(len(COUNTED))]
        rows = [
            f"{day},{count},{size}" if divided else f"{day},{count}"
            for day, (count, size) in zip(days, COUNTED, strict=True)
        ]
        add_readings(team.lead, measure, "\n".join(["date,numerator,denominator" if divided else "date,value", *rows]))
        return measure, study(team.lead, measure)

    return make


def page(client, measure, query=""):
    answer = client.get(f"/measures/{measure.id}{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("kind", ChartKind)
def test_every_kind_of_chart_has_its_page(kind, made, client):
    measure, found = made(kind)
    shown = page(client, measure)
    assert (found.chart.kind, len(found.chart.points)) == (kind, 20)
    assert found.facts[0].replace("’", "'") in shown.replace("&#39;", "'").replace("’", "'")
    assert (f">{found.centre_label}<" in shown) or (f"{found.centre_label} " in shown)
    assert ("Limits: the usual range" in shown) == kind.has_limits
    assert ("Denominator" in shown) == kind.needs_denominator


def test_a_proportion_is_pooled_and_said_in_per_cent(made):
    _, found = made(ChartKind.P)
    everything = 100 * sum(count for count, _ in COUNTED) / sum(size for _, size in COUNTED)
    assert found.chart.groups[0].centre == pytest.approx(everything)
    assert found.chart.points[0].value == pytest.approx(12)


def test_the_baseline_of_a_measure_sets_its_lines(made):
    _, found = made(ChartKind.XMR, baseline_from=date(2023, 1, 1), baseline_until=date(2023, 12, 31))
    assert found.chart.groups[0].base_count == 12
    assert "12 values of the baseline" in found.words


def test_moving_ranges_are_shown_on_demand_without_any_script(made, client):
    measure, _ = made(ChartKind.XMR)
    assert "?mr=1#moving-ranges" in page(client, measure)
    assert "Moving ranges of Waits" in page(client, measure, "?mr=1")
    assert "Hide the moving ranges" not in page(client, measure)
    run, _ = made(ChartKind.RUN)
    assert "moving-ranges" not in page(client, run, "?mr=1")


def test_the_same_figures_can_be_read_by_other_rules(made, client):
    measure, _ = made(ChartKind.RUN)
    assert '<option value="anhoej">' in page(client, measure)
    read = page(client, measure, "?rules=anhoej")
    assert "The longest run has" in read
    assert "Choose rules before you look" in read
    for none in ("?rules=run_chart", "?rules=western_electric_shift_of_8", "?rules=<b>", "?rules="):
        assert "other-rules-title" not in page(client, measure, none)
