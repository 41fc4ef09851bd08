"""A driver diagram made by keyboard alone, then by dragging, and taken back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import PHONE, check_accessibility
from tests.support.journey import PRIYA, fresh


@pytest.fixture
def diagram(browse) -> Page:
    """The empty diagram of a project just begun by Priya."""
    page = browse("/c/ward-falls", as_=PRIYA)
    page.get_by_role("link", name="Start a project here").click()
    page.get_by_label("What is the project called?").fill(fresh("Chairs that people can leave"))
    page.get_by_role("button", name="Start the project").click()
    page.wait_for_url(re.compile(r"/projects/\d+"))
    page.get_by_role("link", name="Edit the diagram").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Driver diagram")
    # Before the script has begun, Enter sends the form as without it, and the next page has no focus to keep.
    expect(page.locator("[data-behaviour='projects/diagram']")).to_have_attribute("data-started", "")
    page.wait_for_load_state("networkidle")  # its parts are there
    return page


def _add(page: Page, label: str, *titles: str) -> None:
    """Typed and sent with Enter; the field is ready for the next."""
    page.get_by_label(label, exact=True).focus()
    for title in titles:
        page.keyboard.type(title)
        page.keyboard.press("Enter")
        expect(_line(page, title)).to_be_visible()
        expect(page.get_by_label(label, exact=True)).to_be_focused()


def _line(page: Page, title: str):
    return page.get_by_role("link", name=re.compile(rf"^(\d+\. )?{title}$"))


def _expect_titles(page: Page, titles: list[str]) -> None:
    expect(page.locator("li[data-key] .app-line__open")).to_have_text(titles)


def test_by_keyboard_alone(diagram):
    page = diagram
    _add(page, "Add a primary driver", "Seats of the right height", "Strength in the legs")
    _expect_titles(page, ["Seats of the right height", "Strength in the legs"])

    _line(page, "Strength in the legs").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("li[data-key] .app-line__open").first).to_have_text("Strength in the legs")
    expect(_line(page, "Strength in the legs")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Moved “Strength in the legs”")).to_have_count(1)

    page.keyboard.press("Enter")
    expect(_line(page, "Strength in the legs")).to_have_attribute("aria-expanded", "true")
    _add(page, "Add a secondary driver below it", "Standing up ten times a day")
    page.get_by_label("Driver", exact=True).fill("Strength in legs and arms")
    page.keyboard.press("Enter")
    renamed = _line(page, "Strength in legs and arms")
    expect(renamed).to_be_visible()

    renamed.focus()
    page.keyboard.press("Escape")
    expect(renamed).to_have_attribute("aria-expanded", "false")
    expect(renamed).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(_line(page, "Standing up ten times a day")).to_be_focused()
    check_accessibility(page)
    expect(page.get_by_role("img", name=re.compile("^Driver diagram of"))).to_be_visible()
    expect(page.locator("#diagram svg")).to_contain_text("Standing up ten")


def test_by_dragging_and_taking_it_back(diagram):
    page = diagram
    _add(page, "Add a primary driver", "Seats", "Legs")
    _line(page, "Seats").click()
    _add(page, "Add a change idea below it", "Blocks under the low chairs")
    before = page.locator("li[data-key] .app-line__open").all_inner_texts()
    _line(page, "Seats").press("Escape")
    expect(_line(page, "Seats")).to_have_attribute("aria-expanded", "false")
    idea = page.locator("li[data-layer='3']")
    idea.locator("[data-grip]").drag_to(page.locator("li[data-layer='1']").last.locator(".app-line__row").first)
    expect(page.locator("li[data-layer='1']").last).to_contain_text("Blocks under the low chairs")
    expect(_line(page, "Blocks under the low chairs")).to_be_focused()
    page.get_by_role("button", name="Take back: moved “Blocks under the low chairs”").click()
    expect(page.locator("li[data-layer='1']").first).to_contain_text("Blocks under the low chairs")
    _expect_titles(page, before)


def test_without_javascript_on_a_phone(browse, diagram):
    _add(diagram, "Add a primary driver", "Seats", "Legs")
    page = browse(diagram.url, as_=PRIYA, javascript=False, size=PHONE)
    _line(page, "Legs").click()
    page.get_by_role("button", name="Move up: Legs").click()
    _expect_titles(page, ["Legs", "Seats"])  # and the line is open as before
    page.get_by_label("Add a secondary driver below it").fill("Standing up often")
    page.get_by_role("button", name="Add the secondary driver").click()
    page.get_by_role("link", name="Take out: Legs").click()
    page.get_by_label("To “Seats”").check()
    page.get_by_role("button", name="Take it out").click()
    _expect_titles(page, ["Seats", "Standing up often"])
    page.get_by_role("button", name="Take back: took out “Legs” and others").click()
    _expect_titles(page, ["Legs", "Standing up often", "Seats"])
