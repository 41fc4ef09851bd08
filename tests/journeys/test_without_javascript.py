"""Reading, asking, answering and chat by plain forms."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.browser import PHONE
from tests.support.journey import AMARA, BERNADETTE, TEST_NUMBER, TOM, ask, fresh, post, reply


def test_reading_asking_and_answering(browse):
    asker = browse("/threads", as_=AMARA, size=PHONE, javascript=False)
    asker.locator(".app-thread-row__title").first.get_by_role("link").click()
    expect(asker.get_by_role("article", name=re.compile("^Post 1 by"))).to_be_visible()

    title = fresh("Which chair for people who slide?")
    asker.goto("/c/ward-falls/ask")
    expect(asker.get_by_role("link", name="See if somebody has been there before")).to_be_visible()
    asker.get_by_label("Title").fill(title)
    asker.get_by_label("Details").fill(f"For {TEST_NUMBER} we tried a **tilted** one.")
    asker.get_by_role("button", name="Post", exact=True).click()
    expect(asker.locator("#guard mark")).to_have_text(TEST_NUMBER)
    asker.get_by_role("button", name="Mask what was found in “Details”").click()
    expect(asker.get_by_label("Title")).to_have_value(title)
    asker.get_by_role("button", name="Post", exact=True).click()
    expect(asker.get_by_role("heading", level=1)).to_have_text(title)
    thread = asker.url

    other = browse(as_=BERNADETTE, javascript=False)
    other.goto(thread)
    reply(other, "The one with the low seat.")
    asker.reload()
    post(asker, "The one with the low seat").get_by_role("button", name="This is what worked").click()
    expect(asker.get_by_role("region", name="What worked")).to_contain_text("The one with the low seat")


def test_what_is_new_is_marked_as_read_by_a_button(browse):
    title = fresh("Do you weigh people before lunch?")
    thread = ask(browse(as_=AMARA), "ward-falls", title, "We never know which value to use.")
    reader = browse(thread, as_=TOM, javascript=False)
    reader.get_by_role("button", name="I have read to here").click()
    reader.goto("/threads?scope=unread")
    expect(reader.get_by_role("heading", level=1)).to_be_visible()
    expect(reader.get_by_role("link", name=title)).to_be_hidden()


def test_chat(browse):
    one, other = (browse("/chat", as_=person, javascript=False) for person in (BERNADETTE, TOM))
    for page in (one, other):
        page.get_by_role("link", name=re.compile("General ?: Ward falls group")).click()
    words = fresh("No script, all the same")
    one.get_by_label(re.compile("^Message to")).fill(words)
    one.get_by_role("button", name="Send").click()
    expect(one.get_by_role("log")).to_contain_text(words)
    other.reload()
    expect(other.get_by_role("listitem").filter(has_text=words)).to_contain_text("Bernadette Quill")
    held = f"{words}, for {TEST_NUMBER}"
    other.get_by_label(re.compile("^Message to")).fill(held)
    other.get_by_role("button", name="Send").click()
    expect(other.locator("#guard mark")).to_have_text(TEST_NUMBER)
    expect(other.get_by_label(re.compile("^Message to"))).to_have_value(held)
