"""A convenor brings a list of people, hands over, and finds who may know."""

from __future__ import annotations

from playwright.sync_api import expect


def test_a_list_is_checked_before_it_is_sent_and_people_are_found(browse):
    page = browse("/c/ward-falls/invitations/list", as_="bernadette-quill@demo.example")
    page.get_by_label("Paste a list").fill("new.one@elsewhere.example, New One\nnonsense, Nobody")
    page.get_by_role("button", name="Check the list").click()
    expect(page.get_by_text("is no e-mail address")).to_be_visible()
    page.get_by_role("button", name="Send 1 invitation").click()
    expect(page.get_by_role("heading", name="new.one@elsewhere.example")).to_be_visible()
    page.goto("/c/ward-falls/handover")
    expect(page.get_by_role("heading", name="What waits")).to_be_visible()
    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_label("Name, role or what you want to know").fill("huddles")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("link", name="Tom Hesketh")).to_be_visible()
