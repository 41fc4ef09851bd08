"""Fixtures that stand on the product itself: its application on a real database, clients, and who is signed in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.app import create_app
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import bus
from lhs_community.foundation.database import db
from tests.support import counting, database
from tests.support.web import PageClient, sign_in_as


@pytest.fixture(scope="session")
def app(worker_id: str) -> Iterator[Flask]:
    """The whole product on a database of its own. No worker runs: `deliver()` does its work."""
    settings = database.settings(worker_id)
    app = create_app({"CONFIG": "Testing", **settings})
    app.test_client_class = PageClient
    database.make_tables(app)
    yield app
    with app.app_context():
        db.engine.dispose()
    shutil.rmtree(settings["DATA_FOLDER"], ignore_errors=True)


@pytest.fixture(autouse=True)
def _own_transaction(request: pytest.FixtureRequest) -> Iterator[None]:
    """An application context, so that a test may call actions and queries; afterwards all tables are empty again."""
    if request.node.get_closest_marker("once"):
        yield
        return
    app: Flask = request.getfixturevalue("app")
    with app.app_context():
        yield
        db.session.rollback()
    bus.wake.clear()
    database.empty_tables(app)
    for letter in Path(app.config["DATA_FOLDER"]).glob("outbox/*"):
        letter.unlink()
    shutil.rmtree(Path(app.config["DATA_FOLDER"]) / "search", ignore_errors=True)  # ids come again: an index would lie
    shutil.rmtree(Path(app.config["DATA_FOLDER"]) / "uploads", ignore_errors=True)


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser, nobody signed in; every page it gets is checked. A second one: `app.test_client()`."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


@pytest.fixture
def sign_in() -> Callable[[PageClient, Person], None]:
    """`sign_in(client, person)`: from now on the client is that person."""
    return sign_in_as


@pytest.fixture
def viewer() -> Callable[[Person], Viewer]:
    """`viewer(person)`: that person as actions and queries want them, with the roles of this moment."""

    def look_up(person: Person) -> Viewer:
        db.session.flush()
        return viewer_for(person.id)

    return look_up


@pytest.fixture
def deliver() -> Callable[[], int]:
    """`deliver()`: let the listeners hear of all that was recorded so far."""

    def run() -> int:
        db.session.commit()
        return bus.deliver(limit=1000)

    return run


@pytest.fixture
def count_queries() -> Callable[..., object]:
    """`with count_queries(at_most=6): client.get(...)`"""
    return counting.count_queries
