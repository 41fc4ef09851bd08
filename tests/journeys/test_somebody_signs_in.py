"""Coming in and leaving, with the keyboard and without a script, and what is new on the start page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from lhs_community.demo.offered import PASSWORD
from tests.support.browser import PHONE, check_accessibility, sign_in
from tests.support.journey import AMARA, BERNADETTE, MORAG


def test_with_the_keyboard_alone(browse):
    page = browse("/sign-in")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    page.keyboard.type(AMARA)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Amara Okafor").first).to_be_visible()
    check_accessibility(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_wrong_password_keeps_what_was_typed(browse, javascript):
    page = browse("/sign-in", size=PHONE, javascript=javascript)
    page.get_by_label("E-mail address").fill(AMARA)
    page.get_by_label("Password", exact=True).fill("not my password at all")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    expect(page.get_by_label("E-mail address")).to_have_value(AMARA)


def test_one_returns_to_the_page_one_came_for(browse):
    page = browse("/notices")
    assert "/sign-in" in page.url
    page.get_by_label("E-mail address").fill(AMARA)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/notices")


def test_who_has_signed_out_is_out(browse):
    page = browse("/")
    sign_in(page, AMARA)  # a session of its own: it ends here
    page.get_by_text("Amara Okafor").first.click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/notices")
    assert "/sign-in" in page.url


@pytest.mark.parametrize("javascript", [True, False])
def test_a_demo_says_whom_one_can_be(browse, javascript):
    page = browse("/sign-in", size=PHONE, javascript=javascript)
    person = page.get_by_role("listitem").filter(has_text="Helen Armitage")
    expect(person).to_contain_text("Medical director")
    person.get_by_role("button", name="Sign in as Helen Armitage").click()
    expect(page.get_by_role("heading", name="Home", level=1)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("What is new for you, Helen.")
    expect(page.get_by_role("region", name="Decisions to look at again").get_by_role("link").first).to_be_visible()


@pytest.mark.parametrize(
    ("person", "regions"),
    [
        (BERNADETTE, ["New in discussions", "Your projects", "Questions waiting in your communities"]),
        (MORAG, ["New in discussions", "Your projects", "Lessons that may fit"]),
    ],
)
def test_home_shows_what_is_new_for_me(browse, person, regions):
    page = browse("/", as_=person)
    for name in regions:
        expect(page.get_by_role("region", name=name).get_by_role("link").first).to_be_visible()
    page.get_by_role("region", name="Your projects").get_by_role("link").first.click()
    page.wait_for_url("**/projects/*")
