"""The queue of what waits, and what a convenor does with a thread: pin, summarise, begin a project, close."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.journey import AMARA, BERNADETTE, ask, fresh, manage, reply


def test_from_the_queue_to_the_outcome(browse):
    title = fresh("Does anybody still use bed alarms?")
    thread = ask(browse(as_=AMARA), "ward-falls", title, "Ours ring thirty times a night.")

    page = browse("/c/ward-falls", as_=BERNADETTE)
    page.get_by_role("link", name=re.compile("questions? waits? for a reply")).click()
    expect(page.get_by_role("heading", name=re.compile("No reply yet"))).to_be_visible()
    page.get_by_role("link", name=re.compile(f"Answer, or ask somebody.*{title[-7:]}")).click()
    page.wait_for_url(f"**{thread}#reply")
    reply(page, "We took them away in the spring and nothing got worse.")

    manage(page).get_by_role("button", name="Pin to the top").click()
    expect(page.get_by_role("status").filter(has_text="Pinned to the top")).to_be_visible()
    page.goto("/c/ward-falls")
    pinned = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=title)).first
    expect(pinned).to_contain_text("Pinned")
    pinned.get_by_role("link", name=title).click()

    manage(page).get_by_role("link", name="Summarise").click()
    page.get_by_label("What was said").fill("One ward took them away, and **nothing got worse**.")
    page.get_by_role("button", name="Publish the summary").click()
    summary = page.get_by_role("region", name="Summary")
    expect(summary.locator("strong")).to_have_text("nothing got worse")
    expect(summary).to_contain_text("Bernadette Quill")

    page.get_by_role("link", name="Start a project from this").click()
    expect(page.get_by_label("What is the project called?")).to_have_value(title)
    page.get_by_label("What do you want to achieve?").fill("Alarms on no more than two beds by the end of June.")
    page.get_by_role("button", name="Start the project").click()
    page.wait_for_url(re.compile(r"/projects/\d+"))
    expect(page.get_by_role("region", name="Aim")).to_contain_text("no more than two beds")
    story = page.get_by_role("region", name="Learning story")
    story.get_by_role("link", name=title).click()
    page.wait_for_url(f"**{thread}")
    expect(page.get_by_role("region", name="Learning story").locator(".app-kind--project")).to_be_visible()

    manage(page).get_by_role("link", name="Close with an outcome").click()
    page.get_by_role("button", name="Close with this outcome").click()
    expect(page.get_by_role("alert")).to_contain_text("Say in a sentence or two what came of it")
    page.get_by_label("Outcome").fill("It goes on as a project.")
    page.get_by_role("button", name="Close with this outcome").click()
    outcome = page.get_by_role("region", name="Outcome")
    expect(outcome).to_contain_text("It goes on as a project.")
    expect(outcome).to_contain_text("Closed by Bernadette Quill")
    expect(page.get_by_label("Your reply")).to_be_hidden()

    page.goto("/c/ward-falls")
    page.get_by_role("link", name=re.compile("wait|queue")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Waiting in")
    expect(page.get_by_text(title)).to_be_hidden()


def test_who_is_no_convenor_gets_no_queue(browse):
    page = browse("/c/ward-falls", as_=AMARA)
    expect(page.get_by_role("heading", name="Ward falls group", level=1)).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("for a reply|queue"))).to_be_hidden()
