"""A post without a name, on the phone; and the two people who learn whose it is, for a serious reason."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.browser import PHONE
from tests.support.journey import AMARA, BERNADETTE, TOM, fresh, look_until, path_of, post

NASREEN = "nasreen-akhtar@demo.example"  # the information-governance lead


def test_asked_without_a_name_unsealed_by_two_and_told(browse):
    title = fresh("Am I the only one who cannot sleep after a fall?")
    author = browse("/c/ward-falls/ask", as_=AMARA, size=PHONE)
    author.get_by_label("Title").fill(title)
    author.get_by_label("Details").fill("I go over it all night. I do not see why I should go on. Amara")
    author.get_by_text("What is hidden, and from whom?").click()
    expect(author.get_by_text("It takes two people in two roles together")).to_be_visible()
    author.get_by_label("Post without my name").check()
    author.get_by_role("button", name="Post", exact=True).click()
    expect(author.locator("#guard mark")).to_have_text("Amara")
    expect(author.get_by_label("Post without my name")).to_be_checked()
    author.get_by_label("Details").fill("I go over it all night, and some nights I do not see why I should go on.")
    author.get_by_role("button", name="Post", exact=True).click()
    expect(author.get_by_role("article", name="Post 1 by Anonymous member 1")).to_contain_text("you, without your name")
    thread = path_of(author)

    member = browse(thread, as_=TOM)
    expect(member.get_by_role("article", name="Post 1 by Anonymous member 1")).to_be_visible()
    assert "Amara" not in member.content()
    assert "amara" not in member.content()

    convenor = browse(thread, as_=BERNADETTE)
    assert "amara" not in convenor.content().lower()
    convenor.get_by_text("In a serious case").click()
    convenor.get_by_role("link", name="Post 1, Anonymous member 1").click()
    convenor.get_by_role("button", name="Ask the information-governance lead").click()
    expect(convenor.get_by_role("alert")).to_contain_text("Choose a ground")
    convenor.get_by_label(re.compile("Somebody is in danger")).check()
    convenor.get_by_label("Your reason").fill("This person may be about to harm themself. We must reach them today.")
    convenor.get_by_role("button", name="Ask the information-governance lead").click()
    expect(convenor.get_by_role("heading", level=1)).to_contain_text("to unseal a name")
    request = path_of(convenor)
    expect(convenor.get_by_role("button", name="Show me the name")).to_be_hidden()

    lead = browse("/", as_=NASREEN)
    lead.get_by_role("link", name=f"Request {request.rpartition('/')[2]}", exact=True).click()
    assert "amara" not in lead.content().lower()
    lead.get_by_label("Note to the convenor").fill("Please ring her today.")
    lead.get_by_role("button", name="Unseal the name").click()
    lead.get_by_role("button", name="Show me the name").click()
    expect(lead.get_by_text("Amara Okafor", exact=True)).to_be_visible()

    convenor.reload()
    convenor.get_by_role("button", name="Show me the name").click()
    expect(convenor.get_by_text("Amara Okafor", exact=True)).to_be_visible()

    told = author.get_by_role("link", name=re.compile("A post you wrote without your name was unsealed")).first
    look_until(author, "/notices", told)
    told.click()
    expect(author.get_by_role("heading", level=1)).to_have_text("A post of yours was unsealed")
    expect(author.get_by_text("We must reach them today.")).to_be_visible()
    member.reload()
    expect(member.get_by_role("article", name="Post 1 by Anonymous member 1")).to_be_visible()


def test_a_reply_without_a_name_needs_no_scripts(browse):
    words = fresh("We hide the near misses as well")
    page = browse("/threads", as_=TOM, javascript=False)
    page.goto("/c/ward-falls")
    page.get_by_role("heading", name=re.compile("five and nine in the morning")).get_by_role("link").first.click()
    page.get_by_label("Your reply").fill(words)
    page.get_by_label("Post without my name").check()
    page.get_by_role("button", name="Post reply").click()
    expect(post(page, words)).to_contain_text("you, without your name")
