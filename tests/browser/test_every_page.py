"""Every page, in a real browser: axe finds nothing, nothing is wider than a phone, nothing comes from elsewhere.

Walks the demo as several people, from link to link, and looks once for each person at each kind of page.
"""

from __future__ import annotations

from collections import deque
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RequestRedirect, Rule

from tests.architecture.inspect_app import inspect
from tests.support.browser import PHONE, accessibility_problems

# Different rights, different pages. "" is somebody who is not signed in.
PEOPLE = (
    "", "amara-okafor@demo.example", "bernadette-quill@demo.example", "priya-raman@demo.example",
    "kate-lumley@demo.example",
)
BEGIN = ("/", "/sign-in", "/help/", "/communities", "/search?q=falls", "/threads", "/there-is-no-such-page")
# Addresses that are no page, or that no link of the demo leads these people to; their view tests check the pages.
NO_PAGES = {
    "healthz", "readyz", "brand_css", "logo", "static", "search.show_similar",  # for programs, scripts, pictures
    "files.show_file",  # what people attached: shown by itself it is a picture or a download, no page of ours
    "topics.suggest_tags",  # for the script of the field of tags
    "accounts.reset_password", "accounts.register", "communities.accept_invitation",  # their links are mailed
    "digest.ask_to_stop",  # its link is mailed
    "communities.list_mentionable", "discussions.list_reactions", "discussions.show_quote",  # for scripts
    "communities.send_list",  # after a list was pasted
    "communities.decline_join_request", "unsealing.ask_to_unseal",  # these convenors have nobody asking, nothing sealed
    "meetings.read_feed",  # for calendars: its address is shown once, to whoever made it
    "accounts.ask_registration",  # only where LHS_ALLOWED_DOMAINS lets people in
    "communities.ask_to_join", "discussions.list_summaries", "discussions.show_history",  # nobody here has cause to
    "discussions.list_changes", "discussions.undo_change",  # of threads that were merged: walked in the journey of it
    "discussions.show_summary",  # what a summary changed: of threads whose summary was written twice
    "projects.study_cycle", "projects.act_on_cycle",  # the demo's people have no cycle at that step
}


@pytest.fixture(scope="module")
def addresses() -> Map:
    return Map([Rule(route["rule"], endpoint=route["endpoint"]) for route in inspect()["routes"]
                if "GET" in route["methods"].split(",")])


def _kind(addresses: Map, path: str) -> str | None:
    """The endpoint of a path on this site."""
    try:
        return str(addresses.bind("127.0.0.1").match(path, method="GET")[0])
    except (HTTPException, RequestRedirect):
        return None


def _links(page: Page) -> list[str]:
    found = page.eval_on_selector_all("a[href]:not([download])", "links => links.map(a => a.href)")
    here = page.url.split("/", 3)[:3]  # "http:", "", "127.0.0.1:5000"
    return ["/" + one.split("/", 3)[3].partition("#")[0] for one in found if one.split("/", 3)[:3] == here]


def _too_wide(page: Page) -> list[str]:
    size = page.viewport_size
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    page.set_viewport_size(size)
    return [f"  {over} px wider than a phone"] if over > 0 else []


def _walk(page: Page, addresses: Map, seen: set[str]) -> list[str]:
    problems, waiting = [], deque(BEGIN)
    own: set[str] = set()
    while waiting:
        path = waiting.popleft()
        kind = _kind(addresses, urlsplit(path).path)
        name = kind or path
        if name in own or name in NO_PAGES or (kind is None and path not in BEGIN):
            continue
        own.add(name)
        try:
            response = page.goto(path)
        except Error as error:
            if "Download is starting" in error.message:  # a CSV, say
                seen.add(name)
                continue
            raise
        is_page = response is not None and "text/html" in response.headers.get("content-type", "")
        seen.add(name)
        if not is_page:
            continue
        found = [*accessibility_problems(page), *_too_wide(page)]
        if response.status >= 500:
            found.append(f"  answers {response.status}")
        problems += [f"{path} ({kind})", *found] if found else []
        waiting.extend(link for link in _links(page) if _kind(addresses, urlsplit(link).path) not in own)
    return problems


def test_every_page_is_in_order_for_everybody(browse, addresses):
    problems, seen = [], set()
    for person in PEOPLE:
        found = _walk(browse(as_=person), addresses, seen)
        problems += [f"as {person or 'a guest'}:", *found] if found else []
    every = {rule.endpoint for rule in addresses.iter_rules()} - NO_PAGES
    missed = sorted(every - seen)
    assert not problems, "\n".join(problems)
    assert not missed, f"no link of the demo leads to: {missed}"
