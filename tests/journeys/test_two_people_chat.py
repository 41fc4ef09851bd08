"""Chat in two browsers at once: live both ways, who is here, the guard, and a message that is kept as a thread."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.support.journey import BERNADETTE, TEST_NUMBER, TOM, fresh


def _say(page: Page, words: str) -> None:
    page.get_by_label(re.compile("^Message to")).fill(words)
    page.keyboard.press("Enter")


def _message(page: Page, words: str) -> Locator:
    return page.get_by_role("log").get_by_role("listitem").filter(has_text=words)


def test_live_both_ways_and_kept_as_a_thread(browse):
    one, other = browse("/chat/community/ward-falls", as_=BERNADETTE), browse(as_=TOM)
    for page in (one, other):
        page.goto("/chat")
        page.get_by_role("link", name=re.compile("General ?: Ward falls group")).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ward falls group")
    here = one.locator(".app-chat__people")
    expect(here).to_contain_text("Bernadette Quill")
    expect(here).to_contain_text("Tom Hesketh")

    words = fresh("Tea at ten past two, bring the slippers")
    _say(one, words)
    expect(_message(other, words)).to_be_visible()
    expect(_message(other, words)).to_contain_text("Bernadette Quill")
    answer = fresh("The big ones too?")
    other.get_by_label(re.compile("^Message to")).press_sequentially("The")
    expect(one.locator("[data-part=typing]")).to_have_text("Tom Hesketh is writing…")
    _say(other, answer)
    expect(_message(one, answer)).to_be_visible()

    held = f"{words} for {TEST_NUMBER}"
    _say(other, held)
    box = other.get_by_label(re.compile("^Message to"))
    expect(box).to_have_value(held)  # the words are back in the box
    expect(other.locator("[data-part=held]")).to_be_visible()
    expect(other.locator("[data-part=held]")).not_to_be_empty()
    other.get_by_role("button", name="Use the mask").click()
    expect(box).not_to_have_value(re.compile(TEST_NUMBER))
    other.get_by_role("button", name="Send").click()
    expect(_message(one, f"{words} for")).to_be_visible()
    expect(_message(one, TEST_NUMBER)).to_have_count(0)

    other.reload()  # whatever came live is there again
    first = _message(other, words).first
    first.locator("summary").click()
    first.get_by_role("link", name="Keep as a thread").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Keep a message as a thread")
    title = fresh("Slippers for the day room")
    other.get_by_label("Title").fill(title)
    other.get_by_role("button", name="Keep it as a thread").click()
    other.wait_for_url(re.compile(r"/threads/\d+"))
    expect(other.get_by_role("article", name="Post 1 by Bernadette Quill")).to_contain_text(words)
    expect(other.get_by_role("main")).to_contain_text("kept from chat by Tom Hesketh")
    one.reload()
    expect(_message(one, words).first.get_by_role("link", name=re.compile(title))).to_be_visible()


def test_a_message_written_without_a_connection_goes_out_when_it_is_back(browse):
    one, other = (browse("/chat", as_=person) for person in (BERNADETTE, TOM))
    for page in (one, other):
        page.get_by_role("link", name=re.compile("General ?: Ward falls group")).click()
        expect(page.locator(".app-chat__people")).to_contain_text("Here now")
    words = fresh("Written in the lift")
    one.context.set_offline(True)
    _say(one, words)
    expect(_message(one, words)).to_contain_text("Not sent yet")
    one.context.set_offline(False)
    expect(_message(other, words)).to_have_count(1)
    expect(_message(one, words)).not_to_contain_text("Not sent yet")
