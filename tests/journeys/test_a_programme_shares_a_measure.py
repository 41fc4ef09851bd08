"""A shared measure is taken up, a new version is proposed, and a team keeps its own with a reason."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.support.browser import check_accessibility
from tests.support.journey import BERNADETTE, TOM, fresh

REASON = "Our carers stay the night, so we count their falls as well."


def _choose(page: Page, label: str, words: str) -> None:
    """The option of a list that holds these words."""
    field = page.get_by_label(label, exact=True)
    value = field.locator("option", has_text=words).first.get_attribute("value")
    field.select_option(value)


def test_take_up_propose_and_decline_with_a_reason(browse):
    name, ward, programme = fresh("Falls on the way to lunch"), fresh("Larch"), fresh("Falls by day")
    page = browse("/c/ward-falls", as_=BERNADETTE)
    page.get_by_role("link", name="Start a programme").click()
    page.get_by_label("Title").fill(programme)
    page.get_by_role("button", name="Start the programme").click()
    home = page.url
    page.get_by_role("link", name="Invite a project").click()
    _choose(page, "Project", "Fewer falls on Birch ward")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("region", name="Projects")).to_contain_text("Fewer falls on Birch ward")

    page.get_by_role("link", name="New shared measure").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label(re.compile("^Outcome")).check()
    page.get_by_label("Lower is better").check()
    page.get_by_label(re.compile("^Target"), exact=False).first.fill("3")
    page.get_by_role("button", name="Save the definition").click()
    page.get_by_role("link", name="Take it up for a project").click()
    _choose(page, "Which project takes it up?", "Birch ward")
    page.get_by_label("Ward or site").fill(ward)
    page.get_by_role("button", name="Take it up").click()
    page.get_by_label("Paste figures").fill("\n".join(f"2025-{month:02}-01,{4 + month % 3}" for month in range(1, 13)))
    page.get_by_role("button", name="Save the figures").click()
    measure = page.url
    expect(page.get_by_role("region", name="A shared measure")).to_contain_text("version 1")

    page = browse(home, as_=TOM)  # a convenor as well
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("img", name=re.compile(ward))).to_be_visible()
    check_accessibility(page)
    page.get_by_role("link", name="Propose a new version").click()
    page.get_by_label("What is different, and why?").fill("Visitors fall as well, but they are no patients of ours.")
    page.get_by_label(re.compile("What is left out")).fill("Falls of visitors")
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("Not counted as the programme says.")).to_be_visible()

    page = browse(measure, as_=BERNADETTE)
    page.get_by_role("link", name="See what would change, and answer").click()
    expect(page.get_by_role("row", name=re.compile("Left out"))).to_contain_text("Falls of visitors")
    check_accessibility(page)
    page.get_by_label("Keep what we have, and say why").check()
    page.get_by_label("Why does it not fit here?").fill(REASON)
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_role("region", name="A shared measure")).to_contain_text(REASON)
    page.goto(home)
    expect(page.get_by_role("region", name="What all of them measure")).to_contain_text("Keeps version 1")
