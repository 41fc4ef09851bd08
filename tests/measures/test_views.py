"""The pages of measures: what a person sees, and that nothing typed is lost."""

from __future__ import annotations

import io
from datetime import date

import pytest

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Visibility
from lhs_community.foundation.database import db
from lhs_community.measures.actions.notes import annotate_measure, rebase_measure
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.queries import measures as queries
from lhs_community.measures.queries.figures import current_readings
from lhs_community.projects.models.terms import CycleState
from lhs_community.projects.queries.projects import get_project
from tests.make.measures import STEADY, figures

FORM = {"name": "Falls each month", "kind": "outcome", "direction": "decrease", "target": "1,000", "unit": "falls"}


@pytest.fixture
def team(make_team, client, sign_in):
    """An open team whose lead is signed in."""
    team = make_team()
    sign_in(client, db.session.get(Person, team.lead.id))
    return team


def text_of(answer):
    return answer.get_data(as_text=True)


def only_measure():
    return db.session.query(Measure).one()


def test_a_measure_is_started_from_its_project_and_then_asks_for_figures(team, client):
    address = f"/measures/new?project={team.project_id}"
    assert "How will you know that a change is an improvement?" in text_of(client.get(address))
    answer = client.post(address, data=FORM)
    measure = only_measure()
    assert (answer.status_code, answer.location) == (303, f"/measures/{measure.id}/figures")
    assert (measure.target, measure.unit, measure.is_screened) == (1000.0, "falls", True)


def test_the_same_form_sent_twice_makes_one_measure(team, client):
    address = f"/measures/new?project={team.project_id}"
    for _ in range(2):
        answer = client.post(address, data={**FORM, "submission_token": "once"})
        assert answer.status_code == 303
    assert answer.location == f"/measures/{only_measure().id}/figures"


def test_what_is_wrong_with_a_measure_stands_at_its_field_and_nothing_typed_is_lost(team, client):
    typed = {**FORM, "target": "many", "definition": "All falls, wherever found", "fix_after_n": "1"}
    answer = client.post(f"/measures/new?project={team.project_id}", data=typed)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "“many” is not a number" in page
    assert "Enter a whole number from 2 to 1,000" in page
    assert "All falls, wherever found" in page
    assert 'value="many"' in page


@pytest.mark.parametrize("address", ["/measures/new", "/measures/new?project=x", "/measures/new?project=999"])
def test_a_measure_needs_a_project_that_is_there(team, client, address):
    assert client.get(address).status_code == 404


def test_the_page_says_in_words_what_the_chart_shows(team, client, make_measure, count_queries):
    measure = make_measure(
        team.lead, team.project_id, values=(*STEADY, 90), unit="%", definition="All falls <b>", target=10.0
    )
    rebase_measure(team.lead, measure, date(2023, 9, 1), "New rota since September")
    annotate_measure(team.lead, measure, date(2023, 10, 1), "Training <script>")
    db.session.commit()
    with count_queries(at_most=33):  # as many however much there is on the chart
        page = text_of(client.get(f"/measures/{measure.id}"))
    assert "Special cause: concern, higher values" in page
    assert "The latest value, 90% in May 2024, is above the upper limit" in page
    assert "fewer than 12 values would show a signal has not been measured" in page
    assert "Extreme jumps are left out once" in page
    assert "Limits worked out anew: New rota since September" in page
    assert page.count('<svg class="app-chart__drawing') == 2
    assert "All falls &lt;b&gt;" in page
    assert "Training &lt;script&gt;" in page
    assert 'class="app-nowrap">May 2024</th>' in page


def test_a_measure_without_figures_invites_its_team_to_bring_some(team, client, make_measure):
    measure = make_measure(team.lead, team.project_id, values=())
    page = text_of(client.get(f"/measures/{measure.id}"))
    assert "No figures yet" in page
    assert f"/measures/{measure.id}/figures" in page


def test_others_read_a_measure_without_buttons_to_change_it(team, client, sign_in, make_person, make_measure):
    measure = make_measure(team.lead, team.project_id)
    annotate_measure(team.lead, measure, date(2023, 10, 1), "Training")
    sign_in(client, make_person())
    page = text_of(client.get(f"/measures/{measure.id}"))
    assert "Training" in page
    assert "Add figures" not in page
    assert "Take it off" not in page
    for address in ("figures", "rebase", "annotate", "change"):
        assert client.get(f"/measures/{measure.id}/{address}").status_code == 403


def test_nobody_outside_learns_that_a_private_measure_exists(client, sign_in, make_person, make_team, make_measure):
    team = make_team(Visibility.PRIVATE)
    measure = make_measure(team.lead, team.project_id)
    sign_in(client, make_person())
    for address in ("", "/figures", "/figures.csv", "/rebase", "/annotate", "/change"):
        assert client.get(f"/measures/{measure.id}{address}").status_code == 404
    for address in ("/figures", "/rebase", "/annotate", "/change", "/rebases/1/remove", "/annotations/1/remove"):
        assert client.post(f"/measures/{measure.id}{address}", data={}).status_code == 404
    assert client.get(f"/measures/new?project={team.project_id}").status_code == 404


def test_figures_are_pasted(team, client, make_measure):
    measure = make_measure(team.lead, team.project_id, values=())
    page = text_of(client.get(f"/measures/{measure.id}/figures"))
    assert "counts and rates only" in page
    answer = client.post(f"/measures/{measure.id}/figures", data={"figures": figures(5, 6, None)})
    assert (answer.status_code, answer.location) == (303, f"/measures/{measure.id}")
    assert "3 values added." in text_of(client.get(answer.location))


def test_figures_are_uploaded_with_the_name_of_their_file(team, client, make_measure):
    measure = make_measure(team.lead, team.project_id, values=())
    upload = (io.BytesIO("\ufeffdate,value\r\n2024-02-01,5\r\n2024-01-01,6".encode()), "falls.csv")
    answer = client.post(f"/measures/{measure.id}/figures", data={"file": upload})
    assert answer.status_code == 303
    page = text_of(client.get(answer.location))
    assert "2 values added. The rows were not in date order; they have been sorted." in page
    assert "falls.csv" in page


def test_problems_of_a_file_are_named_and_its_text_comes_back_to_be_mended(team, client, make_measure):
    measure = make_measure(team.lead, team.project_id, values=())
    upload = (io.BytesIO(b"date,value\n2024-01-01,5\n2024-02-30,x\n<b>,7"), "falls.csv")
    answer = client.post(f"/measures/{measure.id}/figures", data={"file": upload, "reason": "none yet"})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "3 things to put right" in page
    assert "“2024-02-30” is not a day of the calendar" in page
    assert "2024-01-01,5\n2024-02-30,x\n&lt;b&gt;,7</textarea>" in page
    assert 'value="none yet"' in page
    assert "From the file falls.csv" in page
    assert not current_readings(team.lead, measure)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\x89PNG\r\n\x1a\n\x00\x00", "Choose a text file"), (b"2024-01-01,5\n" * 20_000, "smaller than 200 kB")],
)
def test_a_file_that_is_no_small_text_is_refused_at_its_field(content, said, team, client, make_measure):
    measure = make_measure(team.lead, team.project_id, values=())
    answer = client.post(f"/measures/{measure.id}/figures", data={"file": (io.BytesIO(content), "x.csv")})
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_nothing_pasted_and_nothing_chosen_is_told(team, client, make_measure):
    measure = make_measure(team.lead, team.project_id, values=())
    answer = client.post(f"/measures/{measure.id}/figures", data={})
    assert answer.status_code == 422
    assert "There are no rows" in text_of(answer)


def test_values_that_would_be_replaced_are_shown_and_a_reason_is_asked_for(team, client, make_measure):
    measure = make_measure(team.lead, team.project_id, values=(5, 6))
    address = f"/measures/{measure.id}/figures"
    answer = client.post(address, data={"figures": figures(5, 9)})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Values that would be replaced" in page
    assert "Say why they change" in page
    assert "2023-02-01,9" in page
    assert client.post(address, data={"figures": figures(5, 9), "reason": "Recount"}).status_code == 303
    page = text_of(client.get(f"/measures/{measure.id}"))
    assert "1 value corrected, 1 value unchanged." in page
    assert "Recount" in page


def test_the_guard_holds_a_table_with_a_patient_and_shows_where(team, client, make_measure):
    measure = make_measure(team.lead, team.project_id, values=())
    answer = client.post(f"/measures/{measure.id}/figures", data={"figures": "2024-01-01,943 476 5919"})
    assert answer.status_code == 422
    assert "<mark>943 476 5919</mark>" in text_of(answer)


def test_limits_are_worked_out_anew_and_taken_off_again(team, client, make_measure):
    measure = make_measure(team.lead, team.project_id)
    address = f"/measures/{measure.id}/rebase"
    assert "new limits would hide the signal" in text_of(client.get(address))
    answer = client.post(address, data={"day": "soon", "reason": "New rota since September"})
    assert answer.status_code == 422
    assert "“soon” is not a date" in text_of(answer)
    assert "New rota since September" in text_of(answer)
    assert client.post(address, data={"day": "Sep 2023", "reason": "New rota since September"}).status_code == 303
    (rebase,) = queries.list_rebases(team.lead, measure)
    assert rebase.day == date(2023, 9, 1)
    address = f"/measures/{measure.id}/rebases/{rebase.id}/remove"
    assert client.post(address).status_code == 303
    assert client.post(address).status_code == 404


def test_an_event_is_noted_and_taken_off_again(team, client, make_measure):
    measure = make_measure(team.lead, team.project_id)
    address = f"/measures/{measure.id}/annotate"
    client.get(address)
    assert client.post(address, data={"day": "", "text": "New rota"}).status_code == 422
    assert client.post(address, data={"day": "1 October 2023", "text": "New rota"}).status_code == 303
    (note,) = queries.list_annotations(team.lead, measure)
    assert client.post(f"/measures/{measure.id}/annotations/{note.id}/remove").status_code == 303
    assert not queries.list_annotations(team.lead, measure)


def test_a_note_of_another_measure_cannot_be_taken_off_through_this_one(team, client, make_measure):
    measure, other = (make_measure(team.lead, team.project_id) for _ in range(2))
    note = annotate_measure(team.lead, other, date(2023, 10, 1), "New rota")
    assert client.post(f"/measures/{measure.id}/annotations/{note.id}/remove").status_code == 404


def test_the_form_to_change_a_measure_holds_what_it_is(team, client, make_measure):
    measure = make_measure(team.lead, team.project_id, target=0.5, highest=1000.0)
    page = text_of(client.get(f"/measures/{measure.id}/change"))
    assert 'value="0.5"' in page
    assert 'value="1,000"' in page
    changed = {**FORM, "target": "", "lowest": "0", "is_unscreened": "y", "community_id": "999", "version": "1"}
    assert client.post(f"/measures/{measure.id}/change", data=changed).status_code == 303
    db.session.refresh(measure)
    assert (measure.target, measure.lowest, measure.is_screened) == (None, 0.0, False)
    assert measure.community_id == team.community.id


def test_figures_are_downloaded_as_csv(team, client, make_measure):
    measure = make_measure(team.lead, team.project_id, values=(5, 6), name='Falls "each" month / ward')
    answer = client.get(f"/measures/{measure.id}/figures.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="falls-each-month-ward.csv"'
    assert text_of(answer).splitlines()[0].startswith("date,value,mean,")


def test_the_pages_of_a_project_and_its_cycle_show_its_measures_in_small(team, client, make_cycle, make_measure):
    measure = make_measure(team.lead, team.project_id, values=(*STEADY, 90))
    cycle = make_cycle(project=get_project(team.lead, team.project_id))
    for address in (f"/projects/{team.project_id}", f"/cycles/{cycle.id}"):
        page = text_of(client.get(address))
        assert f'href="/measures/{measure.id}"' in page
        assert "Latest: 90 in May 2024. Concern: above the upper limit." in page
    assert f"/measures/new?project={team.project_id}" in text_of(client.get(f"/projects/{team.project_id}"))


def test_cycles_stand_on_the_chart_and_a_rebasing_can_name_one(team, client, make_cycle, make_measure):
    measure = make_measure(team.lead, team.project_id)
    cycle = make_cycle(project=get_project(team.lead, team.project_id), state=CycleState.DOING)
    remarks = queries.study(team.lead, measure).remarks
    assert [(one.kind, one.url) for one in remarks] == [("cycle", f"/cycles/{cycle.id}")]
    assert f'value="cycle:{cycle.id}"' in text_of(client.get(f"/measures/{measure.id}/rebase"))
    typed = {"day": "Sep 2023", "reason": "New rota since September", "change": f"cycle:{cycle.id}"}
    assert client.post(f"/measures/{measure.id}/rebase", data=typed).status_code == 303
    (rebase,) = queries.list_rebases(team.lead, measure)
    assert (rebase.change_kind, rebase.change_id) == ("cycle", cycle.id)
    link = f'<a href="/cycles/{cycle.id}">Limits worked out anew: New rota since September</a>'
    assert link in text_of(client.get(f"/measures/{measure.id}"))
    wrong = client.post(f"/measures/{measure.id}/rebase", data={**typed, "day": "Oct 2023", "change": "person:1"})
    assert wrong.status_code == 422
