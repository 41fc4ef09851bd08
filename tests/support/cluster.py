"""Several processes of the real product that share a PostgreSQL and a Redis, with a worker and nginx in front."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import nginx, postgres, redis
from tests.support.crowd import Browser
from tests.support.nginx import Nginx
from tests.support.redis import Redis
from tests.support.server import ROOT, Site
from tests.support.sockets import Socket

CROWD = 200


class Worker:
    """`lhs-community worker` beside the web processes."""

    def __init__(self, like: Site) -> None:
        self.like = like
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.like.folder.with_suffix(".worker.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "lhs_community.cli", "worker"],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=ROOT, env=self.like.environment,
            )  # fmt: skip

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = None


class Cluster:
    """`sites` are the web processes, `proxy` is what people reach; `crowd` may all speak in `subject`."""

    def __init__(self, folder: Path, size: int = 2) -> None:
        self.redis, self.proxy = Redis(folder), Nginx(folder)
        self._database = None if postgres.is_wanted() else postgres.Cluster()
        settings = {
            "LHS_DATABASE_URL": postgres.new_database("cluster") if self._database is None else self._own_database(),
            "LHS_REDIS_URL": self.redis.url,
            "LHS_PUBLIC_URL": f"http://{self.proxy.address}",
            "LHS_TRUSTED_PROXIES": "1",
            "LHS_EMBEDDED_WORKER": "false",
            "LHS_RATE_LIMITS": "true",
        }
        self.sites = [Site(folder / "instance", **settings) for _ in range(size)]
        self.worker = Worker(self.sites[0])
        self.subject = ""
        self.cookies: list[str] = []

    def _own_database(self) -> str:
        os.environ[postgres.SERVER] = self._database.url("{}") if self._database else ""
        try:
            return postgres.new_database("cluster")
        finally:
            del os.environ[postgres.SERVER]

    def start(self) -> None:
        self.redis.start()
        self.sites[0].command("db", "upgrade")
        for site in self.sites:
            site.start(wait=False)
        made = json.loads(self.run("tests.support.crowd", str(CROWD)))
        self.cookies, self.subject = made["cookies"], f"community:{made['community']}"
        self.proxy.start(nginx.rendered(self.proxy.port, [site.port for site in self.sites], ROOT))
        self.worker.start()
        for site in self.sites:
            site.wait()

    def stop(self) -> None:
        """All of it at once: nothing is wanted any more."""
        self.worker.kill()
        for site in self.sites:
            site.kill()
        self.proxy.stop()
        self.redis.kill()
        if self._database:
            self._database.stop()

    def run(self, module: str, *arguments: str) -> str:
        """What `python -m MODULE ARGUMENTS` prints, in the environment of the site."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            capture_output=True, text=True, cwd=ROOT, env=self.sites[0].environment, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout

    def browser(self, number: int, on: Site | None = None) -> Browser:
        """Somebody of the crowd, through the proxy or at one process."""
        return Browser(on.url("") if on else f"http://{self.proxy.address}", self.cookies[number])

    def socket(self, number: int, *, on: Site | None = None, lane: str = "", kind: type[Socket] = Socket) -> Socket:
        """A live page of somebody of the crowd, through the proxy or at one process."""
        address = f"127.0.0.1:{on.port}" if on else self.proxy.address
        return kind(address, self.cookies[number], origin=f"http://{self.proxy.address}", lane=lane)

    def herd(self, size: int, **task: Any) -> Herd:
        return Herd(self.proxy.address, self.cookies[:size], self.subject, **task)

    def make_whole(self) -> None:
        """Starts again what a test has stopped, and waits until all of it is well."""
        if not self.redis.answers():
            self.redis.kill()
            self.redis.start()
        stopped = [site for site in self.sites if not site.is_running]
        for site in stopped:
            site.start(wait=False)
        for site in stopped:
            site.wait()
        wait_until(lambda: self.live_updates() == {"well"}, "all are well")
        if stopped:
            self.proxy.reload()  # it would leave them out for some seconds more

    def live_updates(self) -> set[str]:
        """What the processes say of what they hear of each other."""
        return {self.state_of(site).get("live updates", "no answer") for site in self.sites}

    def state_of(self, site: Site) -> dict[str, str]:
        """What /readyz says; nothing where nobody answers."""
        try:
            with urllib.request.urlopen(site.url("/readyz"), timeout=30) as answer:  # noqa: S310  our own loopback
                return dict(json.loads(answer.read())["checks"])
        except OSError:
            return {}


class Herd:
    """Many people who chat at once, in a process of their own; see tests/support/herd.py for its report."""

    def __init__(self, address: str, cookies: list[str], subject: str, **task: Any) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.herd"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"address": address, "cookies": cookies, "subject": subject, **task}))
        self._process.stdin.close()

    def wait_for(self, acknowledged: int) -> None:
        """Until so many messages are acknowledged."""
        for said in self._lines():
            if said.get("acknowledged", -1) >= acknowledged or "report" in said:
                assert "report" not in said, said
                return

    def report(self) -> dict[str, Any]:
        for said in self._lines():
            if "report" in said:
                self._process.wait(20)
                return dict(said["report"])
        return {}

    def _lines(self) -> Iterator[dict[str, Any]]:
        assert self._process.stdout is not None
        # One by one: a loop over the file would close it when it is left.
        while line := self._process.stdout.readline():
            yield json.loads(line)
        raise AssertionError(f"the herd ended: {self._process.stderr.read() if self._process.stderr else ''}")

    def __enter__(self) -> Herd:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdout, self._process.stderr):
            if stream:
                stream.close()


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Real conditions, looked at again and again: machines that test are busy."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, f"not within {seconds:.0f} seconds: {what}"
        time.sleep(0.1)


@pytest.fixture(scope="session")
def _cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    for program, missing in ((redis.program(), redis.MISSING), (nginx.program(), nginx.MISSING)):
        if program is None:
            pytest.skip(missing)
    if postgres.programs() is None:
        pytest.skip("NOT TESTED: several processes, there is no PostgreSQL (sudo apt-get install postgresql)")
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def cluster(_cluster: Cluster) -> Cluster:
    """Two web processes, a worker, PostgreSQL, Redis and nginx; whole again for each test. Shared by all of them."""
    _cluster.make_whole()
    return _cluster
