"""Every page, in a real browser: axe finds nothing, nothing is wider than a phone, nothing comes from elsewhere.

Walks the demo as several people, from link to link, and looks once for each person at each kind of page.
"""

from __future__ import annotations

import html
import re
from collections import Counter, deque
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
MOST_OF_A_KIND = 25
_HREF = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
BEGIN = ("/", "/sign-in", "/help/", "/communities", "/search?q=falls", "/threads", "/there-is-no-such-page")
# Addresses that are no page, or that no link of the demo leads these people to; their view tests check the pages.
NO_PAGES = {
    "healthz", "readyz", "brand_css", "logo", "static", "search.show_similar",  # for programs, scripts, pictures
    "files.show_file",  # what people attached: shown by itself it is a picture or a download, no page of ours
    "topics.suggest_tags",  # for the script of the field of tags
    "writeups.print_report", "writeups.print_sent_report",  # PDFs, offered only where pango is: see tests/writeups
    "accounts.reset_password", "accounts.register", "communities.accept_invitation",  # their links are mailed
    "digest.ask_to_stop",  # its link is mailed
    "communities.list_mentionable", "discussions.list_reactions", "discussions.show_quote",  # for scripts
    "communities.send_list",  # after a list was pasted
    "chat.confirm_retention",  # after a time was chosen
    "communities.welcome_member",  # looked at in the journey of the bench, after which nobody is new
    "communities.decline_join_request", "unsealing.ask_to_unseal",  # these convenors have nobody asking, nothing sealed
    "chat.show_item",  # one message, for the script of an open page
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


def _look(page: Page, path: str, kind: str | None) -> tuple[list[str], list[str]]:
    """What is wrong with a page, and where it leads. A download is looked at no further."""
    try:
        response = page.goto(path)
    except Error as error:
        if "Download is starting" in error.message:  # a CSV, say
            return [], []
        raise
    if response is None or "text/html" not in response.headers.get("content-type", ""):
        return [], []
    found = [*accessibility_problems(page), *_too_wide(page)]
    if response.status >= 500:
        found.append(f"  answers {response.status}")
    return [f"{path} ({kind})", *found] if found else [], _links(page)


def _walk(page: Page, addresses: Map, seen: set[str]) -> list[str]:
    """One page of each kind, from link to link."""
    problems, waiting = [], deque(BEGIN)
    own: set[str] = set()
    while waiting:
        path = waiting.popleft()
        kind = _kind(addresses, urlsplit(path).path)
        name = kind or path
        if name in own or name in NO_PAGES or (kind is None and path not in BEGIN):
            continue
        own.add(name)
        seen.add(name)
        found, links = _look(page, path, kind)
        problems += found
        waiting.extend(link for link in links if _kind(addresses, urlsplit(link).path) not in own)
    return problems


def _search(page: Page, addresses: Map, wanted: set[str]) -> list[str]:
    """More pages of each kind, read but not drawn, until they lead to the kinds still wanted; those are looked at.

    Which thread a list shows first depends on the hour; whether any thread has the link does not.
    """
    problems, waiting, known = [], deque(BEGIN), set(BEGIN)
    visits: Counter[str] = Counter()
    while waiting and wanted:
        path = waiting.popleft()
        kind = _kind(addresses, urlsplit(path).path)
        if kind is None or kind in NO_PAGES or visits[kind] >= MOST_OF_A_KIND:
            continue
        visits[kind] += 1
        if kind in wanted:
            wanted.remove(kind)
            problems += _look(page, path, kind)[0]
        answer = page.request.get(path)
        if "text/html" in answer.headers.get("content-type", ""):
            links = [html.unescape(link) for link in _HREF.findall(answer.text())]
            fresh = [link for link in dict.fromkeys(links) if link not in known]
            known.update(fresh)
            waiting.extend(fresh)
    return problems


def test_every_page_is_in_order_for_everybody(browse, addresses):
    problems, seen = [], set()
    for person in PEOPLE:
        found = _walk(browse(as_=person), addresses, seen)
        problems += [f"as {person or 'a guest'}:", *found] if found else []
    missed = {rule.endpoint for rule in addresses.iter_rules()} - NO_PAGES - seen
    for person in PEOPLE:
        if missed:
            found = _search(browse(as_=person), addresses, missed)
            problems += [f"as {person or 'a guest'}:", *found] if found else []
    assert not problems, "\n".join(problems)
    assert not missed, f"no link of the demo leads to: {sorted(missed)}"
