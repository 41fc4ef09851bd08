"""The list as CSV: what is read, what is wrong with it by row, and what is written."""

from __future__ import annotations

import pytest

from lhs_community.foundation.errors import Invalid
from lhs_community.topics import sheet


def test_a_list_is_read_with_and_without_names_of_columns():
    plain = sheet.read("falls,slips; trips,Not fractures\nsepsis\n")
    named = sheet.read("\ufeffDescription,Topic,Synonyms\nNot fractures,falls,slips|trips\n,sepsis,\n")
    tabbed = sheet.read("falls\tslips;trips\tNot fractures\nsepsis")
    for rows in (plain, named, tabbed):
        assert [(row.label, row.synonyms, row.description) for row in rows] == [
            ("falls", ("slips", "trips"), "Not fractures"), ("sepsis", (), ""),
        ]  # fmt: skip
    assert [row.number for row in named] == [2, 3]


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        (",ED\n", 1, "The topic is missing"), (f"{'x' * 41}", 1, "longer than 40"),
        ("falls\nFALLS", 2, "stands in row 1"),
        ("falls,A&E\nsepsis,a and e", 2, "stands in row 1"), ('"a, b"', 1, "has a comma"),
        (f"falls,,{'x' * 501}", 1, "description is longer"), (f"falls,{'y' * 41}", 1, "longer than 40"),
    ],
)  # fmt: skip
def test_a_problem_is_named_by_its_row(text, number, words):
    wrong = [row for row in sheet.read(text) if row.problem]
    assert [row.number for row in wrong] == [number]
    assert words in wrong[0].problem


@pytest.mark.parametrize("text", ["", " \n ", "topic,synonyms\n", "a\n" * 1001, "x" * 200_001, '"' + "y" * 140_000])
def test_what_is_no_list_is_refused(text):
    with pytest.raises(Invalid) as refusal:
        sheet.read(text)
    assert refusal.value.field == "sheet"


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-1", "@now", "\tx", "=HYPERLINK(\"x\")"])
def test_what_is_written_is_no_formula_and_comes_back_as_it_was(cell):
    text = sheet.write([("falls", "", cell)])
    assert f"'{cell[0]}" in text
    if not cell.startswith("\t"):
        assert sheet.read(text)[0].description == cell
