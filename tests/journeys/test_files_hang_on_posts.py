"""A picture and a table on a question, from a telephone; what comes back is not lost, what is removed is gone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.make import files as made
from tests.support.browser import PHONE, check_accessibility
from tests.support.journey import AMARA, BERNADETTE, TEST_NUMBER, ask, fresh

WORDS = "Falls by month: fewer after the round began in May"


def choose(page: Page, *files: tuple[str, str, bytes]) -> None:
    if not page.locator("details.app-attach").get_attribute("open"):
        page.locator("details.app-attach > summary").click()
    page.locator("#files").set_input_files(
        [{"name": name, "mimeType": kind, "buffer": content} for name, kind, content in files]
    )


def test_a_picture_and_a_table_from_a_telephone(browse):
    page = browse("/", as_=AMARA, size=PHONE)
    where = ask(page, "ward-falls", fresh("What do these figures tell you?"), "The table is below.")
    page.get_by_label("Your reply").fill("Here they are.")
    choose(
        page,
        ("IMG_0042.JPG", "image/jpeg", made.picture_with_place()),
        ("falls.csv", "text/csv", made.CSV),
    )
    page.get_by_role("button", name="Post reply").click()

    # Words for the picture are missing: the form comes back with everything in it.
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Say what each picture shows")
    expect(page.get_by_label("Your reply")).to_have_value("Here they are.")
    kept = page.get_by_role("list", name="Files you chose")
    expect(kept.get_by_role("listitem")).to_have_count(2)
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    kept.get_by_label("What does IMG_0042.webp show?").fill(WORDS)
    page.get_by_label("No patient can be identified in this picture").check()
    page.get_by_role("button", name="Post reply").click()

    page.wait_for_url(re.compile(r"#post-2$"))
    post = page.get_by_role("article", name="Post 2 by Amara Okafor")
    expect(post.get_by_role("img", name=WORDS)).to_be_visible()
    assert post.get_by_role("img", name=WORDS).evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    expect(post.get_by_role("table", name="falls.csv")).to_contain_text("410")
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    with page.expect_download() as download:
        post.get_by_role("link", name="Download falls.csv").click()
    assert download.value.path().read_bytes() == made.CSV

    convenor = browse(where, as_=BERNADETTE)
    convenor.get_by_role("button", name="Remove IMG_0042.webp").click()
    convenor.get_by_role("button", name="Press again to remove it").click()
    expect(convenor.get_by_role("status").first).to_contain_text("The file has been removed")
    page.goto(where)
    expect(page.get_by_role("main")).to_contain_text("A picture was removed by Bernadette Quill, a convenor.")


def test_a_table_with_a_number_in_it_is_not_taken(browse):
    page = browse("/c/ward-falls/ask", as_=AMARA, javascript=False)
    page.get_by_label("Title").fill(fresh("Whose list is this?"))
    page.get_by_label("Details").fill("See the table.")
    choose(page, ("list.csv", "text/csv", f"Name,Number\nA,{TEST_NUMBER}\n".encode()))
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("“list.csv” was not attached")
    expect(page.locator("#guard mark")).to_have_text(TEST_NUMBER)
    expect(page.get_by_role("button", name=re.compile("Mask"))).to_have_count(0)
    expect(page.get_by_label("Details")).to_have_value("See the table.")
