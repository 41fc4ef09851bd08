"""A workbook with a bad cell: named, mended there, its columns mapped, saved, and corrected with a reason."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from tests.support.browser import PHONE, check_accessibility
from tests.support.journey import PRIYA, fresh


def _workbook(place: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Fern 2025"
    sheet.append(["Month", "Ward", "Fell", "Days in bed"])
    for month in range(1, 13):
        sheet.append([date(2025, month, 1), "Fern", "7o" if month == 6 else 5 + month % 4, 800 + month])
    book.create_sheet("Notes").append(["Counted by the ward clerk"])
    book.save(place / "fern.xlsx")
    return place / "fern.xlsx"


def _measure(page: Page) -> None:
    page.get_by_role("link", name="Start a project here").click()
    page.get_by_label("What is the project called?").fill(fresh("Steady on the stairs"))
    page.get_by_role("button", name="Start the project").click()
    page.wait_for_url(re.compile(r"/projects/\d+"))
    page.get_by_role("link", name="New measure").click()
    page.get_by_label("Name", exact=True).fill(fresh("Falls on the stairs"))
    page.get_by_label(re.compile("^Outcome")).check()
    page.get_by_label("Lower is better").check()
    page.get_by_text("What exactly is counted: numerator").click()
    page.get_by_label("What is counted (the numerator)").fill("Falls seen or found")
    page.get_by_label("What it is divided by (the denominator)").fill("Bed days")
    page.get_by_label("Said per").fill("1000")
    page.get_by_text("Which chart, and how it is drawn").click()
    page.get_by_label(re.compile("^u chart")).check()
    page.get_by_role("button", name="Start the measure").click()
    page.wait_for_url(re.compile(r"/measures/\d+/figures"))


def test_a_bad_cell_is_named_mended_mapped_saved_and_corrected(browse, tmp_path):
    page = browse("/c/ward-falls", as_=PRIYA)
    _measure(page)
    page.get_by_label("Or choose a CSV or Excel file").set_input_files(_workbook(tmp_path))
    page.get_by_role("button", name="Save the figures").click()
    problems = page.get_by_role("table", name=re.compile("To put right"))
    expect(problems).to_contain_text("C7")
    expect(problems).to_contain_text("“7o” is not a number")
    expect(page.get_by_label("Number: Falls seen or found")).to_have_value("2")
    check_accessibility(page)
    page.get_by_label("Cell C7").fill("7")
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_role("region", name="So it would be read")).to_contain_text("12 rows: 12 new")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    check_accessibility(page)
    page.get_by_role("button", name="Save the figures").click()
    expect(page.get_by_role("status").filter(has_text="12 values added")).to_be_visible()
    expect(page.get_by_text("fern.xlsx")).to_be_visible()

    page.get_by_role("link", name="Add figures").click()
    page.get_by_role("link", name="Type one in").click()
    page.get_by_label("Date").fill("June 2025")
    page.get_by_label("Falls seen or found").fill("9")
    page.get_by_label("Bed days").fill("806")
    page.get_by_role("button", name="Save this value").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why they change")
    page.get_by_label("Why is an earlier value corrected?").fill("Two were written down late")
    page.get_by_role("button", name="Save this value").click()
    expect(page.get_by_role("status").filter(has_text="1 value corrected")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Falls on the stairs")).first.click()
    page.get_by_text("The figures as a table").click()
    expect(page.get_by_role("table", name="Corrected values")).to_contain_text("Two were written down late")
