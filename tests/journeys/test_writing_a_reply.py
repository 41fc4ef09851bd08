"""A reply is begun at a desk, finished on a phone, quotes, mentions a group, shows a card; and by plain forms."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.browser import PHONE, check_accessibility
from tests.support.journey import AMARA, BERNADETTE, TOM, Keyboard, ask, fresh, look_until, post


def _lesson(page) -> tuple[str, str]:
    """The address and title of a lesson that everybody may read."""
    page.goto("/lessons")
    link = page.get_by_role("article").locator("a[href^='/lessons/']").first
    return page.url.split("/lessons")[0] + str(link.get_attribute("href")), link.inner_text()


def test_begun_at_the_desk_and_finished_on_the_phone(browse):
    asker = browse(as_=AMARA)
    title = fresh("Who moves the bed tables back?")
    thread = ask(asker, "ward-falls", title, "They drift.\n\nAnd *nobody* moves them back at night.")
    address, lesson = _lesson(asker)

    desk = browse(thread, as_=TOM)
    text = desk.get_by_label("Your reply")
    text.press_sequentially("We tried this:\n\n")
    desk.get_by_role("button", name="Task list").click()
    text.press_sequentially("a line on the floor")
    expect(desk.locator(".app-draft-state")).to_contain_text("Draft saved")
    expect(desk.get_by_role("group", name="Preview")).to_contain_text("☐ a line on the floor")
    check_accessibility(desk)
    desk.close()

    phone = browse(thread, as_=TOM, size=PHONE)
    text = phone.get_by_label("Your reply")
    expect(phone.get_by_role("status").filter(has_text="from another device")).to_be_visible()
    expect(text).to_have_value(re.compile("a line on the floor"))
    phone.get_by_role("link", name="Quote post 1").click()
    expect(text).to_have_value(re.compile(r"> \*\*Amara Okafor\*\* \[wrote\]\(/threads/\d+/posts/1\):"))
    text.press("End")
    text.press_sequentially("So @conv")
    expect(phone.get_by_role("option", name=re.compile("Convenors"))).to_be_visible()
    text.press("Enter")
    expect(text).to_have_value(re.compile("@convenors "))
    text.press_sequentially(f"see\n\n{address}\n")
    check_accessibility(phone)
    phone.get_by_role("button", name="Post reply").click()
    written = post(phone, "a line on the floor")
    expect(written.get_by_role("list", name="Linked here")).to_contain_text(lesson)
    expect(written.locator("blockquote")).to_contain_text("nobody moves them back")
    check_accessibility(phone)
    expect(phone.get_by_label("Your reply")).to_have_value("")
    phone.goto("/drafts")
    expect(phone.get_by_text("a line on the floor")).to_be_hidden()  # what was sent is no draft

    told = browse(as_=BERNADETTE)
    look_until(told, "/notices", told.get_by_role("link", name=f"Tom Hesketh mentioned you in “{title}”"))


def test_quoting_only_what_is_selected(browse):
    page = browse(as_=AMARA)
    ask(page, "ward-falls", fresh("Which mats?"), "The blue ones slip. The green ones hold.")
    page.evaluate(
        """() => {
            const words = document.querySelector(".app-post__body p").firstChild;
            document.getSelection().setBaseAndExtent(words, 20, words, 40);
        }"""
    )
    page.get_by_role("button", name="Quote what is selected").click()
    expect(page.get_by_label("Your reply")).to_have_value(re.compile("> The green ones hold.\n"))
    expect(page.get_by_label("Your reply")).not_to_have_value(re.compile("blue"))


def test_formatting_by_keyboard_alone_and_undone_again(browse):
    page = browse("/c/ward-falls/ask", as_=BERNADETTE)
    keys = Keyboard(page)
    text = page.get_by_label("Details")
    expect(page.get_by_role("toolbar", name="Formatting")).to_be_visible()
    keys.write(text, "frames")
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+B")
    expect(text).to_have_value("**frames**")
    page.keyboard.press("Control+B")
    expect(text).to_have_value("frames")
    page.keyboard.press("Control+Z")
    expect(text).to_have_value("**frames**")
    page.keyboard.press("Shift+Tab")
    toolbar = page.get_by_role("toolbar", name="Formatting")
    expect(toolbar.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(toolbar.get_by_role("button", name="Link something of this site")).to_be_focused()
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(toolbar.get_by_role("button", name="List", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(text).to_have_value("- **frames**")
    expect(page.locator(".app-draft-state")).to_contain_text("Draft saved")
    page.goto("/drafts")
    page.get_by_role("article").filter(has_text="frames").get_by_role("button", name="Discard").click()
    expect(page.get_by_role("article").filter(has_text="frames")).to_have_count(0)


def test_two_devices_that_differ_ask_which_counts(browse):
    asker = browse(as_=AMARA)
    thread = ask(asker, "ward-falls", fresh("Whose turn is the tea?"), "It is cold by ten.")
    desk, phone = browse(thread, as_=TOM), browse(thread, as_=TOM, size=PHONE)
    desk.get_by_label("Your reply").press_sequentially("From the desk")
    expect(desk.locator(".app-draft-state")).to_contain_text("Draft saved")
    phone.get_by_label("Your reply").press_sequentially("From the phone")
    phone.get_by_role("button", name="Use the other one").click()
    expect(phone.get_by_label("Your reply")).to_have_value("From the desk")
    phone.get_by_label("Your reply").fill("NHS number 999 000 0018")
    expect(phone.locator(".app-draft-state")).to_contain_text("not kept here")


def test_by_plain_forms(browse):
    asker = browse(as_=AMARA, javascript=False)
    thread = ask(asker, "ward-falls", fresh("Where do the wedges go?"), "Under the door, I hope.")
    page = browse(thread, as_=TOM, javascript=False, size=PHONE)
    expect(page.get_by_role("toolbar")).to_have_count(0)
    page.get_by_role("link", name="Quote post 1").click()
    text = page.get_by_label("Your reply")
    expect(text).to_have_value(re.compile("> Under the door, I hope."))
    text.fill(text.input_value() + "\nIn the blue box.")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("article").filter(has_text="In the blue box").get_by_role("link").click()
    expect(page.get_by_label("Your reply")).to_have_value(re.compile("In the blue box."))
    page.locator("summary", has_text="How to format").click()
    expect(page.get_by_text("@convenors")).to_be_visible()
    page.get_by_role("button", name="Post reply").click()
    written = post(page, "In the blue box")
    expect(written.locator("blockquote")).to_contain_text("Under the door")
    written.get_by_role("link", name="Edit").click()
    page.get_by_label("Text").fill("In the red box.")
    page.get_by_role("button", name="Save", exact=True).click()
    post(page, "In the red box").get_by_role("link", name="edited").click()
    expect(page.locator("ins").first).to_contain_text("red")
    check_accessibility(browse(page.url, as_=TOM))


def test_what_was_to_bear_no_name_comes_back_without_one(browse):
    thread = ask(browse(as_=AMARA), "ward-falls", fresh("Who dares to say no to a seventh bed?"), "I do not.")
    page = browse(thread, as_=TOM)
    page.get_by_label("Post without my name").check()
    page.get_by_label("Your reply").press_sequentially("Neither do I")
    expect(page.locator(".app-draft-state")).to_contain_text("on this device only")
    page.goto("/threads")
    page.goto(thread)
    expect(page.get_by_label("Your reply")).to_have_value("Neither do I")
    expect(page.get_by_label("Post without my name")).to_be_checked()
