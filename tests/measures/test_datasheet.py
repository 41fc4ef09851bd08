"""Figures as people paste them: read whole, or every problem named by row and cell."""

from __future__ import annotations

from datetime import date

import pytest

from lhs_community.foundation.errors import Invalid
from lhs_community.measures import datasheet

pytestmark = pytest.mark.once


def pairs(text):
    sheet = datasheet.read(text)
    assert sheet.problems == ()
    return [(row.date, row.value) for row in sheet.rows]


def problems(text):
    sheet = datasheet.read(text)
    assert sheet.rows == ()
    return [str(problem) for problem in sheet.problems]


@pytest.mark.parametrize(
    "written",
    [
        "2024-04-01", "01/04/2024", "1/4/2024", "01-04-2024", "01.04.2024", "1/4/24", "2024/04/01", "2024-04",
        "Apr 2024", "April 2024", "APR-24", "apr 24", "1 April 2024", "1st Apr 2024", "2024 Apr",
        "2024-04-01 00:00:00",
        "2024-04-01T00:00:00Z", "01/04/2024 00:00",
    ],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(written):
    assert datasheet.read_date(written) == date(2024, 4, 1)


@pytest.mark.parametrize(
    "written",
    ["", "2024-02-30", "13/13/2024", "04/31/2024", "Smarch 2024", "April", "2024", "1799-01-01",
     "31 Jun 2024",
     "2024-04-01 13:45", "١/٤/٢٠٢٤", "0000-00-00", "99999-01-01"],
)  # fmt: skip
def test_what_is_no_date_is_refused(written):
    with pytest.raises(ValueError, match=r"date|calendar|year|missing"):
        datasheet.read_date(written)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("45", 45.0), ("45%", 45.0), ("45 %", 45.0), ("1,234", 1234.0), ("1,234,567.5", 1234567.5),
        ("1 234", 1234.0),
        ("1\u00a0234", 1234.0), ("-3", -3.0),
        ("−3.5", -3.5), ("+2", 2.0), (".5", 0.5), ("1e9", 1e9), ("1000000000", 1e9),
        ("", None), ("  ", None), ("0", 0.0), ("120%", 120.0),
    ],
)  # fmt: skip
def test_values_are_read_as_people_write_them(written, number):
    assert datasheet.read_value(" ".join(written.split())) == number


@pytest.mark.parametrize(
    "written",
    ["NaN", "inf", "-Infinity", "n/a", "x", "1,23", "1,2345", "12-3", "=1+1", "%", "1e999", "1e16",
     "٤", "0x10", "1_000",
     "--1", "e5", "+", "£5"],
)  # fmt: skip
def test_what_is_no_number_is_refused(written):
    with pytest.raises(ValueError, match=r"number|large"):
        datasheet.read_value(written)


def test_a_header_is_optional_and_its_columns_are_found_by_name():
    expected = [(date(2024, 4, 1), 5.0), (date(2024, 5, 1), None)]
    assert pairs("2024-04-01,5\n2024-05-01,") == expected
    assert pairs("date,value\n2024-04-01,5\n2024-05-01,\n") == expected
    assert pairs("Month,Falls\nApr 2024,5\nMay 2024,\n") == expected
    assert pairs("Value,Ward,Date\n5,A,2024-04-01\n,A,2024-05-01\n") == expected


def test_sheets_pasted_from_a_spreadsheet_have_tabs_and_from_elsewhere_semicolons():
    assert pairs("Date\tValue\nApr 2024\t1,234\n") == [(date(2024, 4, 1), 1234.0)]
    assert pairs("date;value\n2024-04-01;12.5\n") == [(date(2024, 4, 1), 12.5)]
    assert "Write decimals with a point" in problems("2024-04-01;12,5")[0]


def test_byte_order_mark_line_ends_quotes_and_empty_lines_do_not_matter():
    text = '\ufeffdate,value\r\n\r\n"2024-04-01","1,234"\r\n\r\n 2024-05-01 , 7 \r\n'
    assert pairs(text) == [(date(2024, 4, 1), 1234.0), (date(2024, 5, 1), 7.0)]


def test_rows_out_of_order_are_sorted_with_a_note():
    sheet = datasheet.read("2024-05-01,2\n2024-04-01,1\n")
    assert [row.value for row in sheet.rows] == [1.0, 2.0]
    assert "sorted" in sheet.notes[0]


def test_unused_columns_and_mixed_percent_signs_are_noted():
    sheet = datasheet.read("date,value,ward\n2024-04-01,45%,A\n2024-05-01,46,B\n")
    assert sheet.notes == (
        "Columns that are not used: ward.",
        "1 of 2 values have a percent sign; all were read as they stand.",
    )


def test_every_problem_is_named_with_its_row_and_cell():
    found = problems("date,value\n2024-04-01,x\n\nnever,5\n2024-05-01,6\n2024-05-01,7\n2024-06-01\n2024-07-01,1,234\n")
    assert [problem.split(":")[0] for problem in found] == [
        "Row 2, cell B2", "Row 4, cell A4", "Row 6, cell A6", "Row 7, cell B7", "Row 8",
    ]  # fmt: skip
    assert "row 5 already" in found[2]
    assert "in quotes" in found[4]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no rows"), (" \n\n", "no rows"), ("date,value\n", "no row below"),
        ("2024-04-01,\n", "No row has a value"),
        ("date,date\n2024-04-01,1", "must name one column"),
        ("date,x,z\n2024-04-01,1,2", "must name one column"),
        ("a,b,c\n", "more than two cells"), ('2024-04-01,"' + "9" * 140_000, "cannot be read"),
    ],
)  # fmt: skip
def test_a_sheet_that_cannot_be_used_is_refused_as_a_whole(text, said):
    assert said in problems(text)[0]


def test_more_rows_than_a_chart_can_show_are_refused():
    text = "\n".join(
        f"{1900 + n // 360}-{n // 30 % 12 + 1:02}-{n % 30 + 1:02},1" for n in range(datasheet.MOST_ROWS + 2)
    )
    assert "more than 5,000 rows" in problems(text)[0]


def test_a_long_bad_cell_is_shown_shortened():
    assert len(problems("2024-04-01," + "x" * 5000)[0]) < 150


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_uploads_are_read_in_the_encodings_spreadsheets_write(name):
    assert datasheet.decode("date,value\n2024-04-01,5 é".encode(name)) == "date,value\n2024-04-01,5 é"


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04\x00\x00", b"x" * 1_000_001])
def test_uploads_that_are_no_text_or_too_large_are_refused(content):
    with pytest.raises(Invalid):
        datasheet.decode(content)
