"""A team reports to its sponsor, writes its project up, and takes the text along."""

from __future__ import annotations

import re

from docx import Document
from playwright.sync_api import expect

from lhs_community.writeups.export import markdown
from tests.support.browser import PHONE, check_accessibility
from tests.support.journey import PRIYA, fresh, path_of


def test_a_report_is_sent_and_the_write_up_is_written_and_taken_along(browse, tmp_path):
    page = browse("/c/ward-falls", as_=PRIYA)
    page.get_by_role("link", name="Start a project here").click()
    title = fresh("Slippers that fit")
    page.get_by_label("What is the project called?").fill(title)
    page.get_by_label("What is the problem?").fill("People slip in slippers that are too large.")
    page.get_by_role("button", name="Start the project").click()
    page.wait_for_url(re.compile(r"/projects/\d+"))
    home = path_of(page)

    page.get_by_role("link", name="Sponsor report").click()
    page.get_by_role("link", name="Change what you ask").click()
    page.get_by_label("What do you ask of the sponsor?").fill("Please buy **forty pairs** by June.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Please buy forty pairs by June.")).to_be_visible()
    page.get_by_role("button", name="Send it to the sponsor").click()
    page.wait_for_url(re.compile(r"/sponsor-reports/\d+"))
    check_accessibility(page)
    page.get_by_role("link", name="As slides", exact=True).click()
    expect(page.get_by_role("heading", name="What we ask of you")).to_be_visible()
    check_accessibility(page)

    page.goto(home)
    page.get_by_role("button", name="Begin the write-up").click()
    page.wait_for_url(re.compile(r"/write-ups/\d+"))
    expect(page.get_by_text("People slip in slippers that are too large.")).to_be_visible()
    check_accessibility(page)
    page.get_by_role("link", name="Write item 5, Rationale").click()
    page.get_by_label("Rationale").fill("Slippers come in *one size* here; feet do not.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Slippers come in one size here; feet do not.")).to_be_visible()
    with page.expect_download() as word:
        page.get_by_role("link", name="Word (DOCX)").click()
    word.value.save_as(tmp_path / "made.docx")
    texts = [one.text for one in Document(str(tmp_path / "made.docx")).paragraphs]
    assert "Slippers come in one size here; feet do not." in texts
    assert "People slip in slippers that are too large." in texts
    with page.expect_download() as text:
        page.get_by_role("link", name="Markdown").click()
    text.value.save_as(tmp_path / "made.md")
    kept = markdown.read((tmp_path / "made.md").read_text("utf-8"))
    assert kept["5"] == "Slippers come in *one size* here; feet do not."

    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.get_by_role("button", name="Finish it").click()
    page.get_by_role("link", name="Write a lesson from it").click()
    expect(page.get_by_label("The problem")).to_have_value("People slip in slippers that are too large.")
