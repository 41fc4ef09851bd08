"""Two web processes of one site and a real Redis: what happens in one is seen in the other, with and without it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support import database, redis
from tests.support.crowd import Browser
from tests.support.redis import Redis
from tests.support.server import ROOT, Site
from tests.support.sockets import Socket

pytestmark = pytest.mark.xdist_group("two processes")  # they share the pair, which takes a while to start
SUBJECT = "community:1"
PATIENCE = 60  # seconds, on a machine with much else to do
WELL_AGAIN = 10  # seconds after Redis is back


@dataclass
class Pair:
    here: Site
    there: Site
    redis: Redis
    cookies: list[str]
    thread: int

    def browser(self, number: int) -> Browser:
        return Browser(self.here.url(), self.cookies[number])


@pytest.fixture(scope="module")
def pair(worker_id, tmp_path_factory) -> Iterator[Pair]:
    if redis.program() is None:
        pytest.skip(redis.MISSING)
    server = Redis(tmp_path_factory.mktemp("redis"))
    server.start()
    kept = database.settings(f"pair_{worker_id}")
    folder = Path(kept["DATA_FOLDER"]) / "instance"
    settings = {"LHS_DATABASE_URL": kept["DATABASE_URL"], "LHS_REDIS_URL": server.url, "LHS_RATE_LIMITS": "true"}
    sites = [Site(folder, **settings), Site(folder, **settings, LHS_EMBEDDED_WORKER="false")]
    sites[0].command("db", "upgrade")
    made = subprocess.run(
        [sys.executable, "-m", "tests.support.crowd", "9"],
        capture_output=True, text=True, cwd=ROOT, env=sites[0].environment, timeout=300, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    crowd = json.loads(made.stdout)
    for site in sites:
        site.start()
    yield Pair(*sites, server, crowd["cookies"], crowd["thread"])
    for site in sites:
        site.stop()
    server.kill()


@pytest.fixture(autouse=True)
def _redis_is_well(pair) -> Iterator[None]:
    yield
    if not pair.redis.answers():
        pair.redis.kill()
        pair.redis.start()
    _until(lambda: _live_updates(pair.here) == _live_updates(pair.there) == "well")


@pytest.fixture
def open_page(pair) -> Iterator[Callable[..., Socket]]:
    opened: list[Socket] = []

    def connect(number: int, site: Site) -> Socket:
        opened.append(Socket(f"127.0.0.1:{site.port}", pair.cookies[number]))
        assert opened[-1].is_connected
        return opened[-1]

    yield connect
    for page in opened:
        page.close()


def _until(is_so: Callable[[], object], wait: float = PATIENCE) -> Any:
    until = time.monotonic() + wait
    while not (found := is_so()):
        assert time.monotonic() < until, f"not within {wait} seconds"
        time.sleep(0.05)
    return found


def _live_updates(site: Site) -> str:
    checks: str = json.loads(Browser(site.url(), "").get("/readyz"))["checks"]["live updates"]
    return checks


def _join(page: Socket) -> int:
    last: int = page.ask("chat join", {"subject": SUBJECT, "after": 0})["last"]
    return last


def _say(page: Socket, client_id: str) -> int:
    content = {"subject": SUBJECT, "client_id": client_id, "body": "Hello", "confirmed": False}
    number: int = page.ask("chat send", content)["number"]
    return number


def _numbers(page: Socket, wait: float = PATIENCE) -> list[int]:
    return [message["number"] for content in page.got("chat messages", wait) for message in content["messages"]]


def _reaches(page: Socket, speaker: Socket, name: str) -> float:
    """Seconds until the page in the other process shows a message; it shows it once."""
    number, said = _say(speaker, name), time.monotonic()
    assert _numbers(page) == [number]
    took = time.monotonic() - said
    assert _numbers(page, wait=2.5) == [], "the same again"  # by then all was looked for once more
    return took


def _quick_again(page: Socket, speaker: Socket) -> float:
    """Seconds until messages come by Redis again, not by looking once a second: three in a row at once."""
    began = time.monotonic()
    for count in range(1000):
        took = []
        for part in range(3):
            number, said = _say(speaker, f"again-{began}-{count}-{part}"), time.monotonic()
            assert _numbers(page) == [number]
            took.append(time.monotonic() - said)
        if max(took) < 0.2:
            break
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.3)  # too many messages a second would be refused
    return time.monotonic() - began


def test_a_message_in_one_process_reaches_a_page_of_the_other_once(pair, open_page) -> None:
    speaker, reader = open_page(0, pair.here), open_page(1, pair.there)
    for page in (speaker, reader):
        _join(page)
    _reaches(reader, speaker, "across-one")
    numbers = [_say(speaker, f"across-in-order-{count}") for count in range(20)]
    heard: list[int] = []
    _until(lambda: heard.extend(_numbers(reader, 1)) or len(heard) >= 20)
    assert heard == numbers


@pytest.mark.parametrize("is_lost", [False, True])
def test_who_speak_in_both_processes_see_one_order_and_nothing_twice(pair, open_page, is_lost) -> None:
    """What is said in one's own process comes first, but must wait for what was said elsewhere before."""
    pages = [open_page(0, pair.here), open_page(1, pair.there)]
    for page in pages:
        _join(page)
    if is_lost:
        pair.redis.kill()
    numbers = [_say(pages[place % 2], f"by-turns-{is_lost}-{place}") for place in range(10)]
    assert numbers == sorted(numbers)
    for page in pages:
        heard: list[int] = []
        _until(lambda page=page, heard=heard: heard.extend(_numbers(page, 1)) or len(heard) >= len(numbers))
        assert heard + _numbers(page, wait=2.5) == numbers


@pytest.mark.parametrize("how", ["kill", "hang"])
def test_without_redis_messages_still_arrive_and_with_it_they_are_quick_again(pair, open_page, how) -> None:
    speaker, reader = open_page(0, pair.here), open_page(1, pair.there)
    for page in (speaker, reader):
        _join(page)
    getattr(pair.redis, how)()
    for count in range(3):
        _reaches(reader, speaker, f"{how}-lost-{count}")
    _until(lambda: _live_updates(pair.here) == _live_updates(pair.there) == "degraded")
    _reaches(reader, speaker, f"{how}-known-to-be-lost")
    if how == "kill":
        pair.redis.start()
    else:
        pair.redis.wake()
    back = time.monotonic()
    _until(lambda: _live_updates(pair.here) == _live_updates(pair.there) == "well")
    assert time.monotonic() - back < WELL_AGAIN
    _quick_again(reader, speaker)
    _reaches(reader, speaker, f"{how}-well-again")


def test_readers_of_a_thread_in_the_other_process_are_told_with_and_without_redis(pair, open_page) -> None:
    reader, writer = open_page(1, pair.there), pair.browser(0)
    where = f"/threads/{pair.thread}"
    assert reader.ask("watch", {"room": f"thread:{pair.thread}"}) == {"ok": True}
    for is_lost in (False, True):
        if is_lost:
            pair.redis.kill()
        status, _ = writer.post(f"{where}/reply", writer.form(where) | {"body": f"An answer, {is_lost}"})
        assert status == 303
        assert {"thread": pair.thread} in reader.got("changed", PATIENCE)


def test_what_somebody_reads_is_told_to_their_pages_in_the_other_process(pair, open_page) -> None:
    page, browser = open_page(2, pair.there), pair.browser(2)
    where = f"/threads/{pair.thread}"
    assert page.ask("watch", {"room": "me"}) == {"ok": True}
    assert browser.post(f"{where}/seen", browser.form(where) | {"number": "1"})[0] == 204
    assert page.got("changed", PATIENCE)[0]["read"] == pair.thread


def test_who_types_is_shown_in_the_other_process(pair, open_page) -> None:
    one, two, speaker = open_page(0, pair.here), open_page(1, pair.there), open_page(2, pair.here)
    for page in (one, two, speaker):
        _join(page)
    assert speaker.ask("chat typing", {"subject": SUBJECT}) == {"ok": True}
    for page in (one, two):
        assert [said["name"] for said in page.got("chat typing", PATIENCE)] == ["Member 2"]


def _names_shown(page: Socket, names: set[str]) -> None:
    """The last that the page was told of who is here, sooner or later."""

    def is_so() -> bool:
        told = [{person["name"] for person in said["people"]} for said in page.got("chat presence", 1)]
        return bool(told) and told[-1] == names

    _until(is_so)


def test_who_is_here_is_known_of_both_processes_and_forgotten_with_one_that_is_killed(pair, open_page) -> None:
    one = open_page(0, pair.here)
    _join(one)
    _names_shown(one, {"Member 0"})
    two, three = open_page(1, pair.there), open_page(2, pair.there)
    for page in (two, three):
        _join(page)
    _names_shown(one, {"Member 0", "Member 1", "Member 2"})
    three.close()
    _names_shown(one, {"Member 0", "Member 1"})
    for process in _children(pair.there):
        os.kill(process, signal.SIGKILL)
    _names_shown(one, {"Member 0"})
    _until(lambda: _answers(pair.there))
    back = open_page(1, pair.there)
    _join(back)
    for page in (one, back):
        _names_shown(page, {"Member 0", "Member 1"})
    pair.there.stop()
    _names_shown(one, {"Member 0"})
    pair.there.start()


def _children(site: Site) -> list[int]:
    """The processes that serve: gunicorn starts another when one has died."""
    assert site._process is not None
    main = site._process.pid
    return [int(one) for one in Path(f"/proc/{main}/task/{main}/children").read_text("ascii").split()]


def _answers(site: Site) -> bool:
    try:
        return _live_updates(site) == "well"
    except OSError:
        return False


@pytest.mark.parametrize(("number", "is_lost"), [(3, False), (4, True)])
def test_who_leaves_in_one_process_is_put_out_in_the_other(pair, open_page, number, is_lost) -> None:
    speaker, reader, leaver = open_page(0, pair.here), open_page(number, pair.there), pair.browser(number)
    for page in (speaker, reader):
        _join(page)
    if is_lost:
        pair.redis.kill()
    assert leaver.post("/c/crowd/leave", leaver.form("/c/crowd"))[0] == 303
    assert reader.got("put out", PATIENCE) == [{"room": f"chat:{SUBJECT}"}]
    _say(speaker, f"after-{number}-left")
    assert speaker.got("chat messages", PATIENCE)
    assert reader.got("chat messages", wait=2.5) == []
    assert "error" in reader.ask("chat since", {"subject": SUBJECT, "after": 0})


@pytest.mark.parametrize(("number", "is_lost"), [(7, False), (8, True)])
def test_who_signs_out_in_one_process_loses_their_pages_in_the_other(pair, open_page, number, is_lost) -> None:
    page, browser = open_page(number, pair.there), pair.browser(number)
    if is_lost:
        pair.redis.kill()
    assert browser.post("/sign-out", browser.form("/c/crowd"))[0] == 303
    _until(page.is_closed)


@pytest.mark.parametrize("is_lost", [False, True])
def test_an_account_that_is_shut_by_a_command_loses_its_pages_in_every_process(pair, open_page, is_lost) -> None:
    """The command is a third process, which tells nobody: they find it in the database."""
    number = 5 + is_lost
    pages = [open_page(number, site) for site in (pair.here, pair.there)]
    if is_lost:
        pair.redis.kill()
    pair.here.command("people", "disable", f"member-{number}@tests.example")
    for page in pages:
        _until(lambda page=page: page.is_closed())


def test_health_says_what_is_lost_and_that_it_is_not_vital(pair) -> None:
    assert "well   live updates" in pair.here.attempt("doctor").stdout
    pair.redis.kill()
    _until(lambda: _live_updates(pair.here) == "degraded")
    assert json.loads(Browser(pair.here.url(), "").get("/readyz"))["status"] == "ready"
    said = pair.here.attempt("doctor").stdout
    assert "to do  live updates: Redis does not answer" in said
    assert "LHS_REDIS_URL" in said


@pytest.mark.parametrize(("how", "number"), [("kill", 0), ("hang", 1)])
def test_without_redis_pages_are_as_quick_and_limits_hold(pair, open_page, how, number) -> None:
    browser, page = pair.browser(number), open_page(number, pair.here)
    _join(page)

    def took() -> float:
        began = time.monotonic()
        for _ in range(20):
            assert "Who is here?" in browser.get(f"/threads/{pair.thread}")
        return time.monotonic() - began

    took()
    before = took()
    getattr(pair.redis, how)()
    assert took() < 3 * before + 5  # each waiting for Redis, it would be minutes
    answers = [page.ask("chat typing", {"subject": SUBJECT}) for _ in range(40)]
    assert answers.count({"ok": True}) == 30
    assert "too fast" in answers[-1]["error"]
