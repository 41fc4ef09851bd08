"""Asking on a phone, with the keyboard alone: what is like it, the preview, and the guard that loses nothing."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.browser import PHONE, check_accessibility
from tests.support.journey import AMARA, TEST_NUMBER, Keyboard, fresh


def test_on_a_phone_with_the_keyboard_alone(browse):
    page = browse("/", as_=AMARA, size=PHONE)
    keyboard = Keyboard(page)
    own = page.get_by_role("region", name="Your communities")
    keyboard.use(own.get_by_role("link", name="Deterioration and sepsis"))
    keyboard.use(page.get_by_role("link", name="Ask a question").first)

    title = fresh("How do you get antibiotics into people with sepsis within the hour at night?")
    keyboard.write(page.get_by_label("Title"), title)
    similar = page.locator(".app-similar")
    expect(similar).to_be_visible()
    expect(similar.get_by_role("link").first).to_contain_text(re.compile("sepsis|antibiotic", re.IGNORECASE))

    details = page.get_by_label("Details")
    typed = f"We miss **one in three** after midnight. The last was {TEST_NUMBER} on Tuesday. What do you do?"
    keyboard.write(details, typed)
    preview = page.locator(".app-markdown__preview")
    expect(preview.locator("strong")).to_have_text("one in three")
    expect(preview).to_contain_text("cannot be posted as it is")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    keyboard.use(page.get_by_role("button", name="Post", exact=True))
    guard = page.locator("#guard")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    expect(guard.locator("mark")).to_have_text(TEST_NUMBER)
    expect(guard.locator(".app-guard__why")).to_contain_text("Masked, it would read")
    expect(page.get_by_label("Title")).to_have_value(title)
    expect(details).to_have_value(typed)
    check_accessibility(page)

    keyboard.use(guard.get_by_role("button", name="Mask what was found in “Details”"))
    expect(details).to_have_value(re.compile(r"We miss \*\*one in three\*\* .* on Tuesday\. What do you do\?"))
    expect(details).not_to_have_value(re.compile(TEST_NUMBER))
    expect(page.get_by_label("Title")).to_have_value(title)

    keyboard.use(page.get_by_role("button", name="Post", exact=True))
    page.wait_for_url(re.compile(r"/threads/\d+"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    first = page.get_by_role("article", name="Post 1 by Amara Okafor")
    expect(first.locator("strong").first).to_have_text("one in three")
    assert "999" not in page.get_by_role("main").inner_text()


def test_what_was_typed_is_there_after_the_connection_was_lost(browse):
    page = browse("/c/ward-falls/ask", as_=AMARA, size=PHONE)
    title = fresh("Who else has a sensor mat that nobody hears?")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Details").fill("Ours rings at the far end of the corridor.")
    page.wait_for_function("word => Object.values(localStorage).some(kept => kept.includes(word))", arg=title[-7:])
    page.reload()
    expect(page.get_by_text("We brought back what you typed here before.")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value(title)
    expect(page.get_by_label("Details")).to_have_value("Ours rings at the far end of the corridor.")


def test_a_question_without_details_keeps_its_title(browse):
    page = browse("/c/flow-discharge/ask", as_=AMARA, size=PHONE)  # where no other test leaves her a draft
    title = fresh("Bed rails or no bed rails?")
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("alert").get_by_role("link", name="Say a little more")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value(title)
