"""A Redis server of our own on a free port, thrown away afterwards; it can be lost, hang, and come back."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.ports import free_port

MISSING = "NOT TESTED: Redis, there is no redis-server (sudo apt-get install redis-server)"


def program() -> str | None:
    return shutil.which("redis-server")


class Redis:
    """Keeps its port when it is started again; keeps nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = {"port": self.port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": self.folder}
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        with (self.folder / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(program()), *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        until = time.monotonic() + 30
        while not self.answers():
            assert self._process.poll() is None, (self.folder / "redis.log").read_text("utf-8", "replace")[-2000:]
            assert time.monotonic() < until, "redis-server did not answer within 30 seconds"
            time.sleep(0.05)

    def kill(self) -> None:
        """Lost at once, with all it held."""
        if self._process is not None:
            self._process.kill()  # a server that hangs dies too
            self._process.wait(20)
        self._process = None

    def hang(self) -> None:
        """It takes connections and answers nothing, until `wake`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


@pytest.fixture
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    """A running Redis, for this test alone; where there is none the test is NOT TESTED."""
    if program() is None:
        pytest.skip(MISSING)
    server = Redis(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.kill()
