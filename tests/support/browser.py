"""Chromium, watched: an outside request, a script error or a refused policy fails the test that caused it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    StorageState,
    expect,
    sync_playwright,
)

from lhs_community.demo.offered import PASSWORD
from tests.support.server import Site

AXE = Path(__file__).parents[1] / "browser" / "vendor" / "axe-core-4.14.1" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage"
).split()
DESKTOP, PHONE = (1280, 900), (390, 844)
PATIENCE = 30_000  # milliseconds for anything to appear, on a busy machine
NO_FAULT = re.compile(r"the server responded with a status of|net::ERR_(INTERNET|CONNECTION)|^WebSocket connection to")
Open = Callable[..., Page]


def find_chromium() -> str | None:
    """The system's own; playwright would fetch one from an address that closed networks do not reach."""
    for name in (os.environ.get("LHS_TEST_CHROMIUM"), "chromium", "google-chrome", "chrome"):
        if name and (found := shutil.which(name)):
            return found
    return None


class Watch:
    """What a browser did that no page of ours may do."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        context.on("request", self._asked)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            self.faults.append(f"a request to another host: {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        # Chromium writes each 4xx answer to the console too; whether one is right is for the test to say. So is a line
        # that was cut: tests take pages off line, and stop servers.
        if message.type == "error" and not NO_FAULT.search(message.text):
            self.faults.append(f"the console says: {message.text}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = find_chromium()
    if found is None:
        pytest.skip("there is no Chromium (sudo apt-get install chromium)")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in() -> dict[tuple[int, str], StorageState]:
    """What a browser keeps for who has signed in once, by port and address: hashing a password takes its time."""
    return {}


@pytest.fixture
def browse(chromium: Browser, site: Site, signed_in: dict[tuple[int, str], StorageState]) -> Iterator[Open]:
    """`browse("/threads", as_="amara-okafor@demo.example", size=PHONE, javascript=False)`: a page in its own browser.

    Nobody is signed in without `as_`. Who signs out uses sign_in(): others share a session that was opened with `as_`.
    `on=` names another site than the demo.
    """
    watch, contexts = Watch(), []

    def open_page(
        path: str = "/", *, as_: str = "", size: tuple[int, int] = DESKTOP, on: Site = site, **options: Any
    ) -> Page:
        javascript = options.pop("javascript", True)
        context = chromium.new_context(
            base_url=on.url(""), viewport={"width": size[0], "height": size[1]}, java_script_enabled=javascript,
            locale="en-GB", reduced_motion="reduce", storage_state=signed_in.get((on.port, as_)), **options,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(path=AXE)  # before the page's own scripts: its policy would refuse it later
        watch.follow(context)
        page = context.new_page()
        if javascript:
            _wait_for_scripts_in(page)
        if as_ and (on.port, as_) not in signed_in:
            sign_in(page, as_)
            signed_in[on.port, as_] = context.storage_state()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not watch.faults, "\n".join(watch.faults)


def _wait_for_scripts_in(page: Page) -> None:
    """From now on `page.goto` comes back when the page's scripts have started, so that no test types before them."""
    opens = page.goto

    def goto(url: str, **options: Any) -> Response | None:
        answer = opens(url, **options)
        if page.locator("script[src*='start.js']").count():
            scripts_started(page)
        return answer

    page.goto = goto  # type: ignore[method-assign]  # this one page's


def scripts_started(page: Page) -> None:
    """For a page that a click opened: nothing typed from here on comes too early."""
    expect(page.locator("html")).to_have_attribute("data-scripts", "started")


def sign_in(page: Page, email: str) -> None:
    """As a person would, on the sign-in page."""
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def accessibility_problems(page: Page) -> list[str]:
    """Every violation that axe finds on the page as it stands."""
    found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", RULES)
    return [
        f"  {violation['id']} ({violation['impact']}): {violation['help']}\n    "
        + "\n    ".join(node["html"][:200] for node in violation["nodes"][:3])
        for violation in found["violations"]
    ]


def check_accessibility(page: Page) -> None:
    """Raises AssertionError with what axe finds."""
    problems = accessibility_problems(page)
    assert not problems, f"axe on {urlsplit(page.url).path}:\n" + "\n".join(problems)
