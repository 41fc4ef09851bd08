"""Elsewhere, with the keyboard alone: a search with a mistake in it, a filter, a lesson, and its adoption."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.browser import check_accessibility
from tests.support.journey import MORAG, Keyboard, fresh


def test_with_the_keyboard_alone(browse):
    page = browse("/", as_=MORAG)
    keyboard = Keyboard(page)
    box = page.get_by_role("searchbox", name="Search questions, projects and lessons")
    keyboard.write(box, "hudle")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    suggestion = page.locator(".app-did-you-mean").get_by_role("link", name="huddle")
    keyboard.use(suggestion)
    expect(page.get_by_role("heading", level=1)).to_contain_text("huddle")
    before = int(page.locator(".app-results-bar__count").inner_text().split()[0])
    keyboard.use(page.get_by_role("navigation", name="Kind of result").get_by_role("link", name=re.compile("^Lesson")))
    after = int(page.locator(".app-results-bar__count").inner_text().split()[0])
    assert 0 < after < before
    expect(page.locator(".app-hit .app-kind--lesson")).to_have_count(min(after, 20))
    check_accessibility(page)

    hit = page.locator(".app-hit__title").get_by_role("link").first
    lesson = hit.inner_text()
    keyboard.use(hit)
    expect(page.get_by_role("heading", level=1)).to_have_text(lesson)
    address = page.url
    keyboard.use(page.get_by_role("link", name="Adopt this lesson"))
    keyboard.use(page.get_by_role("link", name="Start a new project for it"))
    project = fresh("A shorter handover in three care homes")
    keyboard.write(page.get_by_label("What is the project called?"), project)
    keyboard.use(page.get_by_role("button", name="Start the project"))

    expect(page.get_by_role("heading", level=1)).to_contain_text("Adopt this lesson")
    expect(page.get_by_label("Into which project?").locator("option:checked")).to_have_text(project)
    keyboard.use(page.get_by_role("button", name=re.compile("^Adopt version")))
    expect(page.get_by_role("alert")).to_contain_text("Say what you keep")
    keyboard.write(page.get_by_label("What do you keep, and why?"), "The seven minutes: nobody stays longer.")
    keyboard.write(page.get_by_label("What do you change, and why?"), "In the kitchen, where everybody passes.")
    keyboard.use(page.get_by_role("button", name=re.compile("^Adopt version")))
    expect(page.get_by_role("status").filter(has_text="Adopted.")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name=project)).to_be_visible()

    page.goto(address)
    adoption = page.locator("#adoptions").get_by_role("article").filter(has_text=project)
    expect(adoption).to_contain_text("Morag Tennant")
    expect(adoption).to_contain_text("The seven minutes: nobody stays longer.")
    keyboard.use(adoption.get_by_role("link", name=project))
    page.wait_for_url(re.compile(r"/adoptions/\d+"))
