"""Chat with the keyboard alone, on a phone, with a screen reader's ears, and without any script."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import PHONE, check_accessibility, scripts_started
from tests.support.journey import BERNADETTE, TOM, Keyboard, fresh


def _open(page: Page) -> None:
    page.goto("/chat")
    page.get_by_role("link", name=re.compile("General ?: Ward falls group")).click()
    scripts_started(page)
    expect(page.locator(".app-chat__people")).to_contain_text("Here now")


def _box(page: Page) -> Locator:
    return page.get_by_label(re.compile("^Message to"))


def _say(page: Page, words: str) -> None:
    _box(page).fill(words)
    _box(page).press("Enter")
    expect(page.locator("li[data-number]").filter(has_text=words)).to_have_count(1)


def test_with_the_keyboard_alone(browse):
    page = browse(as_=BERNADETTE)
    _open(page)
    keyboard, words = Keyboard(page), fresh("No mouse on nights")
    _box(page).fill("")
    _say(page, fresh("One before it"))
    keyboard.write(_box(page), words)
    page.keyboard.press("Enter")
    mine = page.locator("li[data-number]").filter(has_text=words)
    expect(mine).to_have_count(1)

    page.keyboard.press("ArrowUp")  # edits the last one where it stands
    field = mine.locator("textarea")
    expect(field).to_be_focused()
    page.keyboard.type(", and none by day")
    page.keyboard.press("Escape")
    expect(mine.locator("textarea")).to_have_count(0)
    expect(mine).to_be_focused()
    expect(mine).not_to_contain_text("none by day")

    page.keyboard.press("ArrowUp")  # one message up, and down again
    expect(page.locator("li[data-number]").nth(-2)).to_be_focused()
    page.keyboard.press("End")
    expect(mine).to_be_focused()
    page.keyboard.press("Enter")  # what can be done with it
    expect(mine.locator("details.app-menu")).to_have_attribute("open", "")
    expect(mine.locator(".app-menu__panel :focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(mine.locator("summary")).to_be_focused()

    keyboard.reach(_box(page))
    page.keyboard.press("Enter")  # an empty box sends nothing
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type(f"{words}, changed")
    page.keyboard.press("Enter")
    expect(mine).to_contain_text("edited")
    expect(mine).to_contain_text("changed")


def test_only_what_others_say_is_read_out_and_the_focus_stays(browse):
    one, other = browse(as_=BERNADETTE), browse(as_=TOM)
    for page in (one, other):
        _open(page)
    voice = one.locator(".app-chat > [aria-live=polite]")
    mine, theirs = fresh("Mine"), fresh("Theirs")
    _say(one, mine)
    _say(other, theirs)
    expect(voice).to_contain_text(f"Tom Hesketh: {theirs}")
    expect(voice).not_to_contain_text(mine)
    expect(_box(one)).to_be_focused()


def test_on_a_phone(browse):
    page = browse(as_=BERNADETTE, size=PHONE, has_touch=True, is_mobile=True)
    _open(page)
    width = "() => document.documentElement.scrollWidth <= innerWidth"
    assert page.evaluate(width)
    expect(_box(page)).to_be_in_viewport()
    expect(page.get_by_role("link", name="All channels").first).to_be_visible()
    long = fresh("a" * 120)
    _box(page).fill(long)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("li[data-number]").filter(has_text=long)).to_have_count(1)
    assert page.evaluate(width)
    check_accessibility(page)


def test_older_messages_come_in_place(browse):
    page = browse(as_=BERNADETTE)
    _open(page)
    for number in range(3):
        _say(page, fresh(f"Filling {number}"))
    last = int(page.locator("li[data-number]").last.get_attribute("data-number"))
    page.goto(f"{page.url.partition('#')[0].partition('?')[0]}?before={last}")
    expect(page.get_by_role("link", name="Newer messages")).to_be_visible()
    page.get_by_role("link", name="Newer messages").click()
    expect(page.locator(f"#m{last}")).to_be_visible()
    check_accessibility(page)


def test_unread_is_counted_while_one_looks_elsewhere(browse):
    one, other = browse(as_=BERNADETTE), browse(as_=TOM)
    _open(one)
    _open(other)
    falls = one.url
    other.locator(".app-side-bar li:not(:has([aria-current])) a").first.click()
    scripts_started(other)
    expect(other.locator(".app-chat__people")).to_contain_text("Here now")
    row = other.locator(".app-side-bar li").filter(has_text="General: Ward falls group")
    expect(row).to_have_attribute("data-unread", "0")
    for number in range(2):
        _say(one, fresh(f"Counted {number}"))
    expect(row).to_have_attribute("data-unread", "2")
    expect(row).to_contain_text("2 unread")
    elsewhere = other.context.new_page()
    elsewhere.goto(falls)  # read on another page of the same person
    expect(row).to_have_attribute("data-unread", "0")


def test_without_a_script_one_goes_back_and_marks_as_read(browse):
    writer = browse(as_=BERNADETTE)
    _open(writer)
    words = fresh("Read this without a script")
    _say(writer, words)
    reader = browse(as_=TOM, javascript=False)
    reader.goto(writer.url)
    expect(reader.get_by_role("log")).to_contain_text(words)
    reader.get_by_role("button", name="I have read to here").click()
    expect(reader.get_by_role("button", name="I have read to here")).to_have_count(0)
