"""A fishbone drawn while it is typed, and a root cause that becomes a change idea."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import PHONE, check_accessibility
from tests.support.journey import PRIYA, fresh


@pytest.fixture
def project(browse) -> Page:
    page = browse("/c/ward-falls", as_=PRIYA)
    page.get_by_role("link", name="Start a project here").click()
    page.get_by_label("What is the project called?").fill(fresh("Frames within reach"))
    page.get_by_role("button", name="Start the project").click()
    page.wait_for_url(re.compile(r"/projects/\d+"))
    return page


def test_a_fishbone_is_drawn_while_it_is_typed(project):
    page = project
    page.get_by_role("link", name="Begin a fishbone").click()
    page.get_by_label("The problem, which stands at the head").fill("Frames stand out of reach")
    page.get_by_label("Lines").press_sequentially("People\n  Two for 28 beds\nBed space\n  Hoist in the gap")
    drawing = page.get_by_role("img", name=re.compile("^Frames stand out of reach"))
    expect(drawing).to_contain_text("Hoist in the gap")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Frames stand out of reach")
    expect(page.get_by_role("listitem").filter(has_text="Two for 28 beds").first).to_be_visible()
    check_accessibility(page)


def test_a_root_cause_becomes_a_change_idea_without_javascript(browse, project):
    page = browse(project.url, as_=PRIYA, javascript=False, size=PHONE)
    page.get_by_role("link", name="Begin a five whys").click()
    page.get_by_label("The problem: what happened?").fill("Frames stand out of reach")
    page.get_by_label("Lines").fill("The hoist stands in the gap\n! The store is locked at night")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("img", name=re.compile("^Frames stand out of reach"))).to_contain_text("Root cause")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name=re.compile("^a change idea.*The store is locked at night")).click()
    expect(page.get_by_label("Change idea")).to_have_value("The store is locked at night")
    page.get_by_role("button", name="Add the idea").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Driver diagram")
    expect(page.locator("#diagram")).to_contain_text("The store is locked at night")
