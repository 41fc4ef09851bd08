"""From a first draft by rules to a published summary and a lesson; and a curator makes one tag of two."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.journey import AMARA, BERNADETTE, KATE, TOM, ask, fresh, manage, reply


def test_a_first_draft_becomes_a_summary_and_a_lesson(browse):
    title = fresh("Who keeps the walking frames within reach at night?")
    thread = ask(browse(as_=AMARA), "ward-falls", title, "Ours stand folded against the wall. Who has changed that?")
    reply(browse(thread, as_=TOM), "We tie a yellow ribbon to the bed rail where the frame belongs.")

    page = browse(thread, as_=BERNADETTE)
    manage(page).get_by_role("link", name="Summarise").click()
    page.get_by_role("link", name="Start from a first draft").click()
    expect(page.get_by_text("made by rules from the posts. Check every line")).to_be_visible()
    expect(page.get_by_label("What was asked")).to_have_value(re.compile("Who has changed that"))
    expect(page.get_by_label("What was said")).to_have_value(re.compile(r"yellow ribbon.*\(\[Tom Hesketh\]", re.S))
    page.get_by_label("What was agreed").fill("A ribbon on the rail says where the frame **belongs**.")
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_role("region", name="Draft of a summary")).to_contain_text("the convenors see it")
    member = browse(thread, as_=AMARA)  # asked, and may summarise, but the draft is not hers
    expect(member.get_by_role("heading", name=title)).to_be_visible()
    expect(member.get_by_text("Draft of a summary")).to_be_hidden()

    page.get_by_role("link", name="Go on writing").click()
    page.get_by_label("What was said").fill("A yellow ribbon marks the place.")
    page.get_by_role("button", name="Publish the summary").click()
    summary = page.get_by_role("region", name="Summary")
    expect(summary.get_by_role("heading", name="What was agreed")).to_be_visible()
    expect(summary.locator("strong")).to_have_text("belongs")

    summary.get_by_role("link", name="Draft a lesson from this").click()
    expect(page.get_by_label("What was done")).to_have_value(re.compile("yellow ribbon marks the place"))
    page.get_by_label("Your advice, in one sentence").fill(fresh("Mark where the frame belongs"))
    page.get_by_label("Worked", exact=True).check()
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url(re.compile(r"/lessons/\d+"))
    page.goto(thread)
    expect(page.get_by_role("region", name="Learning story").locator(".app-kind--lesson")).to_be_visible()


def test_a_curator_merges_two_tags(browse):
    word = re.sub(r"[^a-z]+", " ", fresh("trolley waits")).strip()
    asker = browse("/c/aldermere-westlow/ask", as_=KATE)
    asker.get_by_label("Title").fill(fresh("How long do people wait on trolleys?"))
    asker.get_by_label("Details").fill("We count from the door.")
    tags = asker.get_by_role("combobox", name="Tags")
    tags.press_sequentially("a&")
    expect(asker.get_by_role("listbox", name="Tags that fit")).to_be_visible()
    tags.press("ArrowDown")
    tags.press("Enter")
    expect(tags).to_have_value("emergency department, ")
    tags.press_sequentially(word)
    asker.get_by_role("button", name="Post", exact=True).click()
    asker.wait_for_url(re.compile(r"/threads/\d+"))
    expect(asker.get_by_role("list", name="Tags")).to_contain_text("emergency department")

    page = browse("/tags/queue", as_=KATE)
    page.get_by_role("link", name=f"Merge {word}").click()
    page.get_by_label("Into which topic?").fill("A&E")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("emergency department")
    expect(page.get_by_text("Also called")).to_contain_text(word)
    asker.reload()
    expect(asker.get_by_role("list", name="Tags")).not_to_contain_text(word)
    page.get_by_role("button", name=f"Undo merging {word}").click()
    asker.reload()
    expect(asker.get_by_role("list", name="Tags")).to_contain_text(word)
