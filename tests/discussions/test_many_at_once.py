"""Thirty people at one real server at the same moment, each sending their form twice: nothing lost, nothing doubled."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import database
from tests.support.crowd import Browser, all_at_once
from tests.support.server import ROOT, Site

CROWD = 30


@pytest.fixture(scope="module")
def served(worker_id):
    """A site of the kind of database under test, with the crowd in it."""
    settings = database.settings(f"crowd_{worker_id}")
    site = Site(Path(settings["DATA_FOLDER"]) / "instance", LHS_DATABASE_URL=settings["DATABASE_URL"])
    site.command("db", "upgrade")
    made = subprocess.run(
        [sys.executable, "-m", "tests.support.crowd", str(CROWD)],
        capture_output=True, text=True, cwd=ROOT, env=site.environment, timeout=300, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    site.start()
    yield site, json.loads(made.stdout)
    site.stop()


@pytest.fixture
def crowd(served):
    site, made = served
    return [Browser(site.url("/"), cookie) for cookie in made["cookies"]]


def _twice(crowd, path, form, fields):
    """Each browser's form, filled with its own fields, sent twice at the same moment as all the others'."""
    filled = [browser.form(form) | fields(number) for number, browser in enumerate(crowd)]
    assert len({one["submission_token"] for one in filled}) == CROWD
    calls = [
        lambda browser=browser, one=one: browser.post(path, one)
        for browser, one in zip(crowd, filled, strict=True)
        for _ in range(2)
    ]
    given = all_at_once(calls)
    assert {status for status, _ in given} == {303}, given
    led_to = [location for _, location in given]
    assert led_to[::2] == led_to[1::2], "the second of two led elsewhere than the first"
    assert len(set(led_to)) == CROWD
    return led_to[::2]


def test_thirty_answers_at_once_are_thirty_posts_each_with_a_number_of_its_own(served, crowd):
    thread = served[1]["thread"]
    _twice(
        crowd, f"/threads/{thread}/reply", f"/threads/{thread}", lambda number: {"body": f"It is me, no {number:02}!"}
    )
    page = crowd[0].get(f"/threads/{thread}")
    assert [int(number) for number in re.findall(r'id="post-(\d+)" data-number', page)] == list(range(1, CROWD + 2))
    for number in range(CROWD):
        assert page.count(f"It is me, no {number:02}!") == 1
    assert f"{CROWD} replies" in page


def test_thirty_questions_at_once_are_thirty_threads(served, crowd):
    slug = served[1]["slug"]
    led_to = _twice(
        crowd, f"/c/{slug}/ask", f"/c/{slug}/ask",
        lambda number: {"title": f"Question of number {number:02}", "body": "How do you do it?", "kind": "question"},
    )  # fmt: skip
    assert len({re.sub(r"\D", "", place) for place in led_to}) == CROWD
    first = crowd[0].get(f"/threads?community={slug}")
    older = re.search(r'href="([^"]+)" rel="next"', first)
    assert older is not None
    pages = first + crowd[0].get(older.group(1).replace("&amp;", "&"))
    for number in range(CROWD):
        assert len(re.findall(rf">Question of number {number:02}</a>", pages)) == 1
