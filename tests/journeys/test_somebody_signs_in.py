"""Coming in and leaving, with the keyboard and without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from lhs_community.demo.offered import PASSWORD
from tests.support.browser import PHONE, check_accessibility

AMARA = "amara-okafor@demo.example"


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
    page = browse("/", as_=AMARA)
    page.get_by_text("Amara Okafor").first.click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/notices")
    assert "/sign-in" in page.url
