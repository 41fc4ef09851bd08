"""From a signal on a chart, read apart and then together by keyboard alone, to what is agreed on the chart."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.journey import BERNADETTE, TOM, Keyboard, fresh, path_of

MEASURE = "Lying and standing blood pressure within 48 hours"


def test_two_people_read_a_signal_and_agree(browse):
    agreed = fresh("The new observation chart has a box for it")
    page = browse("/search?q=lying+standing+blood+pressure&kind=measure", as_=BERNADETTE)
    page.get_by_role("link", name=MEASURE).first.click()
    chart = path_of(page)
    keys = Keyboard(page)
    keys.use(page.get_by_role("link", name=re.compile("^Ask what it means")).first)
    keys.use(page.get_by_role("button", name="Begin, and give my reading"))
    keys.write(page.get_by_label("What do you think changed?"), "The chart has a box.")
    keys.write(page.get_by_label("Since when?"), "June")
    keys.reach(page.get_by_label("A guess", exact=True))
    page.keyboard.press("ArrowDown")
    keys.use(page.get_by_role("button", name="Keep my reading"))
    page.wait_for_url(re.compile(r"/interpretations/\d+$"))
    place = path_of(page)
    expect(page.get_by_role("button", name="Show all readings")).to_be_hidden()

    tom = browse(place, as_=TOM)
    expect(tom.get_by_text("The chart has a box.")).to_be_hidden()
    tom.get_by_role("link", name="Give my reading").click()
    tom.get_by_label("What do you think changed?").fill("People are reminded at the handover.")
    tom.get_by_label("A guess").check()
    tom.get_by_role("button", name="Keep my reading").click()
    expect(tom.get_by_text("People are reminded at the handover.")).to_be_visible()

    page.goto(place)
    keys.use(page.get_by_role("button", name="Show all readings"))
    expect(page.get_by_text("People are reminded at the handover.")).to_be_visible()
    keys.use(page.get_by_role("link", name="Settle what it means"))
    keys.write(page.get_by_label("What do you agree it means?"), agreed)
    keys.write(page.get_by_label("Where do views differ?"), "Tom thinks the handover did more.")
    keys.use(page.get_by_role("button", name="Settle it"))
    expect(page.get_by_role("heading", name=agreed, level=1)).to_be_visible()
    expect(page.get_by_text("Tom thinks the handover did more.")).to_be_visible()
    page.goto(chart)
    expect(page.get_by_role("region", name="On the chart")).to_contain_text(agreed)
