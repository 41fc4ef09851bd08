"""From an agenda built of what waits, over sign-up and notes, to a decision and an action; and the full meeting."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.support.browser import PHONE
from tests.support.journey import AMARA, BERNADETTE, TOM, ask, fresh, path_of


def arrange(page: Page, title: str, day: date, starts: str = "12:30", places: str = "") -> str:
    page.goto("/c/ward-falls/meetings/new")
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Huddle").check()
    page.get_by_label("Day", exact=True).fill(day.isoformat())
    page.get_by_label("Begins at").fill(starts)
    page.get_by_label("Places (optional)").fill(places)
    page.get_by_label("Joining link").fill("https://meet.example/falls")
    page.get_by_role("button", name="Arrange the meeting").click()
    return path_of(page)


def test_from_what_waits_to_a_decision_and_an_action(browse):
    question = fresh("Does anybody lend out night lights?")
    ask(browse(as_=AMARA), "ward-falls", question, "We have four for thirty beds.")
    title = fresh("Falls huddle")

    page = browse(as_=BERNADETTE)
    meeting = arrange(page, title, date.today() + timedelta(days=6))  # noqa: DTZ011  the browser's own day
    expect(page.get_by_text("12:30 to 13:30")).to_be_visible()
    page.get_by_role("link", name="Build the agenda").click()
    page.get_by_label(re.compile(re.escape(question))).check()
    page.get_by_role("button", name="Put these on the agenda").click()
    page.get_by_label("Title", exact=True).fill("The chart")
    page.get_by_label("Minutes").fill("20")
    page.get_by_label("Who leads on it?").select_option(label="Tom Hesketh")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("30 of 60 minutes planned, 30 left")).to_be_visible()
    page.get_by_role("button", name="Move up: The chart").click()
    points = page.get_by_role("heading", level=3)
    expect(points.first).to_have_text("The chart")

    other = browse(meeting, as_=AMARA, size=PHONE)
    expect(other.get_by_role("link", name="Join online")).to_be_visible()
    other.get_by_role("button", name="Yes", exact=True).click()
    expect(other.get_by_role("status")).to_contain_text("You are coming.")
    other.goto("/")
    expect(other.get_by_role("region", name="Your next meetings")).to_contain_text(title)


def test_notes_lead_to_a_decision_and_an_action(browse):
    page = browse("/meetings?show=past&community=ward-falls", as_=BERNADETTE)
    page.get_by_role("link", name="Ward falls group").last.click()
    meeting = path_of(page)
    words = fresh("Four nights of fourteen had nobody free")
    page.get_by_role("link", name="Change the notes").click()
    stale = browse(f"{meeting}/notes", as_=TOM)
    notes = page.get_by_label("Slippers")
    notes.fill(f"{notes.input_value()}\n\n{words}")
    page.get_by_role("button", name="Save the notes").click()
    expect(page.get_by_text(words)).to_be_visible()

    mine = fresh("Sizes are asked for at the bedside")
    stale.get_by_label("Slippers").fill(mine)
    stale.get_by_role("button", name="Save the notes").click()
    expect(stale.get_by_role("heading", level=1)).to_have_text("Two versions of the notes")
    expect(stale.get_by_text(words)).to_be_visible()
    stale.get_by_label("Slippers").fill(f"{words}\n\n{mine}")
    stale.get_by_role("button", name="Save the notes").click()
    expect(stale.get_by_text(mine)).to_be_visible()

    decision = fresh("We ask for sizes at the bedside")
    page.goto(meeting)
    page.get_by_role("link", name="Record a decision from Slippers").click()
    expect(page.get_by_label("What was decided?")).to_have_value(re.compile(re.escape(mine)))
    page.get_by_label("Title", exact=True).fill(decision)
    page.get_by_label("Why?", exact=True).fill("So that they fit.")
    page.get_by_label(re.compile("Consent")).check()
    page.get_by_role("button", name="Record decision").click()
    expect(page.get_by_role("region", name="Learning story")).to_contain_text("Ward falls group")

    action = fresh("Order forty pairs")
    page.goto(meeting)
    expect(page.get_by_role("region", name="Learning story")).to_contain_text(decision)
    page.get_by_role("link", name="Add an action from Slippers").click()
    page.get_by_label("What is to be done?").fill(action)
    page.get_by_role("button", name="Add it").click()
    page.goto("/")
    page.get_by_role("button", name=f"Done: {action}").click()
    expect(page.get_by_text(action)).to_be_hidden()


def test_a_full_meeting_has_a_waiting_list_and_the_missing_hour_is_explained(browse):
    page = browse("/meetings", as_=TOM)
    page.get_by_role("link", name="Chart clinic: five people, five charts").click()
    page.get_by_role("button", name="Yes, put me on the waiting list").click()
    expect(page.get_by_text("You are number")).to_be_visible()
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("You are not coming.")

    page = browse(as_=BERNADETTE)
    arrange(page, fresh("Night huddle"), date(2029, 3, 25), "01:30")
    expect(page.get_by_role("alert")).to_contain_text("There is no 01:30 on 25 March 2029 in Europe/London")
    page.get_by_label("Day", exact=True).fill("2029-10-28")
    page.get_by_role("button", name="Arrange the meeting").click()
    page.get_by_label("The second, after clocks went back").check()
    page.get_by_role("button", name="Arrange the meeting").click()
    expect(page.get_by_text("01:30 to 02:30")).to_be_visible()


def test_a_calendar_reads_its_feed_until_it_is_ended(browse):
    page = browse("/meetings/calendar", as_=AMARA)
    page.get_by_label("Which meetings?").select_option(label="All of Ward falls group")
    page.get_by_role("button", name="Make an address").click()
    address = page.locator("code").inner_text()
    answer = page.request.get(address)
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "TZID:Europe/London" in answer.text()
    page.get_by_role("button", name="End the address for Ward falls group").click()
    assert page.request.get(address).status == 404
