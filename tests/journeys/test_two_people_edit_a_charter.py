"""Two people have the same charter open: each sees the other, both versions are brought together, and one is undone."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.browser import PHONE, check_accessibility
from tests.support.journey import PRIYA, fresh, path_of

BERNADETTE = "bernadette-quill@demo.example"


def test_two_versions_meet_and_an_earlier_text_is_put_back(browse):
    first = browse("/projects/new?community=ward-falls&template=falls", as_=BERNADETTE)
    first.get_by_label("What is the project called?").fill(fresh("Slippers for everybody"))
    first.get_by_role("button", name="Start the project").click()
    first.wait_for_url(re.compile(r"/projects/\d+"))
    home = path_of(first)
    expect(first.get_by_role("heading", name="Measures to think of")).to_be_visible()
    check_accessibility(first)

    first.goto(f"{home}/team")
    first.get_by_label("Somebody from the community").select_option(label="Priya Raman")
    first.get_by_label("Improvement support").check()
    first.get_by_role("button", name="Add to the team").click()
    expect(first.get_by_text("Priya Raman is on the team.")).to_be_visible()
    first.goto(f"{home}/charter")
    second = browse(f"{home}/charter", as_=PRIYA)
    hint = first.locator(".app-also-editing")
    expect(hint).to_contain_text("Priya Raman is editing the charter too.")
    expect(second.locator(".app-also-editing")).to_contain_text("Bernadette Quill is editing the charter too.")

    first.get_by_label("Where?").fill("Birch ward")
    first.get_by_label("Risks").fill("Winter.")
    first.get_by_role("button", name="Save", exact=True).click()
    first.wait_for_url(f"**{home}")
    second.get_by_label("Where?").fill("Birch and Fern ward")
    second.get_by_label("What is out").fill("The garden.")
    second.get_by_role("button", name="Save", exact=True).click()

    expect(second.get_by_role("heading", name="Two versions of the charter")).to_be_visible()
    check_accessibility(second)
    both = second.get_by_role("group", name="Where: you both changed this")
    expect(both).to_contain_text("Birch and Fern ward")
    both.get_by_role("radio", name="Theirs", exact=True).check()
    expect(
        second.get_by_role("group", name="What is out: only you changed this").get_by_role(
            "radio", name="Yours", exact=True
        )
    ).to_be_checked()
    expect(
        second.get_by_role("group", name="Risks: only they changed this").get_by_role(
            "radio", name="Theirs", exact=True
        )
    ).to_be_checked()
    second.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    check_accessibility(second)
    second.get_by_role("button", name="Save", exact=True).click()
    second.wait_for_url(f"**{home}")
    expect(second.get_by_role("region", name="What is out")).to_contain_text("The garden.")
    expect(second.get_by_role("region", name="Aim")).to_contain_text("Birch ward")

    second.get_by_role("link", name="History of changes").click()
    check_accessibility(second)
    line = second.get_by_role("listitem").filter(has_text="what is out")
    line.get_by_role("link", name="Put back what was there").click()
    second.get_by_role("button", name="Put it back").click()
    expect(second.get_by_text("put back what stood there before")).to_be_visible()
    second.goto(home)
    expect(second.get_by_role("region", name="What is out")).to_have_count(0)
