"""Two web processes of one site and a real Redis: what happens in one is seen in the other, with and without it."""

from __future__ import annotations

import json
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

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.here.attempt(*arguments)


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
        [sys.executable, "-m", "tests.support.crowd", "6"],
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


def _heard_within(page: Socket, speaker: Socket, name: str) -> float:
    """Seconds until the page in the other process shows a message, once."""
    number, said = _say(speaker, name), time.monotonic()
    assert _numbers(page) == [number]
    took = time.monotonic() - said
    assert _numbers(page, wait=2.5) == [], "the same again"  # by then everything was looked for once more
    return took


def _quick_again(page: Socket, speaker: Socket, since: float) -> None:
    """Messages come by Redis again, not by looking each second."""
    tries = 0
    while True:
        number, said = _say(speaker, f"again-{since}-{tries}"), time.monotonic()
        assert _numbers(page) == [number]
        if time.monotonic() - said < 0.2:
            return
        assert time.monotonic() - since < PATIENCE
        tries += 1
        time.sleep(0.3)


def test_a_message_in_one_process_reaches_a_page_of_the_other_once(pair, open_page) -> None:
    speaker, reader = open_page(0, pair.here), open_page(1, pair.there)
    for page in (speaker, reader):
        _join(page)
    _heard_within(reader, speaker, "across-one")
    numbers = [_say(speaker, f"across-in-order-{count}") for count in range(20)]
    heard: list[int] = []
    _until(lambda: heard.extend(_numbers(reader, 1)) or len(heard) >= 20)
    assert heard == numbers
    answers = [_say(page, f"both-speak-{place}") for place, page in enumerate((speaker, reader, speaker, reader))]
    for page in (speaker, reader):
        heard.clear()
        _until(lambda page=page, heard=heard: heard.extend(_numbers(page, 1)) or set(heard) >= set(answers))
        assert [number for number in heard if number in answers] == sorted(answers)
