"""The scripts that all pages share, in a real browser; and that forms work without any."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.support.browser import PHONE, sign_in

CLINICIAN = "amara-okafor@demo.example"
ASK = "/c/ward-falls/ask"
# A number of the range kept for tests: issued to nobody.
TEST_NUMBER = "999 000 0018"


def _type(page, title: str, body: str) -> None:
    page.get_by_role("textbox", name="Title").fill(title)
    page.get_by_role("textbox", name="Details").fill(body)


def _wait_for_the_draft(page) -> None:
    """By asking again and again: waiting inside the page would need eval, which its policy refuses."""
    for _ in range(100):
        if page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('draft:'))"):
            return
        page.wait_for_timeout(100)
    raise AssertionError("no draft was kept")


def test_the_preview_shows_what_will_be_posted_and_warns_of_an_identifier(browse) -> None:
    page = browse(ASK, as_=CLINICIAN)
    _type(page, "A question", f"We **tried** it. NHS number {TEST_NUMBER}")
    preview = page.locator(".app-markdown__preview")
    expect(preview.locator("strong")).to_have_text("tried")
    expect(preview).to_contain_text("This seems to identify somebody")


def test_what_was_typed_is_there_again_after_leaving_the_page(browse) -> None:
    page = browse(ASK, as_=CLINICIAN)
    _type(page, "Half a question", "Half a body")
    _wait_for_the_draft(page)
    page.goto("/communities")
    page.goto(ASK)
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Half a question")
    page.get_by_role("button", name="Start afresh").click()
    expect(page.get_by_role("textbox", name="Title")).to_have_value("")
    assert page.evaluate("localStorage.length") == 0


def test_signing_out_takes_drafts_off_the_device(browse) -> None:
    page = browse()
    sign_in(page, CLINICIAN)  # a session of its own: the shared one must not end
    page.goto(ASK)
    _type(page, "Half a question", "Half a body")
    _wait_for_the_draft(page)
    page.locator("summary", has_text="your account").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    assert page.evaluate("localStorage.length") == 0


def test_a_menu_closes_with_escape_and_gives_focus_back(browse) -> None:
    page = browse("/", as_=CLINICIAN, size=PHONE)
    menu = page.locator(".app-menu--navigation")
    summary = menu.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="Projects")).to_be_visible()
    page.wait_for_load_state("networkidle")  # on a busy machine the script of the menu may come later than the key
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="Projects")).to_be_hidden()
    expect(summary).to_be_focused()


def test_without_javascript_the_guard_stops_masks_and_loses_nothing(browse) -> None:
    page = browse(ASK, as_=CLINICIAN, javascript=False, size=PHONE)
    _type(page, "A question without scripts", f"NHS number {TEST_NUMBER} came late")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator(".app-guard mark")).to_have_text(TEST_NUMBER)
    expect(page.get_by_role("textbox", name="Title")).to_have_value("A question without scripts")
    page.get_by_role("button", name="Mask what was found").click()
    expect(page.get_by_role("textbox", name="Details")).to_have_value("NHS number [NHS number removed] came late")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A question without scripts")


def test_opening_what_a_notice_is_about_marks_it_as_read(browse) -> None:
    page = browse("/notices", as_="bernadette-quill@demo.example")
    first = page.locator(".app-notices a").first
    words = first.inner_text()
    with page.expect_request("**/notices/read"):
        first.click()
    page.wait_for_url(lambda url: "/notices" not in url)
    page.goto("/notices")
    expect(page.locator(".app-notices a", has_text=words)).to_have_count(0)
