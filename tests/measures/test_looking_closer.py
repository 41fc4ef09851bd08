"""Looking closer at a stretch, what a chart suggests, and the files to take away."""

from __future__ import annotations

import json
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Visibility
from lhs_community.foundation.database import db
from lhs_community.measures.actions.notes import annotate_measure, rebase_measure
from lhs_community.measures.chart.suggestion import suggestion_of
from lhs_community.measures.chart.window import Window, within
from lhs_community.measures.spc.analysis import analyse_as
from lhs_community.measures.spc.terms import ChartKind, Observation
from tests.make.measures import STEADY

FIRST = date(2023, 1, 1)
RAISED = (50, 52) * 8 + (60, 62) * 4
EXPORTS = ("chart.svg", "chart.png", "chart.json", "figures.csv")


def chart(*values, kind=ChartKind.XMR, **options):
    days = [FIRST + timedelta(days=index) for index in range(len(values))]
    return analyse_as(kind, [Observation(day, value) for day, value in zip(days, values, strict=True)], **options)


def day(index):
    return FIRST + timedelta(days=index)


@pytest.fixture
def team(make_team, client, sign_in):
    team = make_team()
    sign_in(client, db.session.get(Person, team.lead.id))
    return team


def text_of(answer):
    return answer.get_data(as_text=True)


def drawing_of(client, measure):
    return ElementTree.fromstring(client.get(f"/measures/{measure.id}/chart.svg").data)  # noqa: S314  our own


def test_points_of_a_stretch_are_as_they_were_found_among_all():
    whole = chart(*STEADY, 90.0, *STEADY, rebase=[day(20)])
    shown = within(whole, Window(day(15), day(25)))
    assert [point.date for point in shown.points] == [day(index) for index in range(15, 26)]
    assert shown.points[1].special_cause is whole.points[16].special_cause
    assert [group.upper_limit for group in shown.groups] == [group.upper_limit for group in whole.groups]
    assert [(group.start, group.end) for group in shown.groups] == [(day(15), day(19)), (day(20), day(25))]
    later = within(whole, Window(day(22), None))
    assert {point.group for point in later.points} == {0}
    assert later.groups[0].centre == whole.groups[1].centre
    assert within(whole, None) is whole


@pytest.mark.parametrize(
    ("values", "options", "found"),
    [
        (RAISED, {}, (day(16), 8, True)),
        (RAISED[:-1], {}, None),  # seven are a signal, but not yet lasting
        ((*RAISED, 40), {}, None),  # it is over
        ((*RAISED[:18], None, *RAISED[18:]), {}, None),
        (RAISED, {"rebase": [day(16)]}, None),  # done already
        ((60, 62) * 4 + (50, 52) * 8, {}, (day(8), 16, False)),
        ((*RAISED, None), {}, (day(16), 8, True)),
        ((5,) * 20, {}, None),
        ((), {}, None),
        (((50, 52) * 6 + (40, 38) * 5), {"kind": ChartKind.RUN}, (day(12), 10, False)),
    ],
)
def test_new_limits_are_suggested_only_after_a_shift_of_eight_that_goes_on(values, options, found):
    suggested = suggestion_of(chart(*values, **options))
    assert (suggested and (suggested.day, suggested.count, suggested.is_above)) == found


def test_the_page_suggests_new_limits_in_words_and_changes_nothing(team, client, sign_in, make_person, make_measure):
    measure = make_measure(team.lead, team.project_id, values=RAISED)
    page = text_of(client.get(f"/measures/{measure.id}"))
    assert "The latest 8 values, from May 2024 on, all lie above the middle line" in page
    link = f"/measures/{measure.id}/rebase?day=2024-05-01"
    assert link in page
    assert 'value="2024-05-01"' in text_of(client.get(link))
    sign_in(client, make_person())
    assert "The latest 8 values" not in text_of(client.get(f"/measures/{measure.id}"))


def test_a_stretch_is_drawn_with_limits_from_all_the_data_and_the_page_says_so(team, client, make_measure):
    measure = make_measure(team.lead, team.project_id, values=(*STEADY, 90))
    whole = text_of(client.get(f"/measures/{measure.id}"))
    page = text_of(client.get(f"/measures/{measure.id}?from=2023-03-01&until=2023-08-01"))
    assert "Only March 2023 to August 2023 is drawn. Limits and findings are worked out from all the data." in page
    assert "Only March" not in whole
    assert page.count("data-day=") == 2 * 6
    assert "The latest value, 90 in May 2024, is above the upper limit" in page
    assert f'href="/measures/{measure.id}/chart.png?from=2023-03-01&amp;until=2023-08-01"' in page
    assert "Show all of it" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=soon", "“soon” is not a date"),
        ("until=2023-99-01", "not a day of the calendar"),
        ("from=2023-08-01&until=2023-03-01", "Enter a date that is not before the first one"),
        ("from=1999-01-01&until=1999-02-01", "There are no values between these dates"),
        ("from=%3Cscript%3E", "&lt;script&gt;"),
    ],
)
def test_dates_that_cannot_be_shown_are_told_and_all_is_drawn(team, client, make_measure, query, said):
    measure = make_measure(team.lead, team.project_id)
    page = text_of(client.get(f"/measures/{measure.id}?{query}"))
    assert said in page
    assert page.count("data-day=") == 2 * len(STEADY)


def test_one_end_is_enough_and_empty_dates_are_all_of_it(team, client, make_measure):
    measure = make_measure(team.lead, team.project_id)
    assert text_of(client.get(f"/measures/{measure.id}?from=2024-01-01")).count("data-day=") == 2 * 4
    assert text_of(client.get(f"/measures/{measure.id}?from=&until=")).count("data-day=") == 2 * len(STEADY)


def test_each_file_can_be_taken_away(team, client, make_measure):
    measure = make_measure(team.lead, team.project_id, values=(*STEADY, 90), name="Falls & “trips”", unit="%")
    annotate_measure(team.lead, measure, date(2023, 10, 1), "Training <script>")
    rebase_measure(team.lead, measure, date(2023, 9, 1), "New rota since September")
    db.session.commit()
    kinds = {"svg": "image/svg+xml", "png": "image/png", "json": "application/json"}
    for ending, kind in kinds.items():
        answer = client.get(f"/measures/{measure.id}/chart.{ending}")
        assert (answer.status_code, answer.mimetype) == (200, kind)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="falls-trips.{ending}"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    drawing = drawing_of(client, measure)
    space = "{http://www.w3.org/2000/svg}"
    assert drawing.findtext(f"{space}title") == "Falls & “trips”"
    assert "is above the upper limit" in (drawing.findtext(f"{space}desc") or "")
    texts = " ".join("".join(one.itertext()) for one in drawing.iter(f"{space}text"))
    assert "Training <script>" in texts
    assert "Limits worked out anew: New rota since September" in texts
    assert "Making Data Count" in texts
    content = json.loads(client.get(f"/measures/{measure.id}/chart.json?from=2023-03-01").data)
    assert content["rebases"] == ["2023-09-01"]
    assert content["window"] == {"from": "2023-03-01", "until": None}
    assert content["data_as_of"]


def test_a_picture_has_twice_the_drawings_size(team, client, make_measure):
    measure = make_measure(team.lead, team.project_id)
    drawing = drawing_of(client, measure)
    made = client.get(f"/measures/{measure.id}/chart.png").data
    assert int.from_bytes(made[16:20]) == 2 * int(drawing.get("width") or 0)
    assert int.from_bytes(made[20:24]) == round(2 * float(drawing.get("height") or 0))


def test_without_a_value_there_is_no_chart_to_take_away(team, client, make_measure):
    measure = make_measure(team.lead, team.project_id, values=())
    for name in EXPORTS[:3]:
        assert client.get(f"/measures/{measure.id}/{name}").status_code == 404


def test_files_of_a_private_measure_look_like_files_of_none(client, sign_in, make_person, make_team, make_measure):
    team = make_team(Visibility.PRIVATE)
    measure = make_measure(team.lead, team.project_id)
    sign_in(client, make_person())
    for name in EXPORTS:
        refused, missing = client.get(f"/measures/{measure.id}/{name}"), client.get(f"/measures/999999/{name}")
        assert (refused.status_code, missing.status_code) == (404, 404)
        assert len(refused.data) == len(missing.data)


@pytest.mark.parametrize("values", [(3.0,), (5.0,) * 15, (1e9, -1e9, 1e9), (0.00001, 0.00002), (120.0, 130.0, 110.0)])
def test_awkward_series_can_be_taken_away_too(team, client, make_measure, values):
    measure = make_measure(team.lead, team.project_id, values=values, unit="%")
    for name in EXPORTS:
        assert client.get(f"/measures/{measure.id}/{name}").status_code == 200
