"""Whom journeys sign in as, and steps that several of them take."""

from __future__ import annotations

import random
import re
import string
import time

from playwright.sync_api import Locator, Page, expect

AMARA = "amara-okafor@demo.example"  # a registrar with questions
BERNADETTE = "bernadette-quill@demo.example"  # convenes the ward falls group
KATE = "kate-lumley@demo.example"  # curator
MORAG = "morag-tennant@demo.example"  # a member elsewhere
PRIYA = "priya-raman@demo.example"  # improvement lead
TOM = "tom-hesketh@demo.example"  # physiotherapist, in the ward falls group
TEST_NUMBER = "999 000 0018"  # of the range that NHS numbers for tests are taken from
MOST_TABS = 300


def fresh(title: str) -> str:
    """The title with a word that no other thing has, so that journeys may run in any order and again."""
    word = "".join(random.choices(string.ascii_lowercase, k=7))  # noqa: S311  nothing secret
    return f"{title}, {word}"


def ask(page: Page, community: str, title: str, body: str) -> str:
    """Asks a question and answers where it is kept: "/threads/12"."""
    page.goto(f"/c/{community}/ask")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Details").fill(body)
    page.get_by_role("button", name="Post", exact=True).click()
    page.wait_for_url(re.compile(r"/threads/\d+"))
    return path_of(page)


def reply(page: Page, words: str) -> None:
    page.get_by_label("Your reply").fill(words)
    page.get_by_role("button", name="Post reply").click()
    expect(post(page, words)).to_be_visible()


def post(page: Page, words: str) -> Locator:
    return page.get_by_role("article", name=re.compile(r"^Post \d+ by")).filter(has_text=words)


def manage(page: Page) -> Locator:
    """The convenor's menu of a thread, opened."""
    page.locator("summary").filter(has_text="Manage").click()
    return page.locator(".app-menu__panel:visible")


def path_of(page: Page) -> str:
    return "/" + page.url.split("/", 3)[3].partition("#")[0].partition("?")[0]


def look_until(page: Page, path: str, wanted: Locator, seconds: int = 60) -> None:
    """Opens the page again and again until the worker has done its part."""
    end = time.monotonic() + seconds
    page.goto(path)
    while not wanted.is_visible() and time.monotonic() < end:
        page.goto(path)
    expect(wanted).to_be_visible()


class Keyboard:
    """A person without a mouse: Tab to reach things, Enter or Space to use them."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Tabs on until `target` has the focus, which must be seen to be there."""
        expect(target).to_be_visible()
        for _ in range(MOST_TABS):
            if target.evaluate("element => element === document.activeElement"):
                shown = target.evaluate("element => element.matches(':focus-visible')")
                assert shown, f"nobody sees that {target} has the focus"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key does not reach {target} on {self.page.url}")

    def write(self, target: Locator, words: str) -> None:
        """In place of what is there."""
        self.reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)
        expect(target).to_have_value(words)

    def use(self, target: Locator) -> None:
        """Follows a link or presses a button, and waits for the page it leads to."""
        self.reach(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def open(self, summary: Locator) -> None:
        self.reach(summary)
        self.page.keyboard.press("Enter")
