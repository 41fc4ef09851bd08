"""Says at the end of a run what it used, and what was NOT TESTED because the machine lacks it."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess

import pytest

from tests.support import browser, nginx, postgres, redis


def _version(program: str) -> str:
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.strip()


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = []
    if postgres.is_wanted() and (folder := postgres.programs()):
        lines.append(f"database: {_version(str(folder / 'postgres'))}")
    else:
        lines.append(f"database: SQLite {sqlite3.sqlite_version}")
    if found := browser.find_chromium():
        lines.append(f"browser: {_version(found)}")
    else:
        lines.append("browser: NOT TESTED, there is no Chromium (sudo apt-get install chromium)")
    if server := redis.program():
        lines.append(f"redis: {_version(server).split(' sha=')[0]}")
    else:
        lines.append("redis: NOT TESTED, there is no redis-server (sudo apt-get install redis-server)")
    if nginx.program():
        lines.append(f"proxy: {nginx.version()}")
    else:
        lines.append("proxy: NOT TESTED, there is no nginx (sudo apt-get install nginx)")
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = sorted({str(report.longrepr[2]) for report in skipped if isinstance(report.longrepr, tuple)})
    lines += [f"NOT TESTED: {len(skipped)} skipped"] if skipped else []
    lines += [f"  {reason}" for reason in reasons]
    if shutil.which("chromium") is None and found:
        lines.append(f"  (Chromium from {found})")
    terminalreporter.section("used by this run")
    for line in lines:
        terminalreporter.write_line(line)
