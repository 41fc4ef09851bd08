"""nginx with the configuration we ship, on a free port; only addresses, ports and folders are put in their place."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from tests.support.ports import free_port

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "deploy" / "nginx" / "lhs_community.conf"
MISSING = "NOT TESTED: behind a proxy, there is no nginx (sudo apt-get install nginx)"
AROUND = """
pid {folder}/nginx.pid;
worker_processes 1;
daemon off;
error_log {folder}/nginx.log warn;
{user}
events {{ worker_connections 4096; }}
http {{
    types {{ text/css css; text/javascript js; image/svg+xml svg; image/png png; }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/lhs_community.conf;
}}
"""


def program() -> str | None:
    """Debian keeps it out of the path of most people."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def version() -> str:
    return subprocess.run([str(program()), "-v"], capture_output=True, text=True, check=False).stderr.strip()


def _put(text: str, pattern: str, new: str, times: int) -> str:
    changed, count = re.subn(pattern, new, text, flags=re.MULTILINE)
    assert count == times, f"{SHIPPED.name} has {count} times {pattern}, not {times}"
    return changed


def rendered(port: int, processes: Sequence[int], static: Path) -> str:
    """What an operator would make of the shipped file."""
    text = SHIPPED.read_text("utf-8")
    servers = "".join(f"    server 127.0.0.1:{one} max_fails=1 fail_timeout=5s;\n" for one in processes)
    text = _put(text, r"^(    server 127\.0\.0\.1:\d+ .*\n){2}", servers, 2)
    text = _put(text, r"^    listen 80;", f"    listen 127.0.0.1:{port};", 1)
    text = _put(text, r"^    listen \[::\]:80;\n", "", 1)
    text = _put(text, r"^    server_name [^;]+;", "    server_name 127.0.0.1;", 1)
    return _put(text, r"^        root [^;]+;", f"        root {static};", 1)


def with_tls(text: str, port: int, certificate: Path, key: Path, plain: int) -> str:
    """The lines for TLS in their places, as the file's own words say."""
    text = _put(text, r"^    listen .*\n", "", 1)
    text = text.replace("#tls ", "")
    text = _put(text, r"^    listen 443 ssl http2;", f"    listen 127.0.0.1:{port} ssl http2;", 1)
    text = _put(text, r"^    listen \[::\].*\n", "", 2)
    text = _put(text, r"^    listen 80;", f"    listen 127.0.0.1:{plain};", 1)
    text = _put(text, r"^    ssl_certificate [^;]+;", f"    ssl_certificate {certificate};", 1)
    return _put(text, r"^    ssl_certificate_key [^;]+;", f"    ssl_certificate_key {key};", 1)


class Nginx:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self, configuration: str) -> None:
        (self.folder / "lhs_community.conf").write_text(configuration, "utf-8")
        user = "user root;" if os.geteuid() == 0 else ""  # a checkout may lie where nobody else may read
        (self.folder / "nginx.conf").write_text(AROUND.format(folder=self.folder, user=user), "utf-8")
        command = [str(program()), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]
        with (self.folder / "nginx.out").open("ab") as output:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        until = time.monotonic() + 30
        while not self._listens():
            assert self._process.poll() is None, (self.folder / "nginx.out").read_text("utf-8", "replace")[-2000:]
            assert time.monotonic() < until, "nginx did not listen within 30 seconds"
            time.sleep(0.05)

    def reload(self) -> None:
        """Forgets which processes did not answer."""
        assert self._process is not None
        self._process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def log(self) -> str:
        path = self.folder / "nginx.log"
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def _listens(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False
