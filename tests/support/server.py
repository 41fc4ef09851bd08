"""The real thing: `lhs-community run` in a process of its own, on a data folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.ports import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 180  # seconds for a start on a busy machine
Start = Callable[..., "Site"]


class Site:
    """A running site. `url("/threads")` is an address on it; `command("doctor")` runs the command line beside it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LHS_")},
            "LHS_CONFIG": "Development",
            "LHS_DEMO": "true",
            "LHS_DATA_FOLDER": str(folder),
            "LHS_RATE_LIMITS": "false",  # one address signs in as everybody, again and again
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def attempt(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Runs `lhs-community ARGUMENTS`."""
        return subprocess.run(
            [sys.executable, "-m", "lhs_community.cli", *arguments],
            input=typed, capture_output=True, text=True, cwd=ROOT, env=self.environment, timeout=300, check=False,
        )

    def command(self, *arguments: str, typed: str = "") -> str:
        """What `lhs-community ARGUMENTS` prints; an AssertionError with all it said when it fails."""
        done = self.attempt(*arguments, typed=typed)
        said = f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        assert done.returncode == 0, said
        return done.stdout

    def start(self, *options: str, wait: bool = True) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "lhs_community.cli", "run", "--port", str(self.port), *options],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=ROOT, env=self.environment,
                start_new_session=True,  # so that all of it can be killed
            )
        if wait:
            self.wait()

    def wait(self) -> None:
        """Until it answers."""
        assert self._process is not None
        until = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise AssertionError(f"the site did not start:\n{self.log()[-4000:]}")
            time.sleep(0.1)

    def kill(self) -> None:
        """As when the machine's power goes: `kill -9`, of the server and its master at once."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def terminate(self) -> None:
        """Asks it to stop, and does not wait."""
        assert self._process is not None
        self._process.terminate()

    def ended(self, within: float) -> int:
        """Its exit code; raises TimeoutExpired when it has not ended by then."""
        assert self._process is not None
        code = self._process.wait(within)
        self._process = None
        return code

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def log(self) -> str:
        return self._log.read_text("utf-8", errors="replace") if self._log.exists() else ""

    @property
    def _log(self) -> Path:
        return self.folder.with_suffix(f".{self.port}.log")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url("/readyz"), timeout=5) as answer:  # noqa: S310  our own loopback
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo community in it. Copy it; do not write into it."""
    folder = tmp_path_factory.mktemp("demo") / "instance"
    Site(folder).command("demo")
    return folder


@pytest.fixture(scope="session")
def start_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """`start_site(copy_of=demo_folder, LHS_GUESTS_MAY_READ="false")`: another site; an empty one without `copy_of`."""
    running: list[Site] = []

    def start(copy_of: Path | None = None, **settings: str) -> Site:
        folder = tmp_path_factory.mktemp("site") / "instance"
        site = Site(folder, **settings)
        running.append(site)
        if copy_of:
            shutil.copytree(copy_of, folder)
        else:
            site.command("db", "upgrade")
        site.start()
        return site

    yield start
    for site in running:
        site.stop()


@pytest.fixture(scope="session")
def site(start_site: Start, demo_folder: Path) -> Site:
    """The demo community, served. Shared by all journeys: add to it, do not empty it."""
    return start_site(copy_of=demo_folder)
