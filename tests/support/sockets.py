"""A real Socket.IO client over a real web socket: little enough of the protocol to see every frame."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from flask import Flask
from simple_websocket import Client, ConnectionClosed
from werkzeug.serving import make_server

from lhs_community.foundation import seats
from lhs_community.foundation.live import server as live
from tests.support.ports import free_port


def empty_seats() -> None:
    """Connections whose end the server has not noticed yet: the next test's people have the same ids."""
    for person_id in seats.people():
        for seat in seats.of_person(person_id):
            for room in (seats.leave(seat.sid) or seat).rooms:
                seats.tell_change(room)


def speak_for_real() -> None:
    """Undo what Flask-SocketIO's test client leaves behind: it puts its own senders on the server, for good."""
    server = live.socketio.server
    for sender in ("_send_packet", "_send_eio_packet"):
        vars(server).pop(sender, None)
    server.async_handlers, server.eio.async_handlers = True, False  # as python-socketio makes them


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The application behind a real port of this machine, in threads; gives host:port."""
    speak_for_real()
    server = make_server("127.0.0.1", free_port(), app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
        empty_seats()


class Socket:
    """`ask` waits for the acknowledgement; `got` collects events of one name.

    Behind a proxy `origin` is the site's address, and `lane` what its page puts into all its addresses.
    """

    def __init__(self, address: str, cookie: str, *, origin: str = "", lane: str = "") -> None:
        # This client's Host header leaves the port out, so its own origin does too.
        self.headers = {"Cookie": cookie, "Origin": origin or f"http://{address.partition(':')[0]}"}
        self.address, self.query = address, f"EIO=4&lane={lane}"
        self.events: list[tuple[str, Any]] = []
        self.answers: dict[int, Any] = {}
        self.is_connected = self.is_ended = False
        self._next = 0
        self.open()
        self.send("40")
        self._read_until(lambda: self.is_connected)

    def open(self) -> None:
        self.client = Client(f"ws://{self.address}/socket.io/?{self.query}&transport=websocket", headers=self.headers)

    def send(self, frame: str) -> None:
        self.client.send(frame)

    def receive(self, wait: float) -> list[str]:
        frame = self.client.receive(timeout=wait)
        return [frame] if isinstance(frame, str) else []

    def ask(self, event: str, content: Any, wait: float = 5) -> Any:
        number = self.say(event, content)
        self._read_until(lambda: number in self.answers, wait)
        return self.answers.pop(number)

    def say(self, event: str, content: Any) -> int:
        """Asks, and does not wait; the number under which `answers` will have the acknowledgement."""
        self._next += 1
        self.send(f"42{self._next}{json.dumps([event, content])}")
        return self._next

    def got(self, event: str, wait: float = 10) -> list[Any]:
        self._read_until(lambda: any(name == event for name, _ in self.events), wait)
        found = [content for name, content in self.events if name == event]
        self.events = [one for one in self.events if one[0] != event]
        return found

    def is_closed(self) -> bool:
        """By the server, which ends the connection or says that it will."""
        self._read_until(lambda: self.is_ended, wait=0.5)
        return self.is_ended

    def close(self) -> None:
        with suppress(ConnectionClosed):  # the server may have been first
            self.client.close()
        self.client.thread.join(5)
        self.client.sock.close()

    def _read_until(self, is_done: Any, wait: float = 5) -> None:
        until = time.monotonic() + wait
        while not is_done() and (left := until - time.monotonic()) > 0:
            try:
                frames = self.receive(left)
            except ConnectionClosed:
                self.is_ended = True
                return
            for frame in frames:
                self._take(frame)

    def _take(self, frame: str) -> None:
        if frame == "2":
            self.send("3")
        elif frame.startswith("40"):
            self.is_connected = True
        elif frame in ("1", "41"):
            self.is_ended = True
        elif frame.startswith("43"):
            number, _, content = frame[2:].partition("[")
            self.answers[int(number)] = json.loads(f"[{content}")[0]
        elif frame.startswith("42"):
            name, *content = json.loads(frame[2:])
            self.events.append((name, content[0] if content else None))


class Poller(Socket):
    """The same by long polling. What comes while it has stopped waiting is lost: be patient."""

    is_upgraded = False

    def open(self) -> None:
        self.query += "&transport=polling"
        opened = self._request("GET")
        self.query += f"&sid={json.loads(opened[1:])['sid']}"

    def upgrade(self) -> None:
        """To a web socket, as socket.io's client does it."""
        address = f"ws://{self.address}/socket.io/?{self.query.replace('polling', 'websocket')}"
        self.client = Client(address, headers=self.headers)
        self.client.send("2probe")
        assert self.client.receive(timeout=30) == "3probe"
        self.client.send("5")
        self.is_upgraded = True

    def send(self, frame: str) -> None:
        if self.is_upgraded:
            super().send(frame)
        else:
            self._request("POST", frame)

    def receive(self, wait: float) -> list[str]:
        return super().receive(wait) if self.is_upgraded else self._request("GET", wait=wait).split("\x1e")

    def close(self) -> None:
        if self.is_upgraded:
            super().close()
        else:
            self._request("POST", "1")

    def _request(self, method: str, body: str = "", wait: float = 30) -> str:
        connection = http.client.HTTPConnection(self.address, timeout=wait)
        try:
            connection.request(method, f"/socket.io/?{self.query}", body=body, headers=self.headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        if answer.status != 200:
            raise ConnectionClosed(message=f"{answer.status} {text}")
        return text
