"""The servers of the chat benchmark, started as people start them, and what they cost by the kernel's own account."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from lhs_community.cli.run import SOCKETS
from tests.benchmarks.chat_crowd import Room
from tests.support.ports import free_port
from tests.support.server import ROOT, Site

TICK = os.sysconf("SC_CLK_TCK")
SETTINGS = {"LHS_RATE_LIMITS": "false", "LHS_DEMO": "false", "LHS_SECRET_KEY": "benchmark" * 8}


class Server(NamedTuple):
    """One that runs: who serves, and the cookies of who may come in."""

    name: str
    port: int
    master: int
    room: Room
    cookies: list[str]

    def pids(self) -> list[int]:
        return [int(pid) for pid in Path(f"/proc/{self.master}/task/{self.master}/children").read_text().split()]

    def cpu(self) -> float:
        """Seconds of CPU that the serving processes have used, in user and in kernel mode."""
        used = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.pids()]
        return sum(int(fields[11]) + int(fields[12]) for fields in used) / TICK

    def memory(self) -> int:
        """Kilobytes that stand in memory."""
        return sum(self._status(pid, "VmRSS") for pid in self.pids())

    def threads(self) -> int:
        return sum(self._status(pid, "Threads") for pid in self.pids())

    def database_connections(self) -> int:
        """Open files of SQLite's database, or connections to PostgreSQL's port."""
        links = [link for pid in self.pids() for link in Path(f"/proc/{pid}/fd").iterdir()]
        return sum(os.path.realpath(link).endswith((".db", ".sqlite", ".sqlite3")) for link in links)

    @staticmethod
    def _status(pid: int, field: str) -> int:
        status = Path(f"/proc/{pid}/status").read_text()
        return int(status.partition(f"{field}:")[2].split()[0])


@contextmanager
def echo(clients: int, folder: Path) -> Iterator[Server]:
    port = free_port()
    with (folder / "echo.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--worker-class", "gevent", "--worker-connections", str(SOCKETS),
             "--bind", f"127.0.0.1:{port}", "--log-level", "warning", "--no-control-socket",
             "tests.benchmarks.echo_room:app"],
            cwd=ROOT, stdout=log, stderr=log,
        )  # fmt: skip
    room = Room('420["join",{}]', '421["say",{"client_id":"%s","number":0,"body":"%s"}]', is_numbered=False)
    try:
        _wait_for(port)
        yield Server("echo room", port, process.pid, room, [""] * clients)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def chat(clients: int, folder: Path, database: str = "", workers: int = 1, redis: str = "") -> Iterator[Server]:
    """`database`: an address; empty for SQLite in the folder."""
    name = "chat" if workers == 1 else f"chat, {workers} processes"
    site = Site(folder / name, **SETTINGS, LHS_DATABASE_URL=database, LHS_REDIS_URL=redis)
    site.command("db", "upgrade")
    made = subprocess.run(
        [sys.executable, "-m", "tests.support.crowd", str(clients)],
        cwd=ROOT, env=site.environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    crowd = json.loads(made.stdout)
    subject = f"community:{crowd['community']}"
    room = Room(
        f'420["chat join",{{"subject":"{subject}","after":1000000}}]',
        f'421["chat send",{{"subject":"{subject}","client_id":"%s","body":"%s","confirmed":false}}]',
        is_numbered=True,
    )
    try:
        site.start("--workers", str(workers))
        process = site._process
        assert process is not None
        yield Server(name, site.port, process.pid, room, crowd["cookies"])
    finally:
        site.stop()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
        except urllib.error.HTTPError:
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError("the echo room did not start")
