"""What all tests share. Fixtures: tests/support/; factories: tests/make/; the page checker: tests/pages.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Before anything that asserts is imported.
pytest.register_assert_rewrite("tests.pages", "tests.support", "tests.make")

from tests.support import network, postgres  # noqa: E402  see above

# How long one example takes says how busy the machine is; time limits of ours stand in tests of their own.
settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")

HERE = Path(__file__).parent
pytest_plugins = [
    "tests.support.product",  # app, client, sign_in, viewer, deliver, count_queries
    "tests.support.server",  # the real server, with a data folder of its own
    "tests.support.browser",  # Chromium and axe
    "tests.support.cluster",  # several processes behind nginx
    "tests.support.redis",  # a Redis server that can be lost and come back
    "tests.support.summary",  # what was used, at the end
    *(f"tests.make.{path.stem}" for path in sorted((HERE / "make").glob("[a-z]*.py"))),
]

# Tests in these folders do not use the database of the test process, so they run once, not once for each database.
ONCE = ("architecture", "browser", "cli", "journeys", "packaging", "processes", "safety")
IN_A_BROWSER = ("browser", "journeys")
CLUSTER = pytest.StashKey[postgres.Cluster | None]()


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the process that controls the others, or the only one
        config.stash[CLUSTER] = postgres.start_if_wanted()


def pytest_unconfigure(config: pytest.Config) -> None:
    if cluster := config.stash.get(CLUSTER, None):
        cluster.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = item.path.relative_to(HERE).parts[0]
        if folder in ONCE:
            item.add_marker("once")
        if folder in IN_A_BROWSER:
            item.add_marker("browser")
            item.add_marker(pytest.mark.xdist_group("browser"))  # one server and one browser for all of them
        if folder == "processes":
            item.add_marker(pytest.mark.xdist_group("processes"))  # one database, Redis and proxy for all of them


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        network.switch_off(patch)
        yield
