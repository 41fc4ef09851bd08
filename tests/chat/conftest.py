"""Open pages for the tests of chat: Flask-SocketIO's own client, signed in as a person would be."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask_socketio import SocketIOTestClient

from lhs_community.foundation.live import server as live
from tests.support.sockets import empty_seats
from tests.support.web import PageClient


class Page:
    """An open page of somebody."""

    def __init__(self, client: SocketIOTestClient) -> None:
        self.client = client

    def ask(self, event: str, *content: Any) -> dict[str, Any]:
        return self.client.emit(event, *content, callback=True) or {}

    def got(self, event: str, wait: float = 10.0) -> list[dict[str, Any]]:
        """Contents of the next events of that name; waits for the first."""
        until = time.monotonic() + wait
        while time.monotonic() < until:
            found = [one["args"][0] for one in self.client.get_received() if one["name"] == event]
            if found:
                return found
            time.sleep(0.02)
        return []


@pytest.fixture
def open_page(app, sign_in) -> Iterator[Callable[..., Page]]:
    opened: list[Page] = []

    def connect(person) -> Page:
        browser: PageClient = app.test_client()
        sign_in(browser, person)
        # Its own context: Flask would hand it the test's `g`, and with it whoever was asked about before.
        client = browser._apart(live.socketio.test_client, app, flask_test_client=browser)
        ask = client.emit
        client.emit = lambda *values, **named: browser._apart(ask, *values, **named)
        page = Page(client)
        opened.append(page)
        return page

    yield connect
    for page in opened:
        if page.client.is_connected():
            page.client.disconnect()
    empty_seats()
