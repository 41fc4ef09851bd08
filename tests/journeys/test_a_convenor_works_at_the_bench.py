"""Somebody reports a post, the convenor settles it at the workbench, and looks at how the community is doing."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect

from lhs_community.foundation import clock
from tests.support.browser import PHONE, check_accessibility
from tests.support.journey import AMARA, BERNADETTE, TOM, ask, fresh, look_until, post


def test_a_report_reaches_the_bench_and_is_settled_there(browse):
    asker = browse(as_=TOM)
    title = fresh("Why are the chairs in the corridor?")
    thread = ask(asker, "ward-falls", title, "They stand in the way of the frames.")
    reader = browse(thread, as_=AMARA, size=PHONE)
    post(reader, "They stand in the way").get_by_role("link", name="Report post 1").click()
    reader.get_by_label("It could identify a patient or another person").check()
    check_accessibility(reader)
    reader.get_by_role("button", name="Report it").click()
    expect(reader.get_by_role("status").filter(has_text="Thank you")).to_be_visible()
    assert reader.goto(thread).status == 404  # hidden at once, also from who reported it

    bench = browse("/workbench", as_=BERNADETTE)
    row = bench.get_by_role("listitem").filter(has=bench.get_by_role("heading", name=title))
    expect(row.first).to_contain_text("could identify a patient")
    check_accessibility(bench)
    row.first.get_by_role("button", name="Leave it").click()
    expect(bench.get_by_role("status").filter(has_text="Left as it is")).to_be_visible()
    assert reader.goto(thread).status == 200
    look_until(reader, "/notices", reader.get_by_text("A convenor looked at what you reported"))


def test_how_the_community_is_doing_and_what_i_missed(browse):
    page = browse("/c/ward-falls", as_=BERNADETTE)
    page.get_by_role("link", name="Community health").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Community health")
    check_accessibility(page)
    page.get_by_role("link", name="Steps of learning", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Steps of learning")
    check_accessibility(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all indicators (CSV)").click()
    assert download.value.suggested_filename == "ward-falls-health.csv"
    page.goto("/digest")
    expect(page.get_by_role("heading", name="New in discussions")).to_be_visible()
    check_accessibility(page)
    page.get_by_role("link", name="Choose how often").click()
    page.get_by_label("Every day").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Your digest is set")).to_be_visible()


def test_a_newcomer_is_welcomed(browse):
    page = browse("/workbench", as_=BERNADETTE)
    page.locator("#welcome").get_by_role("link", name="Say hello").first.click()
    expect(page.get_by_label("Say hello")).to_be_visible()
    check_accessibility(page)
    page.get_by_label("Say hello").fill("Welcome. Start with the pinned question on early mornings.")
    page.get_by_role("button", name="Say hello").click()
    expect(page.get_by_role("status").filter(has_text="is welcomed")).to_be_visible()


def test_a_charter_is_looked_at_again(browse):
    page = browse("/c/ward-falls/charter/write", as_=BERNADETTE)
    check_accessibility(page)
    page.get_by_label("Look at it again on").fill((clock.now() + timedelta(days=365)).date().isoformat())
    page.get_by_role("button", name="Save this version").click()
    expect(page.get_by_role("status").filter(has_text="The charter is saved")).to_be_visible()
    page.goto("/workbench")
    expect(page.locator("#charters")).to_have_count(0)


def test_a_question_is_put_to_somebody_who_may_know(browse):
    page = browse(as_=BERNADETTE)
    title = fresh("What has worked against falls early in the morning?")
    ask(page, "ward-falls", title, "Nearly half of ours fall before nine. Toilet rounds, the five o'clock offer?")
    asked = page.get_by_role("region", name="People who may know").get_by_role("button", name="Ask them").first
    for _ in range(20):  # evidence is found once the worker has read the question
        if asked.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    asked.click()
    expect(page.get_by_role("status").filter(has_text="They are told of this question")).to_be_visible()
