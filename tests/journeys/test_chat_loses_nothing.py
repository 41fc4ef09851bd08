"""Chat on a poor line: nothing is lost, nothing comes twice, and the order stays, whatever happens."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.support.browser import scripts_started
from tests.support.journey import AMARA, BERNADETTE, TOM, fresh
from tests.support.server import Site, Start

FALLS = "Ward falls group"


def _open(page: Page, title: str = FALLS) -> None:
    """The channel, joined: the page knows who is here."""
    page.goto("/chat")
    page.get_by_role("link", name=re.compile(f"General ?: {title}")).click()
    scripts_started(page)
    expect(page.locator(".app-chat__people")).to_contain_text("Here now")


def _box(page: Page) -> Locator:
    return page.get_by_label(re.compile("^Message to"))


def _say(page: Page, words: str) -> None:
    _box(page).fill(words)
    _box(page).press("Enter")
    expect(_box(page)).to_have_value("")


def _message(page: Page, words: str) -> Locator:
    """As the server has it; what only waits to be sent has no number."""
    return page.locator("li[data-number]").filter(has_text=words)


def _numbered(word: str, people: str, count: int) -> list[str]:
    return [f"{word} {person}{number}" for number in range(count) for person in people]


def _order_of(page: Page, word: str, count: int) -> list[str]:
    found = page.locator("li[data-number] .app-message__body").filter(has_text=word)
    expect(found).to_have_count(count)
    return [text.strip() for text in found.all_inner_texts()]


def test_two_who_write_at_once_see_the_same_order(browse):
    one, other = browse(as_=BERNADETTE), browse(as_=TOM)
    for page in (one, other):
        _open(page)
    word = fresh("At once")
    for number in range(4):
        _say(one, f"{word} a{number}")
        _say(other, f"{word} b{number}")
    order = _order_of(one, word, 8)
    assert order == _order_of(other, word, 8)
    assert [text for text in order if f"{word} a" in text] == [f"{word} a{number}" for number in range(4)]
    other.reload()
    assert _order_of(other, word, 8) == order


def test_what_was_written_without_a_connection_survives_the_page(browse):
    one, other = browse(as_=BERNADETTE), browse(as_=TOM)
    for page in (one, other):
        _open(page)
    address, word = one.url, fresh("In the lift")
    one.context.set_offline(True)
    for number in range(3):
        _say(one, f"{word} {number}")
    expect(one.locator("[data-client]").last).to_contain_text("Not sent yet")
    _box(one).fill(f"{word}, not finished")
    one.goto("about:blank")  # the page is closed in the lift
    one.context.set_offline(False)
    one.goto(address)
    assert _order_of(other, word, 3) == [f"{word} {number}" for number in range(3)]
    expect(one.locator("[data-client]")).to_have_count(0)
    assert _order_of(one, word, 3) == [f"{word} {number}" for number in range(3)]
    expect(_box(one)).to_have_value(f"{word}, not finished")
    _box(one).fill("")


def test_two_pages_of_one_person_send_each_message_once_and_in_the_order_of_writing(browse):
    first, other = browse(as_=BERNADETTE), browse(as_=TOM)
    second = first.context.new_page()
    for page in (first, other, second):
        _open(page)
    word = fresh("Two tabs")
    first.context.set_offline(True)
    for page, name in ((first, "1"), (second, "2"), (first, "3"), (second, "4")):
        _say(page, f"{word} {name}")
    expect(second.locator("[data-client]")).to_have_count(4)  # each shows what both have written
    expect(first.locator("[data-client]")).to_have_count(4)
    first.context.set_offline(False)
    wanted = [f"{word} {name}" for name in "1234"]
    for page in (other, first, second):
        assert _order_of(page, word, 4) == wanted
        expect(page.locator("[data-client]")).to_have_count(0)


def test_where_no_web_socket_comes_through_chat_goes_by_long_polling(browse):
    one, other = browse(as_=BERNADETTE), browse(as_=TOM)
    sockets: list[str] = []

    def refuse(route: WebSocketRoute) -> None:
        sockets.append(route.url)
        route.close()

    for page in (one, other):
        page.route_web_socket("**/socket.io/**", refuse)
        _open(page)
    assert sockets
    words = fresh("By long polling")
    _say(one, words)
    expect(_message(other, words)).to_be_visible()
    _box(other).press_sequentially("Me")
    expect(one.locator("[data-part=typing]")).to_contain_text("is writing")
    answer = fresh("Me too")
    _say(other, answer)
    expect(_message(one, answer)).to_have_count(1)


@pytest.fixture(scope="module")
def alone(start_site: Start, demo_folder) -> Site:
    """A demo of its own: it is stopped, and people leave."""
    return start_site(copy_of=demo_folder)


def test_a_server_that_was_away_gets_everything_when_it_is_back(browse, alone):
    one, other = browse(as_=BERNADETTE, on=alone), browse(as_=TOM, on=alone)
    for page in (one, other):
        _open(page)
    word = fresh("Restarted")
    _say(one, f"{word} before")
    expect(_message(other, f"{word} before")).to_be_visible()
    alone.stop()
    _say(one, f"{word} between")
    _say(one, f"{word} after that")
    expect(one.locator("[data-client]").last).to_contain_text("Not sent yet")
    expect(one.locator("[data-part=state]")).to_contain_text("No connection")
    alone.start()
    wanted = [f"{word} before", f"{word} between", f"{word} after that"]
    for page in (other, one):
        assert _order_of(page, word, 3) == wanted
        expect(page.locator("[data-part=state]")).to_have_text("")


def test_who_may_no_longer_read_is_put_out_at_once_and_keeps_what_was_typed(browse, alone):
    page = browse(as_=AMARA, on=alone)
    _open(page, "Learning from incidents")
    words = fresh("Half a thought")
    _box(page).fill(words)
    elsewhere = page.context.new_page()
    elsewhere.goto("/c/learning-from-incidents")
    elsewhere.get_by_role("button", name="Leave").click()
    expect(page.locator("[data-part=state]")).to_contain_text("You can no longer read this channel")
    expect(page.locator("li[data-number]")).to_have_count(0)
    expect(page.locator("[data-part=form]")).to_have_count(0)
    expect(page.get_by_label("What you had typed, to copy")).to_have_value(words)
