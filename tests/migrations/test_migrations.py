"""The migrations make what the models say, from an empty database and on both kinds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support import database
from tests.support.server import Site


@pytest.fixture
def empty_site(worker_id):
    """The command line on an empty database of the kind under test."""
    settings = database.settings(f"migrations_{worker_id}")
    yield Site(Path(settings["DATA_FOLDER"]), LHS_DATABASE_URL=settings["DATABASE_URL"])
    shutil.rmtree(settings["DATA_FOLDER"], ignore_errors=True)


def test_from_nothing_to_what_the_models_say_and_again(empty_site):
    first = empty_site.command("db", "upgrade")
    assert "Running" in first
    assert "agree" in empty_site.command("db", "check")
    second = empty_site.command("db", "upgrade")
    assert "Running" not in second


def test_a_site_on_old_tables_says_what_to_do(empty_site):
    done = empty_site.attempt("run", "--port", str(empty_site.port))
    assert done.returncode == 2
    assert "lhs-community db upgrade" in done.stderr
    assert "Traceback" not in done.stderr
