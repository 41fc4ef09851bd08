"""A real Socket.IO client over a real web socket: little enough of the protocol to see every frame."""

from __future__ import annotations

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
            seats.leave(seat.sid)


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
    """`ask` waits for the acknowledgement; `got` collects events of one name."""

    def __init__(self, address: str, cookie: str) -> None:
        # This client's Host header leaves the port out, so its own origin does too.
        headers = {"Cookie": cookie, "Origin": f"http://{address.partition(':')[0]}"}
        self.client = Client(f"ws://{address}/socket.io/?EIO=4&transport=websocket", headers=headers)
        self.events: list[tuple[str, Any]] = []
        self.answers: dict[int, Any] = {}
        self.is_connected = self.is_ended = False
        self._next = 0
        self.client.send("40")
        self._read_until(lambda: self.is_connected)

    def ask(self, event: str, content: Any) -> Any:
        number = self.say(event, content)
        self._read_until(lambda: number in self.answers)
        return self.answers.pop(number)

    def say(self, event: str, content: Any) -> int:
        """Asks, and does not wait; the number under which `answers` will have the acknowledgement."""
        self._next += 1
        self.client.send(f"42{self._next}{json.dumps([event, content])}")
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
                frame = self.client.receive(timeout=left)
            except ConnectionClosed:
                self.is_ended = True
                return
            if isinstance(frame, str):
                self._take(frame)

    def _take(self, frame: str) -> None:
        if frame == "2":
            self.client.send("3")
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
