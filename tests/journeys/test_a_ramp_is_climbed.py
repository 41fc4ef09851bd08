"""From a planned cycle to its decision and on to the next one, without a mouse; then a task, and a word on progress."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import check_accessibility
from tests.support.journey import PRIYA, Keyboard, fresh, path_of


@pytest.fixture
def idea(browse) -> Page:
    """The page of an idea of a project just begun by Priya."""
    page = browse("/c/ward-falls", as_=PRIYA)
    page.get_by_role("link", name="Start a project here").click()
    page.get_by_label("What is the project called?").fill(fresh("Water within reach"))
    page.get_by_role("button", name="Start the project").click()
    page.wait_for_url(re.compile(r"/projects/\d+"))
    home = path_of(page)
    page.goto(f"{home}/ideas/new")
    page.get_by_label("Change idea").fill("A beaker on the side people can reach")
    page.get_by_role("button", name="Add the idea").click()
    page.wait_for_url(re.compile(r"/diagram"))
    page.goto(home)
    page.get_by_role("link", name=re.compile("1. A beaker on the side")).first.click()
    page.wait_for_url(re.compile(r"/ideas/\d+"))
    return page


def _choose(keys: Keyboard, one: Locator) -> None:
    """A radio button of a group in which nothing is chosen yet: the arrow keys go round it."""
    group = one.page.locator(f'input[name="{one.get_attribute("name")}"]')
    keys.reach(group.first)
    keys.page.keyboard.press("Space")
    for _ in range(group.count()):
        if one.is_checked():
            return
        keys.page.keyboard.press("ArrowDown")
    expect(one).to_be_checked()


def test_a_ramp_is_climbed_with_the_keyboard(idea):
    page, keys, home = idea, Keyboard(idea), path_of(idea)
    keys.use(page.get_by_role("link", name="Plan a first cycle"))
    keys.write(page.get_by_label("What do you want to find out?"), "Do people drink more?")
    keys.write(page.get_by_label("How big is it?"), "One bay, two days")
    keys.write(page.get_by_label("Question 1", exact=True), "How many beakers are emptied?")
    keys.write(page.get_by_label("What do you expect? (question 1)"), "Half of them")
    keys.write(page.get_by_label("What will you note or count?"), "Beakers emptied by noon")
    keys.use(page.get_by_role("button", name="Save the plan"))
    keys.use(page.get_by_role("button", name="Start doing"))
    keys.use(page.get_by_role("link", name="Write notes"))
    keys.write(page.get_by_label("What was done?"), "Two days in bay A.")
    _choose(keys, page.get_by_label("Yes", exact=True))
    keys.write(page.get_by_label("What was noted or counted?"), "9 of 12 emptied.")
    keys.use(page.get_by_role("button", name="Finish and study"))

    keys.use(page.get_by_role("button", name="Close the study and decide"))  # not without an answer
    expect(page.get_by_role("alert")).to_contain_text("what did you find?")
    keys.write(page.get_by_label("What did you find? (question 1)"), "Three in four")
    _choose(keys, page.get_by_label("No", exact=True))
    keys.write(page.get_by_label("What did you learn?"), "The side matters more than the beaker.")
    keys.use(page.get_by_role("button", name="Close the study and decide"))
    _choose(keys, page.get_by_label(re.compile("^Adopt")))
    keys.reach(page.get_by_label("Nothing more for now"))
    page.keyboard.press("ArrowDown")  # round to the first: scale up
    expect(page.get_by_label(re.compile("^Scale up"))).to_be_checked()
    keys.use(page.get_by_role("button", name="Save the decision"))

    keys.use(page.get_by_role("link", name="Plan the next cycle"))
    expect(page.get_by_label("What do you want to find out?")).to_have_value("Do people drink more?")
    expect(page.get_by_label("Question 1", exact=True)).to_have_value("How many beakers are emptied?")
    expect(page.get_by_label("What do you expect? (question 1)")).to_have_value("")
    expect(page.get_by_label("What will you note or count?")).to_have_value("Beakers emptied by noon")
    expect(page.get_by_text("Last time: One bay, two days.")).to_be_visible()
    keys.write(page.get_by_label("How big is it?"), "Five bays, a week")
    keys.write(page.get_by_label("What do you expect? (question 1)"), "Three in four")
    keys.use(page.get_by_role("button", name="Save the plan"))
    expect(page.get_by_text("Comes from cycle 1.1")).to_be_visible()

    keys.use(page.get_by_role("link", name="Add tasks"))
    keys.write(page.get_by_label("What is to be done?", exact=True), "Tell the night staff")
    keys.use(page.get_by_role("button", name="Add", exact=True))
    keys.use(page.get_by_role("button", name="Done: Tell the night staff"))
    expect(page.get_by_text("1 done or no longer needed")).to_be_visible()

    page.goto(home)
    ramp = page.get_by_role("img", name=re.compile("Ramp of idea 1"))
    expect(ramp).to_be_visible()
    expect(ramp.locator("title")).to_contain_text("cycle 1.1: adopt; cycle 1.2: planned")
    check_accessibility(page)


def test_the_teams_word_stands_beside_the_evidence_and_a_slip_is_taken_back(idea):
    page = idea
    page.get_by_role("link", name="Plan a first cycle").click()
    page.get_by_label("What do you want to find out?").fill("Do people drink more?")
    page.get_by_role("button", name="Save the plan").click()
    page.get_by_role("button", name="Start doing").click()
    page.get_by_role("link", name="Take back beginning the cycle").click()
    page.get_by_label("Why is it taken back?").fill("It was to begin on Monday")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("button", name="Start doing")).to_be_visible()
    expect(page.get_by_role("region", name="Steps taken back")).to_contain_text("It was to begin on Monday")

    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name=re.compile("Water within")).click()
    page.get_by_role("link", name="Say where you stand").click()
    page.get_by_label(re.compile("^3.0 Modest")).check()
    page.get_by_label("What does it rest on?").fill("It feels better")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The team says 3.0; the charts show 1.5: no cycle has begun.")).to_be_visible()
    check_accessibility(page)
