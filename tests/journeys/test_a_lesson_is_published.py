"""From a project to a lesson others can find: drafted, handed in, reviewed, published, searched."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Locator, Page, expect

from tests.support.journey import BERNADETTE, KATE, MORAG, fresh, path_of

PROJECT = "Fewer falls on Birch ward without keeping people in bed"


def test_from_the_project_to_the_search(browse):
    author = browse("/projects?show=mine", as_=BERNADETTE)
    author.get_by_role("link", name=PROJECT).click()
    author.get_by_role("link", name="Draft a lesson from this project").click()
    for section in ("The problem", "What was done", "What happened"):
        expect(_section(author, section)).not_to_have_value("")
    expect(author.get_by_text("The text of “What was done” was filled in from")).to_be_visible()
    title = fresh("Ask people where they keep their slippers")
    author.get_by_label("Your advice, in one sentence").fill(title)
    author.get_by_label("Worked", exact=True).check()
    author.get_by_label("Topics").fill("falls, older people")
    author.get_by_label("Setting").fill("A ward for older people, 28 beds.")
    _fill_where_empty(author, ("Where and with whom", "Why we think so", "Where it would not work"))
    author.get_by_role("button", name="Save draft").click()
    author.wait_for_url(re.compile(r"/lessons/\d+"))
    lesson = path_of(author)
    expect(author.get_by_text("Draft.", exact=True)).to_be_visible()

    reader = browse(f"/search?q={title[-7:]}", as_=MORAG)
    expect(reader.get_by_role("link", name=title)).to_be_hidden()  # a draft is nobody's but its author's

    author.get_by_role("button", name="Hand in for review").click()
    expect(author.get_by_role("status").filter(has_text="with the reviewers")).to_be_visible()

    curator = browse("/", as_=KATE)
    waiting = curator.get_by_role("region", name="Lessons that wait for your review")
    expect(waiting.get_by_role("link").first).to_be_visible()
    curator.goto("/lessons?show=review")
    curator.get_by_role("link", name=title).click()
    curator.get_by_role("link", name="Review it").click()
    expect(curator.get_by_role("heading", name=title)).to_be_visible()
    curator.get_by_label("Publish it").check()
    curator.get_by_role("button", name="Send my review").click()
    expect(curator.get_by_role("alert")).to_be_visible()  # the checklist is not ticked
    for box in curator.get_by_role("group", name="What you have checked").get_by_role("checkbox").all():
        box.check()
    expect(curator.get_by_label("Publish it")).to_be_checked()
    curator.get_by_role("button", name="Send my review").click()
    expect(curator.get_by_role("status").filter(has_text="The lesson is published.")).to_be_visible()
    published = time.monotonic()

    assert _seconds_until_found(reader, title, published) < 2 + 4 * _seconds_of_a_page(reader)
    reader.get_by_role("link", name=title).click()
    reader.wait_for_url(f"**{lesson}")
    expect(reader.get_by_role("link", name="Adopt this lesson")).to_be_visible()
    story = reader.get_by_role("region", name="Learning story")
    expect(story.get_by_role("link", name=PROJECT)).to_be_visible()


def _section(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=re.compile(f"^{name}"))


def _fill_where_empty(page: Page, sections: tuple[str, ...]) -> None:
    for section in sections:
        field = _section(page, section)
        if not field.input_value():
            field.fill("Older people who walk with a frame; two bays out of four.")


def _seconds_until_found(page: Page, title: str, since: float) -> float:
    found = page.get_by_role("link", name=title)
    while True:
        page.goto(f"/search?q={title[-7:]}")
        if found.is_visible() or time.monotonic() - since > 60:
            break
    expect(found).to_be_visible()
    return time.monotonic() - since


def _seconds_of_a_page(page: Page) -> float:
    """What one page takes on this machine now."""
    began = time.monotonic()
    page.reload()
    return time.monotonic() - began
