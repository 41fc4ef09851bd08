"""Question, project, cycle, chart, lesson, adoption: from each to the next, and back again."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.support.browser import check_accessibility
from tests.support.journey import PRIYA

PROJECT = "Text reminders that say who to ring, and what a missed slot means to somebody else"


def _step(page: Page, kind: str, title: str = "") -> str:
    """Follows the story's first step to a thing of that kind; answers the title of the page that was left."""
    left = page.get_by_role("heading", level=1).inner_text()
    steps = page.get_by_role("region", name="Learning story").get_by_role("listitem")
    steps = steps.filter(has=page.locator(f".app-kind--{kind}"))
    link = (steps.filter(has_text=title) if title else steps).first.get_by_role("link")
    address = link.get_attribute("href")
    link.click()
    page.wait_for_url(f"**{address}")
    return left


def test_both_ways_by_the_panel_of_each_page(browse):
    page = browse("/projects?community=outpatients", as_=PRIYA)
    page.get_by_role("link", name=PROJECT).click()
    _step(page, "thread")
    question = _step(page, "project", PROJECT)
    assert _step(page, "cycle") == PROJECT
    _step(page, "project", PROJECT)
    _step(page, "measure")
    expect(page.get_by_role("img").first).to_be_visible()
    _step(page, "project", PROJECT)
    _step(page, "lesson", "Let people answer the reminder")
    lesson = _step(page, "adoption")
    assert lesson.startswith("Let people answer the reminder")
    # And back, all the way to the question.
    _step(page, "lesson", lesson)
    _step(page, "project", PROJECT)
    _step(page, "thread", question)


def test_the_whole_story_on_one_page(browse):
    page = browse("/projects?community=outpatients", as_=PRIYA)
    page.get_by_role("link", name=PROJECT).click()
    page.get_by_role("link", name="The whole story").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Learning story of")
    chapters = page.locator(".app-story__chapter")
    for kind in ("thread", "project", "cycle", "measure", "lesson", "adoption"):
        expect(chapters.locator(f".app-kind--{kind}").first).to_be_visible()
    expect(page.locator(".app-story__chapter--here")).to_contain_text(PROJECT)
    check_accessibility(page)


def test_a_guest_walks_as_far_as_a_guest_may_read(browse):
    page = browse("/c/outpatients")
    page.get_by_role("link", name=PROJECT).click()
    page.get_by_role("link", name="The whole story").click()
    expect(page.locator(".app-story__chapter--here")).to_contain_text(PROJECT)
