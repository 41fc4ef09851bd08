"""A project from its aim to a decided cycle, and a measure drawn from pasted and uploaded figures."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import check_accessibility
from tests.support.journey import PRIYA, fresh, path_of

BEFORE = [12, 14, 13, 15, 12, 13, 14, 13, 12, 15, 13, 14]
AFTER = [9, 8, 9, 8, 9, 8, 9]  # seven below the mean: a shift


def _monthly(figures: list[int]) -> str:
    """A line for each value: its month, from January 2023, and itself."""
    return "\n".join(f"{2023 + at // 12}-{at % 12 + 1:02}-01,{value}" for at, value in enumerate(figures))


@pytest.fixture
def project(browse) -> Page:
    """A page that shows a project just begun by Priya."""
    page = browse("/c/ward-falls", as_=PRIYA)
    page.get_by_role("link", name="Start a project here").click()
    page.get_by_label("What is the project called?").fill(fresh("Slippers that fit"))
    page.get_by_role("button", name="Start the project").click()
    page.wait_for_url(re.compile(r"/projects/\d+"))
    return page


def test_aim_team_drivers_and_a_cycle_through_its_states(project):
    page, home = project, path_of(project)
    page.get_by_role("link", name="Edit the charter").click()
    page.get_by_label("For whom?").fill("people on Birch ward")
    page.get_by_label("What should change?").fill("falls in loose slippers")
    page.get_by_label("How good?").fill("from 13 to 9 or fewer a month")
    page.get_by_label("By when?").fill("2027-06-30")
    page.get_by_role("button", name="Save", exact=True).click()
    aim = page.get_by_role("region", name="Aim")
    expect(aim).to_contain_text("from 13 to 9 or fewer a month")
    expect(aim).to_contain_text("30 June 2027")

    page.get_by_role("link", name="Change the team").click()
    page.get_by_label("Somebody from the community").select_option(label="Dot Hargreaves")
    page.get_by_label("Role in the project").fill("Carer partner")
    page.get_by_role("button", name="Add to the team").click()
    page.goto(home)
    team = page.get_by_role("region", name="Team")
    expect(team).to_contain_text("Dot Hargreaves")
    expect(team).to_contain_text("Carer partner")

    page.get_by_role("link", name="Add a driver", exact=True).click()
    page.get_by_label("Driver", exact=True).fill("Footwear that stays on")
    page.get_by_label("Primary: it drives the aim itself").check()
    page.get_by_role("button", name="Add the driver").click()
    page.goto(home)
    page.get_by_role("link", name="Add a change idea", exact=True).click()
    page.get_by_label("Change idea").fill("Measure feet on the first day")
    page.get_by_label("Footwear that stays on").check()
    page.get_by_role("button", name="Add the idea").click()
    page.goto(home)
    drivers = page.get_by_role("region", name="Driver diagram")
    expect(drivers.get_by_role("img", name=re.compile("Driver diagram of Slippers"))).to_be_visible()
    expect(drivers.locator("svg")).to_contain_text("Footwear that")

    page.get_by_role("link", name="Plan a first cycle of idea 1").click()
    page.get_by_label("What do you want to find out?").fill("Can we measure feet in two minutes?")
    page.get_by_label("Question 1", exact=True).fill("How long does it take?")
    page.get_by_label("What do you expect? (question 1)").fill("Two minutes")
    page.get_by_role("button", name="Save the plan").click()
    _go_through_the_cycle(page)
    page.goto(home)
    expect(page.get_by_role("link", name=re.compile("Cycle 1.1"))).to_be_visible()
    expect(page.locator(".app-ramp__foot")).to_contain_text("Adapt")
    check_accessibility(page)


def _go_through_the_cycle(page: Page) -> None:
    """From planned to decided; the page shows the step each time."""
    here = page.get_by_role("list", name="Steps of this cycle").locator("[aria-current=step]")
    expect(here).to_contain_text("Plan")
    page.get_by_role("button", name="Start doing").click()
    expect(here).to_contain_text("Do")
    page.get_by_role("link", name="Write notes").click()
    page.get_by_label("What was done?").fill("We measured eleven pairs of feet.")
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Finish and study").click()
    page.get_by_label("What did you find? (question 1)").fill("Five minutes, most of it looking for the ruler.")
    page.get_by_label("No", exact=True).check()
    page.get_by_label("What did you learn?").fill("A ruler on the wall would halve it.")
    page.get_by_role("button", name="Close the study and decide").click()
    page.get_by_label(re.compile("^Adapt")).check()
    page.get_by_label("What comes next?").fill("A ruler by each bed.")
    page.get_by_role("button", name="Save the decision").click()
    expect(page.get_by_role("region", name="Questions and predictions")).to_contain_text("Other than predicted")
    expect(page.get_by_role("region", name="Act")).to_contain_text("A ruler by each bed.")


def test_pasted_and_uploaded_figures_are_drawn_as_an_xmr_chart(project, tmp_path):
    page = project
    page.get_by_role("link", name="New measure").click()
    name = fresh("Falls in loose slippers")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label(re.compile("^Outcome")).check()
    page.get_by_label("Lower is better").check()
    page.get_by_label(re.compile("^Target")).fill("9")
    page.get_by_role("button", name="Start the measure").click()

    wrong = _monthly(BEFORE) + "\n2024-13-45,many"
    page.get_by_label("Paste figures").fill(wrong)
    page.get_by_role("button", name="Save the figures").click()
    expect(page.get_by_role("table")).to_contain_text("13")
    expect(page.get_by_label("Paste figures")).to_have_value(wrong)  # nothing is lost
    page.get_by_label("Paste figures").fill(_monthly(BEFORE))
    page.get_by_role("button", name="Save the figures").click()
    expect(page.get_by_role("status").filter(has_text="12 values added")).to_be_visible()
    chart = page.get_by_role("img", name=name).first
    expect(chart).to_be_visible()
    expect(chart.locator("path[transform]")).to_have_count(12)  # a mark for each value
    verdict = page.locator(".app-verdict")
    expect(verdict).to_contain_text("Common cause")

    rows = _monthly([*BEFORE, *AFTER])
    page.get_by_role("link", name="Add figures").click()
    file = tmp_path / "slippers.csv"
    file.write_text(f"date,value\n{rows}\n", "utf-8")
    page.get_by_label("Or choose a CSV or Excel file").set_input_files(file)
    page.get_by_role("button", name="Save the figures").click()
    expect(page.get_by_role("status").filter(has_text="7 values added")).to_be_visible()
    expect(chart.locator("path[transform]")).to_have_count(19)
    expect(verdict).to_contain_text("improvement, lower values")
    expect(page.get_by_text("slippers.csv")).to_be_visible()
    page.get_by_text("The figures as a table").click()
    newest = page.get_by_role("table", name=re.compile(f"^{name}")).get_by_role("row").nth(1)
    expect(newest).to_contain_text("July 2024")
    expect(newest).to_contain_text("11.6")  # the mean of all 19
    check_accessibility(page)
