"""A member comes back: to the first post not read yet, with a bookmark that reminds, and the phone in step."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import expect

from lhs_community.foundation import clock
from tests.support.browser import PHONE, check_accessibility
from tests.support.journey import AMARA, BERNADETTE, TOM, ask, fresh, post, reply


def test_from_the_first_unread_post_to_the_other_device(browse):
    asker, reader = browse(as_=AMARA), browse(as_=TOM)
    title = fresh("What do you do about squeaking trolleys?")
    thread = ask(asker, "ward-falls", title, "They wake the bay at four.")
    with reader.expect_response(lambda answer: answer.url.endswith(f"{thread}/seen")):
        reader.goto(thread)
    reader.goto("/notices")
    others = browse(thread, as_=BERNADETTE)
    for words in ("We oil them on Mondays.", "And the sluice door too.", "Ask estates for rubber wheels."):
        reply(others, words)

    # Straight to the end by its address, then away: what stands between is still new.
    with reader.expect_response(lambda answer: answer.url.endswith(f"{thread}/seen")):
        reader.set_viewport_size({"width": 1280, "height": 500})
        reader.goto(f"{thread}/posts/4")
    expect(reader.locator("#post-4")).to_be_focused()

    phone = browse("/threads?scope=unread", as_=TOM, size=PHONE)
    row = phone.get_by_role("article").filter(has=phone.get_by_role("link", name=title))
    expect(row.locator(".app-new")).to_contain_text("new")
    reader.goto(thread)
    new = reader.get_by_role("link", name=re.compile("Go to the first of"))
    expect(new).to_be_visible()
    new.click()
    expect(reader.get_by_text("New since you were here").first).to_be_visible()
    check_accessibility(reader)
    reader.get_by_role("button", name="Mark all as read").click()
    expect(reader.get_by_text("All posts of this thread are marked as read.")).to_be_visible()
    expect(row.locator(".app-new")).to_have_text("all read")  # the phone's page was not touched

    post(reader, "Ask estates").get_by_role("button", name="Unread from here").click()
    expect(reader.get_by_role("link", name=title)).to_be_visible()
    expect(row.locator(".app-new")).to_have_text("1 new")


def test_a_bookmark_reminds_and_a_muted_thread_is_quiet(browse):
    reader = browse("/threads", as_=TOM)
    title = fresh("Which night lights do not dazzle?")
    thread = ask(reader, "ward-falls", title, "Ours shine into the eyes.")
    reader.get_by_role("link", name="Bookmark this thread").click()
    reader.get_by_label("Note").fill("Look when the new lamps are here")
    reader.get_by_label(re.compile("^Tomorrow")).check()
    check_accessibility(reader)
    reader.get_by_role("button", name="Save bookmark").click()
    changing = reader.get_by_role("link", name="Bookmarked: change the bookmark of this thread")
    expect(changing).to_be_visible()

    reader.goto("/bookmarks?show=reminders")
    card = reader.get_by_role("article").filter(has=reader.get_by_role("link", name=title, exact=True))
    expect(card).to_contain_text("Look when the new lamps are here")
    expect(card).to_contain_text(f"Reminder {(clock.now() + timedelta(days=1)).strftime('%-d %B')}, 08:00")
    card.get_by_role("button", name="Remove the bookmark of").click()
    expect(reader.get_by_text("The bookmark is removed.")).to_be_visible()

    reader.goto(thread)
    reader.get_by_role("button", name="Mute this thread").click()
    reader.goto("/following?level=mute")
    expect(reader.get_by_role("link", name=title)).to_be_visible()
    check_accessibility(reader)
    reader.get_by_role("button", name=f"Muted: stop muting “{title}”").click()
    expect(reader.get_by_role("link", name=title)).to_be_hidden()


def test_what_was_due_before_is_among_the_notices(browse):
    page = browse("/notices?show=all", as_=AMARA)
    expect(page.get_by_role("link", name=re.compile("You asked to be reminded of")).first).to_be_visible()
