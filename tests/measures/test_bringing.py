"""Bringing figures on screen: workbooks, columns mapped, cells mended where they are named, one value typed in."""

from __future__ import annotations

import html
import io
import re
import zipfile
from datetime import date

import openpyxl
import pytest
from openpyxl.comments import Comment

from lhs_community.accounts.models import Person
from lhs_community.foundation.database import db
from lhs_community.measures.datasheet import workbook as workbook_reader
from lhs_community.measures.models.readings import Batch, Reading, Way
from lhs_community.measures.queries.figures import current_readings, list_replaced
from lhs_community.measures.spc.terms import ChartKind
from tests.make.measures import figures

RATE = {"chart_kind": ChartKind.U, "numerator": "Falls", "denominator": "Bed days", "per": 1000.0}
NHS_NUMBER = "943 476 5919"


@pytest.fixture
def team(make_team, client, sign_in):
    team = make_team()
    sign_in(client, db.session.get(Person, team.lead.id))
    return team


@pytest.fixture
def rate(team, make_measure):
    return make_measure(team.lead, team.project_id, values=(), **RATE)


@pytest.fixture
def plain(team, make_measure):
    return make_measure(team.lead, team.project_id, values=())


def workbook(*sheets, name="falls.xlsx", change=lambda book: None):
    """Each sheet: its title and rows; a title that begins with "-" is hidden."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title.lstrip("-"))
        sheet.sheet_state = "hidden" if title.startswith("-") else "visible"
        for row in rows:
            sheet.append(row)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return (io.BytesIO(out.getvalue()), name)


WARD = (
    "Ward",
    [["Month", "Ward", "Falls", "Bed days"], [date(2024, 1, 1), "Fern", 4, 800], ["Feb 2024", "Fern", 6, 750]],
)


def send(client, measure, **form):
    answer = client.post(f"/measures/{measure.id}/figures", data=form)
    return answer, html.unescape(answer.get_data(as_text=True))


def typed_in(page):
    """What the form that came back would send."""
    fields = dict(re.findall(r'<input[^>]* name="([\w-]+)"[^>]* value="([^"]*)"', page))
    fields |= {
        name: next(iter(re.findall(r'<option selected value="([^"]*)"', options)), "")
        for name, options in re.findall(r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL)
    }
    text = re.search(r'<textarea[^>]* name="figures"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    return {name: value for name, value in fields.items() if name != "csrf_token"} | {"figures": text.group(1)}


def test_a_workbook_is_shown_with_its_columns_guessed_and_saved_when_they_are_confirmed(rate, client, team):
    answer, page = send(client, rate, file=workbook(WARD))
    assert answer.status_code == 200
    assert "So it would be read" in page
    assert "2 rows: 2 new. Nothing is saved yet." in page
    form = typed_in(page)
    assert (form["date_column"], form["numerator_column"], form["denominator_column"]) == ("0", "2", "3")
    assert "C: Falls" in page
    assert not current_readings(team.lead, rate)
    answer, _ = send(client, rate, **form, do="save")
    assert answer.status_code == 303
    found = current_readings(team.lead, rate)
    assert [(one.value, one.numerator, one.denominator) for one in found.values()] == [(5.0, 4, 800), (8.0, 6, 750)]
    batch = db.session.query(Batch).one()
    assert (batch.way, batch.file_name) == (Way.FILE, "falls.xlsx")
    page = client.get(f"/measures/{rate.id}").get_data(as_text=True)
    assert "from the file" in page
    answer, _ = send(client, rate, **form, do="save")
    assert db.session.query(Batch).count() == 1, "the same file twice changes nothing"


def test_a_bad_cell_is_named_as_the_spreadsheet_names_it_and_mended_there(rate, client, team):
    rows = [*WARD[1], [], ["Apr 2024", "Fern", "7o", 700]]
    answer, page = send(client, rate, file=workbook(("Ward", rows)))
    assert answer.status_code == 422
    assert "Row 5" in page
    assert "C5 (numerator)" in page
    assert "“7o” is not a number" in page
    form = typed_in(page)
    assert form["cell-5-2"] == "7o"
    answer, page = send(client, rate, **{**form, "cell-5-2": "7"}, do="look")
    assert "3 rows: 3 new" in page
    answer, _ = send(client, rate, **typed_in(page), do="save")
    assert answer.status_code == 303
    assert current_readings(team.lead, rate)[date(2024, 4, 1)].value == 10.0


def test_another_sheet_is_chosen_and_what_was_mended_in_the_first_stays(plain, client):
    other = ("Other", [["date", "value"], ["2024-01-01", 5]])
    answer, page = send(client, plain, file=workbook(("First", [["date", "value"], ["2024-01-01", "x"]]), other))
    form = {**typed_in(page), "cell-2-1": "9", "sheet": "Other"}
    answer, page = send(client, plain, **form, do="save")
    assert answer.status_code == 200, "another sheet is looked at first"
    assert "2024-01-01,5" in typed_in(page)["figures"]
    answer, page = send(client, plain, **{**typed_in(page), "sheet": "First"}, do="look")
    assert "2024-01-01,9" in typed_in(page)["figures"]


def test_a_column_chosen_by_hand_is_taken_and_two_cannot_be_the_same(plain, client, team):
    text = "when,a,b\n2024-01-01,1,7\n2024-02-01,2,8"
    answer, page = send(client, plain, figures=text)
    assert answer.status_code == 200, "a guess is looked at first"
    assert "2 rows: 2 new" in page
    assert typed_in(page)["value_column"] == "1"
    answer, page = send(client, plain, figures="when,a,b\nmany,1,7\nfew,2,8")
    assert answer.status_code == 422
    assert "must name one column" in page
    chosen = {"figures": text, "date_column": "0", "value_column": "2"}
    assert "choose a column of its own" in send(client, plain, **{**chosen, "value_column": "0"})[1].lower()
    assert send(client, plain, **{**chosen, "value_column": ""})[0].status_code == 422
    assert send(client, plain, **chosen)[0].status_code == 303
    assert [one.value for one in current_readings(team.lead, plain).values()] == [7, 8]


def test_a_formula_nobody_worked_out_and_an_error_are_named_by_their_cell(plain, client):
    rows = [["date", "value"], ["2024-01-01", "=1+1"], ["2024-02-01", "#DIV/0!"]]
    answer, page = send(client, plain, file=workbook(("A", rows)))
    assert answer.status_code == 422
    assert "“=1+1” is not a number" in page
    assert "B3" in page


def test_percentages_are_read_as_they_are_shown(plain, client, team):
    def show(book):
        book["A"]["B2"].number_format = "0.0%"

    _, page = send(client, plain, file=workbook(("A", [["date", "value"], ["2024-01-01", 0.125]]), change=show))
    send(client, plain, **typed_in(page), do="save")
    assert [one.value for one in current_readings(team.lead, plain).values()] == [12.5]


@pytest.mark.parametrize(
    "hold",
    [
        lambda: workbook(("A", [["date", "value", "note"], ["2024-01-01", 5, f"for {NHS_NUMBER}"]])),
        lambda: workbook(("A", [["date", "value"], ["2024-01-01", 5]]), ("-B", [[f"NHS {NHS_NUMBER}"]])),
        lambda: workbook(("A", [["date", "value"], ["2024-01-01", 5]]), name=f"{NHS_NUMBER}.xlsx"),
        lambda: workbook(
            ("A", [["date", "value"], ["2024-01-01", 5]]),
            change=lambda book: setattr(book["A"]["B2"], "comment", Comment(f"NHS {NHS_NUMBER}", "x")),
        ),
        lambda: workbook(("A", [["date", "value"], ["2024-01-01", f'="{NHS_NUMBER}"']])),
    ],
    ids=["unused column", "hidden sheet", "file name", "remark", "formula"],
)
def test_the_guard_reads_all_that_a_workbook_holds_at_each_step(hold, plain, client):
    answer, page = send(client, plain, file=hold())
    assert answer.status_code == 422
    assert "This seems to hold" in page
    answer, page = send(client, plain, **typed_in(page), do="save")
    assert answer.status_code == 422
    assert db.session.query(Reading).count() == 0


def _bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("xl/workbook.xml", "x")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 80_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 and nothing", "cannot be read"),
        (b"not a workbook", "not"),
        (b"", ""),
        (_bomb(), "too large"),
    ],
    ids=["damaged", "text", "empty", "bomb"],
)
def test_a_hostile_workbook_is_refused_at_its_field(content, said, plain, client):
    answer, page = send(client, plain, file=(io.BytesIO(content), "x.xlsx"), reason="kept")
    assert answer.status_code == 422
    assert said in page
    assert typed_in(page)["reason"] == "kept"


def test_a_large_workbook_is_refused_before_it_is_opened(plain, client, monkeypatch):
    monkeypatch.setattr(workbook_reader, "MOST_WORKBOOK", 1000)
    answer, page = send(client, plain, file=workbook(WARD))
    assert answer.status_code == 422
    assert "Choose a workbook smaller than" in page


def test_numerators_and_denominators_are_pasted_without_a_heading(rate, client, team):
    assert send(client, rate, figures="2024-01-01,4,800\n2024-02-01,,")[0].status_code == 303
    assert [one.value for one in current_readings(team.lead, rate).values()] == [5.0, None]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2024-01-01,4", "what it is divided by"),
        ("2024-01-01,4,", "is missing"),
        ("2024-01-01,,4", "is missing"),
        ("2024-01-01,4,0", "divided by 0"),
        ("2024-01-01,-4,10", "below 0"),
        ("2024-01-01,4,-10", "below 0"),
        ("2024-01-01,4,10,5", "So it would be read"),
    ],
)
def test_figures_that_cannot_belong_together_are_told(row, said, rate, client):
    answer, page = send(client, rate, figures=row)
    assert answer.status_code in (200, 422)
    assert said in page
    assert db.session.query(Reading).count() == 0


def test_a_share_is_no_larger_than_its_whole(team, client, make_measure):
    measure = make_measure(team.lead, team.project_id, values=(), **{**RATE, "chart_kind": ChartKind.P, "per": 100.0})
    answer, page = send(client, measure, figures="2024-01-01,11,10")
    assert answer.status_code == 422
    assert "larger than what it is a share of" in page


def test_other_counts_with_the_same_rate_are_a_correction(rate, client, team):
    send(client, rate, figures="2024-01-01,4,800")
    answer, page = send(client, rate, figures="2024-01-01,8,1600")
    assert answer.status_code == 422
    assert "4 of 800" in page
    assert send(client, rate, figures="2024-01-01,8,1600", reason="Both wards")[0].status_code == 303
    (replaced,) = list_replaced(team.lead, rate)
    assert (replaced.was.numerator, replaced.now.numerator) == (4, 8)


def test_one_value_is_typed_in_and_the_page_stays_for_the_next(plain, client, team):
    address = f"/measures/{plain.id}/figures/one"
    assert "A value for each period." in client.get(address).get_data(as_text=True)
    answer = client.post(address, data={"day": "Mar 2024", "value": "7"})
    assert (answer.status_code, answer.location) == (303, address)
    assert "1 value added." in client.get(address).get_data(as_text=True)
    assert db.session.query(Batch).one().way is Way.TYPED
    again = {"day": "1 March 2024", "value": "8"}
    answer = client.post(address, data=again)
    assert answer.status_code == 422
    assert "Say why they change" in answer.get_data(as_text=True)
    assert client.post(address, data={**again, "reason": "Counted again"}).status_code == 303
    assert current_readings(team.lead, plain)[date(2024, 3, 1)].value == 8


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "", "value": "1"}, "Enter a date"),
        ({"day": "soon", "value": "1"}, "is not a date"),
        ({"day": "2024-01-01", "value": ""}, "Enter a value"),
        ({"day": "2024-01-01", "value": "many"}, "is not a number"),
        ({"day": "2024-01-01", "value": "1", "reason": "x" * 301}, "Field cannot be longer"),
        ({"day": "2024-01-01", "value": f"of {NHS_NUMBER}"}, "This seems to hold"),
    ],
)
def test_what_is_wrong_with_a_typed_value_stands_at_its_field(typed, said, plain, client):
    answer = client.post(f"/measures/{plain.id}/figures/one", data=typed)
    assert answer.status_code == 422
    page = html.unescape(answer.get_data(as_text=True))
    assert said in page
    assert f'value="{typed["day"]}"' in page
    assert db.session.query(Reading).count() == 0


def test_a_rate_is_typed_in_as_what_it_is_made_of(rate, client, team):
    address = f"/measures/{rate.id}/figures/one"
    page = client.get(address).get_data(as_text=True)
    assert "Bed days" in page
    assert client.post(address, data={"day": "2024-01-01", "numerator": "4", "denominator": "0"}).status_code == 422
    assert client.post(address, data={"day": "2024-01-01", "numerator": "4", "denominator": "800"}).status_code == 303
    assert current_readings(team.lead, rate)[date(2024, 1, 1)].value == 5.0


def test_others_than_the_team_bring_nothing(plain, client, sign_in, make_person):
    sign_in(client, make_person())
    for address in ("figures", "figures/one"):
        assert client.get(f"/measures/{plain.id}/{address}").status_code == 403
        assert client.post(f"/measures/{plain.id}/{address}", data={"figures": figures(1)}).status_code == 403
