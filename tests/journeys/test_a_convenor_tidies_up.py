"""A convenor merges two threads, splits one and takes both back; others say that an answer worked, and "me too"."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.browser import accessibility_problems
from tests.support.journey import AMARA, BERNADETTE, PRIYA, ask, fresh, manage, path_of, post, reply


def test_threads_are_merged_split_and_put_back(browse):
    page = browse(as_=AMARA)
    into_title, title = fresh("Who orders the slippers?"), fresh("Slippers again")
    into = ask(page, "ward-falls", into_title, "We have none left.")
    thread = ask(page, "ward-falls", title, "And what do they cost?")
    reply(page, "About six pounds.")
    old_link = post(page, "About six pounds.").locator(".app-permalink").get_attribute("href")

    reader = page  # whose page of the thread stays open
    page = browse(thread, as_=BERNADETTE)
    manage(page).get_by_role("link", name="Merge into another thread").click()
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a thread")
    page.get_by_label("Or another thread’s address").fill(into)
    page.get_by_role("button", name="Merge", exact=True).click()
    page.wait_for_url(re.compile(f"{into}\\b"))
    expect(page.get_by_text(f"From here on: the posts of “{title}”")).to_be_visible()
    expect(post(page, "About six pounds.")).to_be_visible()

    reader.get_by_role("button", name="This thread was merged: see where").click()
    reader.get_by_role("link", name=into_title).first.click()
    reader.wait_for_url(re.compile(f"{into}\\b"))

    page.goto(old_link)
    assert path_of(page) == into
    page.goto(thread)
    assert path_of(page) == into
    expect(page.get_by_text(f"“{title}” was merged into this thread")).to_be_visible()

    manage(page).get_by_role("link", name="Split off some posts").click()
    page.get_by_label("Title of the new thread").fill(fresh("What slippers cost"))
    page.get_by_role("checkbox", name=re.compile("six pounds")).check()
    page.get_by_role("button", name="Split them off").click()
    page.wait_for_url(re.compile(r"/threads/\d+"))
    split = path_of(page)
    assert split not in (into, thread)
    expect(page.get_by_text("split off by Bernadette Quill")).to_be_visible()
    page.goto(into)
    expect(page.get_by_text("A post was moved to")).to_be_visible()

    for undo in ("Undo the split", "Undo the merge"):
        page.get_by_role("link", name="What was done to this thread").click()
        expect(page.get_by_role("heading", name="What was done to")).to_be_visible()
        assert not accessibility_problems(page)
        page.get_by_role("link", name="Undo").click()
        expect(page.get_by_role("heading", name=undo)).to_be_visible()
        assert not accessibility_problems(page)
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("status").filter(has_text="Undone")).to_be_visible()
    assert path_of(page) == thread
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(post(page, "About six pounds.")).to_be_visible()


def test_an_answer_worked_and_others_have_the_question_too(browse):
    title = fresh("How do you keep frames within reach?")
    thread = ask(browse(as_=PRIYA), "ward-falls", title, "They wander off at night.")
    page = browse(thread, as_=BERNADETTE)
    reply(page, "With tape on the floor.")

    page = browse(thread, as_=AMARA)
    page.get_by_role("button", name="I have this question too").click()
    expect(page.get_by_role("button", name="I have this question too · 1")).to_have_attribute("aria-pressed", "true")
    post(page, "With tape on the floor.").get_by_role("link", name="Did it work for you?").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Say whether it worked")
    page.get_by_label("It worked for us").check()
    page.get_by_label("Where did you try it?").fill("28-bed medical ward")
    page.get_by_role("button", name="Save").click()
    expect(post(page, "With tape on the floor.")).to_contain_text("Worked for 1")
    expect(page.get_by_role("region", name="What worked for others")).to_contain_text("28-bed medical ward")

    page = browse(f"{thread}/assign", as_=BERNADETTE)
    page.get_by_label("Who should look after it?").fill("amara-okafor")
    page.get_by_role("button", name="Ask them").click()
    expect(page.get_by_text("Amara Okafor looks after this question")).to_be_visible()
    page = browse("/", as_=AMARA)
    expect(page.get_by_role("region", name="Questions you look after")).to_contain_text(title)
