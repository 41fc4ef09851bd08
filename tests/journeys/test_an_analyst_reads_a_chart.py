"""A chart read with the keyboard alone: walked along, looked at closer, taken away; with a pointer; without scripts."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import PHONE, check_accessibility
from tests.support.journey import PRIYA

MEASURE = "Samples rejected for labelling"


@pytest.fixture
def open_chart(browse):
    def open_page(**options) -> Page:
        # Not from the list of projects: it begins with those that other journeys have just started.
        page = browse(f"/search?kind=measure&q={MEASURE.replace(' ', '+')}", as_=PRIYA, **options)
        page.get_by_role("link", name=MEASURE, exact=True).first.click()
        page.wait_for_url(re.compile(r"/measures/\d+"))
        return page

    return open_page


def _tab_to(page: Page, wanted) -> None:
    """As far as Tab goes: whatever is reached this way can be reached without a pointer."""
    for _ in range(80):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab never reaches it")


def test_with_the_keyboard_alone(open_chart):
    page = open_chart()
    chart = page.get_by_role("application", name=f"Points of the chart: {MEASURE}")
    told = chart.locator("output")
    _tab_to(page, chart)
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text(re.compile(r"^[A-Z][a-z]+ \d{4}: [\d.]+ per 1,000 samples"))
    first = told.text_content()
    page.keyboard.press("End")
    expect(told).not_to_have_text(first or "")
    page.keyboard.press("Escape")
    expect(told).to_be_empty()

    page.keyboard.press("End")
    for _ in range(7):
        page.keyboard.press("Shift+ArrowLeft")
    expect(told).to_contain_text("8 points chosen")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"from=\d{4}-\d\d-\d\d&until=\d{4}-\d\d-\d\d#chart"))
    expect(page.get_by_text("Limits and findings are worked out from all the data.")).to_be_visible()
    expect(page.locator(".app-chart__wide [data-day]")).to_have_count(8)
    check_accessibility(page)

    picture = page.get_by_role("link", name="Picture (PNG)")
    _tab_to(page, picture)  # and so focus was never held by the chart
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    assert taken.value.path().read_bytes().startswith(b"\x89PNG")
    parameters = page.get_by_role("link", name="Parameters (JSON)")
    _tab_to(page, parameters)
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    content = json.loads(taken.value.path().read_text("utf-8"))
    assert content["window"]["from"] in page.url

    chart = page.get_by_role("application", name=f"Points of the chart: {MEASURE}")
    chart.focus()
    page.keyboard.press("-")
    page.wait_for_url(re.compile(r"/measures/\d+#chart"))
    expect(page.get_by_role("link", name="Show all of it")).to_have_count(0)


def test_with_a_pointer_and_on_a_phone(open_chart):
    page = open_chart()
    marks = page.locator(".app-chart__wide [data-day]")
    start, end = marks.nth(3).bounding_box(), marks.nth(9).bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 2, start["y"] + 2)
    expect(page.locator(".app-chart__bubble").first).to_contain_text("per 1,000 samples")
    page.mouse.down()
    page.mouse.move(end["x"] + 2, end["y"] + 2, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile(r"from=.*until="))
    expect(page.locator(".app-chart__wide [data-day]")).to_have_count(7)

    phone = open_chart(size=PHONE)
    phone.locator(".app-chart__narrow [data-day]").nth(2).hover()
    expect(phone.locator(".app-chart__bubble").first).to_contain_text("per 1,000 samples")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_without_scripts_dates_do_the_same(open_chart):
    page = open_chart(javascript=False)
    page.get_by_label("From", exact=True).fill("2026-01-01")
    page.get_by_role("button", name="Look closer").click()
    page.wait_for_url(re.compile(r"from=2026-01-01"))
    expect(page.get_by_text("Limits and findings are worked out from all the data.")).to_be_visible()
    page.get_by_role("link", name="Show all of it").click()
    page.wait_for_url(re.compile(r"/measures/\d+#chart"))
