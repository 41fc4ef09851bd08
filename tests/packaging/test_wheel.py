"""The product as a package: built, installed into an environment of its own, and started from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from tests.support.ports import free_port

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """By way of the source package, as an index would build it."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True, capture_output=True, timeout=300,
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    """An environment with the wheel in it; what it depends on comes from ours, so nothing is fetched."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "env", with_pip=False, symlinks=True)
    ours = Path(sysconfig.get_path("purelib"))
    theirs = next((folder / "env" / "lib").glob("python3.*/site-packages"))
    zipfile.ZipFile(wheel).extractall(theirs)
    # Ours last, and without its link to this checkout: what is tested is the wheel.
    (theirs / "ours.pth").write_text(f"{ours}\n")
    return folder / "env" / "bin" / "python"


def run(python, folder, *arguments, **settings):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LHS_", "PYTHON"))}
    return subprocess.run(
        [str(python), "-m", "lhs_community.cli", *arguments],
        cwd=folder, env=environment | settings, capture_output=True, text=True, timeout=120, check=False,
    )


def test_the_wheel_holds_pages_static_files_migrations_and_settings(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for wanted in ("config.py", "templates/layouts/page.html", "static/css/app.css", "migrations/env.py", "wsgi.py"):
        assert f"lhs_community/{wanted}" in names
    assert "lhs_community/demo/content/people.toml" in names
    tops = {top for name in names if not (top := name.partition("/")[0]).endswith(".dist-info")}
    assert tops == {"lhs_community"}, "something leaks out of the package"


def test_it_refuses_to_start_without_a_secret(python, tmp_path):
    done = run(python, tmp_path, "run", LHS_CONFIG="Production", LHS_DATA_FOLDER=str(tmp_path / "data"))
    assert done.returncode == 2
    assert "LHS_SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_serves_from_another_folder(python, tmp_path):
    settings = {"LHS_DATA_FOLDER": str(tmp_path / "data")}
    where = run(python, tmp_path, "version", **settings)
    assert where.returncode == 0, where.stderr
    upgraded = run(python, tmp_path, "db", "upgrade", **settings)
    assert upgraded.returncode == 0, upgraded.stderr
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LHS_", "PYTHON"))}
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [str(python), "-m", "lhs_community.cli", "run", "--port", str(port)],
            cwd=tmp_path, env=environment | settings, stdout=log, stderr=log,
        )
    try:
        page = _get(f"http://127.0.0.1:{port}/sign-in", server, tmp_path / "log")
        assert "<h1" in page
        assert ".app-header" in _get(f"http://127.0.0.1:{port}/static/css/app.css", server, tmp_path / "log")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/there-is-no-such-page")
    finally:
        server.terminate()
        server.wait(20)


def _get(url, server, log):
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  loopback
                return answer.read().decode()
        except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
            if isinstance(error, urllib.error.HTTPError):
                raise
            time.sleep(0.1)
    raise AssertionError(log.read_text())
