"""What a measure is: what hangs on what, and two people who change it at once."""

from __future__ import annotations

import re
from datetime import date

import pytest

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, Stale
from lhs_community.measures import definition
from lhs_community.measures.actions.measures import Plan, change_measure, start_measure
from lhs_community.measures.models.measures import Measure, MeasureKind, Period
from lhs_community.measures.models.readings import Batch, Reading, Way
from lhs_community.measures.queries.figures import current_readings, list_replaced
from lhs_community.measures.spc.terms import ChartKind, Direction

PLAN = Plan("Falls each month", MeasureKind.OUTCOME, Direction.DECREASE)
FORM = {"name": "Falls each month", "kind": "outcome", "direction": "decrease"}
WHOLE = {
    **FORM, "definition": "Every fall that staff saw or found", "unit": "falls", "chart_kind": "u",
    "numerator": "Falls", "denominator": "Bed days", "per": "1,000", "exclusions": "Day cases", "period": "month",
    "source": "Incidents", "sampling": "All of them", "collected_by": "Ward clerk", "target": "4",
    "target_by": "1 March 2099", "baseline_from": "2023-01-01", "baseline_until": "2023-12-01",
    "suppress_below": "5",
}  # fmt: skip


def text_of(answer):
    return answer.get_data(as_text=True)


def plan(**changed):
    return Plan(**{**vars(PLAN), **changed})


@pytest.fixture
def team(make_team, client, sign_in):
    team = make_team()
    sign_in(client, db.session.get(Person, team.lead.id))
    return team


def test_everything_that_defines_a_measure_is_kept_and_shown(team, client):
    assert client.post(f"/measures/new?project={team.project_id}", data=WHOLE).status_code == 303
    measure = db.session.query(Measure).one()
    assert (measure.chart_kind, measure.per, measure.period) == (ChartKind.U, 1000.0, Period.MONTH)
    assert (measure.baseline_from, measure.target_by) == (date(2023, 1, 1), date(2099, 3, 1))
    page = text_of(client.get(f"/measures/{measure.id}"))
    for shown in (
        "Every fall that staff saw", "<dd>Falls</dd>", "<dd>Bed days</dd>", "<dd>1,000</dd>", "Day cases", "a month",
        "4 falls by 1 March 2099", "1 January 2023 to 1 December 2023", "u chart", "All of them", "Ward clerk",
        "below 5 are not shown to others",
    ):  # fmt: skip
        assert shown in page, shown
    form = text_of(client.get(f"/measures/{measure.id}/change"))
    assert 'value="2099-03-01"' in form
    assert 'value="1,000"' in form


def test_each_chart_says_in_a_sentence_when_it_fits(team, client):
    page = text_of(client.get(f"/measures/new?project={team.project_id}"))
    for kind in ChartKind:
        assert definition.CHARTS[kind].fits in page


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        *(({"chart_kind": kind}, "denominator") for kind in ("p", "p_prime", "u", "u_prime")),
        *(({"chart_kind": kind, "denominator": "days"}, "denominator") for kind in ("g", "t")),
        ({"per": 100.0}, "denominator"),
        *(({"denominator": "days", "per": per}, "per") for per in (0.0, -1.0, float("inf"))),
        ({"target_by": date(2099, 1, 1)}, "target"),
        ({"target": 4.0, "target_by": date(2020, 1, 1)}, "target_by"),
        ({"baseline_from": date(2024, 2, 1), "baseline_until": date(2024, 2, 1)}, "baseline_until"),
        ({"baseline_until": date(2024, 2, 1), "fix_after_n": 12}, "fix_after_n"),
        *(({"suppress_below": number}, "suppress_below") for number in (0, 1, 21)),
        *(
            ({name: "of 943 476 5919"}, name)
            for name in ("numerator", "denominator", "exclusions", "sampling", "collected_by", "source", "unit")
        ),
    ],
)
def test_what_does_not_fit_together_is_refused_at_its_field(changed, field, make_team):
    team = make_team()
    changed = {name: ChartKind(value) if name == "chart_kind" else value for name, value in changed.items()}
    with pytest.raises(Invalid) as refusal:
        start_measure(team.lead, team.project_id, plan(**changed))
    assert refusal.value.field == field
    assert db.session.query(Measure).count() == 0


def test_a_refused_definition_comes_back_with_all_that_was_typed(team, client):
    answer = client.post(f"/measures/new?project={team.project_id}", data={**WHOLE, "target_by": "soon", "per": "many"})
    assert answer.status_code == 422
    page = text_of(answer)
    for shown in ("“soon” is not a date", "“many” is not a number", "Day cases", 'value="soon"', "Ward clerk"):
        assert shown in page, shown
    assert '<details class="nhsuk-details" open>' in page


@pytest.mark.parametrize("name", ["numerator", "denominator", "exclusions", "sampling", "collected_by", "source"])
def test_a_text_longer_than_its_column_is_refused(name, team, client):
    answer = client.post(f"/measures/new?project={team.project_id}", data={**WHOLE, name: "x" * 501})
    assert answer.status_code == 422
    assert "Field cannot be longer" in text_of(answer)


def test_a_second_editor_is_shown_both_versions_and_loses_nothing(team, client, make_measure):
    measure = make_measure(team.lead, team.project_id, values=())
    opened = text_of(client.get(f"/measures/{measure.id}/change"))
    as_read = opened.split('name="as_read"')[1].split('value="')[1].split('"')[0]
    change_measure(team.lead, measure, plan(name="Falls with harm", source="The register"), 1)
    db.session.commit()
    typed = {**FORM, "name": "Falls without harm", "version": "1", "as_read": as_read}
    answer = client.post(f"/measures/{measure.id}/change", data=typed)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Two versions of the measure" in page
    assert "Falls with harm" in page
    assert 'value="Falls without harm"' in page
    assert 'value="The register"' in page  # which the second editor had not touched
    assert client.post(f"/measures/{measure.id}/change", data={**typed, "version": "2"}).status_code == 303
    assert (measure.name, measure.version, measure.changed_by_id) == ("Falls without harm", 3, team.lead.id)


def test_a_save_made_from_an_older_version_is_stale(make_team, make_measure):
    team = make_team()
    measure = make_measure(team.lead, team.project_id, values=())
    change_measure(team.lead, measure, PLAN, 1)
    with pytest.raises(Stale):
        change_measure(team.lead, measure, PLAN, 1)


def test_another_per_works_out_values_anew_and_keeps_those_before(make_team):
    team = make_team()
    rate = {"chart_kind": ChartKind.U, "denominator": "Bed days", "per": 100.0}
    measure = start_measure(team.lead, team.project_id, plan(**rate))
    batch = Batch(measure_id=measure.id, way=Way.TYPED, added_at=measure.started_at, added_count=1, corrected_count=0)
    db.session.add(batch)
    db.session.flush()
    day = date(2024, 1, 1)
    db.session.add(
        Reading(measure_id=measure.id, batch_id=batch.id, day=day, revision=1, value=5, numerator=10, denominator=200)
    )
    change_measure(team.lead, measure, plan(**{**rate, "per": 1000.0}))
    reading = current_readings(team.lead, measure)[day]
    assert (reading.value, reading.numerator, reading.revision) == (50.0, 10.0, 2)
    (replaced,) = list_replaced(team.lead, measure)
    assert (replaced.old, replaced.batch.way) == (5.0, Way.WORKED_OUT)


def test_a_site_may_say_from_which_number_on_new_measures_hide(team, client, app, monkeypatch):
    monkeypatch.setitem(app.config, "SUPPRESS_BELOW", 7)
    address = f"/measures/new?project={team.project_id}"
    assert re.search(r'name="suppress_below"[^>]* value="7"', text_of(client.get(address)))
    client.post(address, data={**FORM, "suppress_below": ""})
    assert db.session.query(Measure).one().suppress_below is None
