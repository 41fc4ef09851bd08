"""From talk to learning: messages are selected, by keyboard and without JavaScript, and become things that last."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import PHONE, check_accessibility, scripts_started
from tests.support.journey import BERNADETTE, TOM, fresh

SELECT = re.compile(r"/chat/\w+/\d+/select")
KEEP = re.compile(r"/keep\?m=")


def _say_three(page: Page) -> list[str]:
    """By the plain form or live, whichever the page has. What has a number was kept; what has none is on its way."""
    said = [fresh(words) for words in ("Do chairs by the window help", "They did on Birch", "However, not at night")]
    for words in said:
        page.get_by_label(re.compile("^Message to")).fill(words)
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.locator("li[id^='m']").filter(has_text=words)).to_be_visible()
    return said


def _box(page: Page, words: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=words).get_by_role("checkbox")


def _keep_as(page: Page, what: str) -> None:
    page.get_by_role("radio", name=re.compile(f"^{what}")).check()
    page.get_by_role("button", name="Go on").click()


def _title_of(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def test_three_messages_are_selected_by_keyboard_and_become_a_question(browse):
    page = browse("/chat", as_=BERNADETTE)
    page.get_by_role("link", name=re.compile("General ?: Ward falls group")).click()
    scripts_started(page)
    said = _say_three(page)
    page.get_by_role("link", name="Select messages").click()
    page.wait_for_url(SELECT)
    scripts_started(page)
    check_accessibility(page)
    status = page.locator("[data-part=count]")
    expect(status).to_have_text("0 messages selected")
    _box(page, said[0]).focus()
    page.keyboard.press("Space")
    expect(status).to_have_text("1 message selected")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(status).to_have_text("3 messages selected")
    expect(_box(page, said[2])).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(KEEP)
    check_accessibility(page)
    for words in said:
        expect(page.locator("main").get_by_text(words)).to_be_visible()
    page.get_by_role("link", name=re.compile("^Move down message 1")).click()
    expect(page.locator(".app-quoted__item").first).to_contain_text(said[1])
    _keep_as(page, "A thread")

    in_order = re.compile(".*".join((said[1], said[0], said[2])), re.DOTALL)
    expect(page.get_by_label("Details")).to_have_value(in_order)
    title = fresh("Where should chairs stand?")
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(_title_of(page)).to_have_text(title)
    expect(page.locator("blockquote").first).to_contain_text("Bernadette Quill wrote")
    page.get_by_role("region", name="Learning story").get_by_role("link", name=re.compile("3 messages")).click()
    expect(_title_of(page)).to_have_text("From the chat of Ward falls group")
    check_accessibility(page)
    expect(page.get_by_role("region", name="Learning story").get_by_role("link", name=title)).to_be_visible()
    page.get_by_role("link", name="Ward falls group: chat").click()
    kept = page.get_by_role("log").get_by_role("listitem").filter(has_text=said[2])
    expect(kept.get_by_role("link", name=re.compile(re.escape(title)))).to_be_visible()


def test_shift_selects_all_in_between_and_they_become_a_decision_and_a_lesson(browse):
    page = browse("/chat", as_=TOM)
    page.get_by_role("link", name=re.compile("General ?: Ward falls group")).click()
    scripts_started(page)
    said = _say_three(page)
    page.get_by_role("link", name="Select messages").click()
    page.wait_for_url(SELECT)
    scripts_started(page)
    _box(page, said[0]).check()
    _box(page, said[2]).click(modifiers=["Shift"])
    expect(page.locator("[data-part=count]")).to_have_text("3 messages selected")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(KEEP)
    _keep_as(page, "A decision")
    expect(page.get_by_label("What was decided?")).to_have_value(re.compile(re.escape(said[1])))
    title = fresh("We leave chairs by the window")
    page.get_by_label("Title").fill(title)
    page.get_by_role("textbox", name="Why?", exact=True).fill("They helped by day.")
    page.get_by_label(re.compile("^Consent")).check()
    page.get_by_role("button", name="Record decision").click()
    expect(_title_of(page)).to_have_text(title)
    page.get_by_role("region", name="Learning story").get_by_role("link", name=re.compile("3 messages")).click()
    page.get_by_role("region", name="Make something of it").get_by_role("link", name="A lesson").click()
    expect(page.get_by_role("textbox", name=re.compile("^What happened"))).to_have_value(re.compile(re.escape(said[0])))
    advice = fresh("Leave a chair by the window")
    page.get_by_label("Your advice, in one sentence").fill(advice)
    page.get_by_label("Worked", exact=True).check()
    page.get_by_role("button", name="Save draft").click()
    expect(_title_of(page)).to_have_text(advice)
    expect(page.get_by_role("region", name="Learning story")).to_contain_text("Was learned from")


def test_without_a_script_on_a_phone_they_become_a_summary(browse):
    page = browse("/chat", as_=BERNADETTE, javascript=False, size=PHONE)
    page.get_by_role("link", name=re.compile("General ?: Ward falls group")).click()
    said = _say_three(page)
    page.get_by_role("link", name="Select messages").click()
    for words in said:
        _box(page, words).check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("link", name=re.compile("^Leave out message 1")).click()
    expect(page.locator(".app-quoted__item")).to_have_count(2)
    page.get_by_role("link", name="Choose again").click()
    for words in said:
        _box(page, words).check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what it should become")
    _keep_as(page, "A summary")
    title = fresh("Chairs by the window")
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Go on to the summary").click()
    page.wait_for_url(re.compile(r"/threads/\d+/summarise\?begin=rules"))
    expect(page.locator("textarea").filter(has_text=said[2]).first).to_be_visible()
