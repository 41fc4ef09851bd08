"""A question is answered, somebody is mentioned, the asker marks what worked, and those who follow hear of it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.support.journey import AMARA, BERNADETTE, TOM, ask, fresh, look_until, post, reply


def test_from_the_answer_to_what_worked(browse):
    asker = browse(as_=AMARA)
    title = fresh("Where do you put the walking frames at night?")
    thread = ask(asker, "ward-falls", title, "Ours stand in the corridor, where nobody can reach them.")

    answerer = browse("/threads?scope=unread", as_=BERNADETTE)
    row = answerer.get_by_role("article").filter(has=answerer.get_by_role("link", name=title))
    expect(row).to_contain_text("New")
    expect(row).to_contain_text("No reply yet")
    row.get_by_role("link", name=title).click()
    answerer.get_by_role("button", name="Follow this thread").click()
    expect(answerer.get_by_role("button", name="Following: stop following this thread")).to_be_visible()
    reply(answerer, "On the side they get out of bed, brakes on. @tom-hesketh has pictures of it.")

    # The asker's page is open all the while: it offers the reply, and moves nothing until asked.
    asker.get_by_role("button", name="1 new reply: show it").click()
    answer = post(asker, "On the side they get out of bed")
    answer.get_by_role("button", name="This is what worked").click()
    worked = asker.get_by_role("region", name="What worked")
    expect(worked).to_contain_text("On the side they get out of bed, brakes on.")
    expect(worked).to_contain_text("Bernadette Quill")
    expect(asker.locator("header.app-thread-head")).to_contain_text("Answered ✓")

    told = answerer.get_by_role("link", name=f"Amara Okafor marked what worked in “{title}”")
    look_until(answerer, "/notices", told)
    told.click()
    answerer.wait_for_url(f"**{thread}**")

    mentioned = browse(as_=TOM)
    notice = mentioned.get_by_role("link", name=f"Bernadette Quill mentioned you in “{title}”")
    look_until(mentioned, "/", notice)  # the start page shows it too
    notice.click()
    mentioned.wait_for_url(f"**{thread}**")
    mentioned.goto("/notices")
    expect(mentioned.get_by_role("heading", name="Notices", level=1)).to_be_visible()
    expect(notice).to_be_hidden()  # opening it has marked it as read


def test_what_was_read_is_no_longer_new_and_who_mutes_hears_nothing(browse):
    asker, reader = browse(as_=AMARA), browse(as_=TOM)
    title = fresh("Who checks the call bell is in reach?")
    thread = ask(asker, "ward-falls", title, "Before or after the lights go down?")

    reader.goto("/threads?scope=unread")
    with reader.expect_response(lambda answer: answer.url.endswith(f"{thread}/seen")):
        reader.get_by_role("link", name=title).click()  # and is in view for a moment
    reader.goto("/threads?scope=unread")
    expect(reader.get_by_role("heading", level=1)).to_be_visible()
    expect(reader.get_by_role("link", name=title)).to_be_hidden()

    asker.goto(thread)
    asker.get_by_role("button", name="Mute this thread").click()
    expect(asker.get_by_role("button", name="Muted: stop muting this thread")).to_be_visible()
    other = browse(thread, as_=BERNADETTE)
    other.get_by_role("button", name="Follow this thread").click()
    expect(other.get_by_role("button", name="Following: stop following this thread")).to_be_visible()
    reader.goto(thread)
    reply(reader, "The night staff, at the ten o'clock round.")
    news = f"Tom Hesketh replied to “{title}”"
    look_until(other, "/notices", other.get_by_role("link", name=news))  # notices have been made
    asker.goto("/notices?show=all")
    expect(asker.get_by_role("heading", name="Notices", level=1)).to_be_visible()
    expect(asker.get_by_text(news)).to_be_hidden()
