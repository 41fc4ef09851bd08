"""The people of the chat benchmark: many WebSockets in a process of its own, their frames made and read by hand, so
that the load costs the machine as little as it can. What it costs nevertheless is reported (`cpu`)."""

from __future__ import annotations

import re
import secrets
import selectors
import socket
import struct
import threading
import time
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from tests.support.crowd import Browser

# A message as both servers show it: its number, and the moment it was sent, which its text holds.
MESSAGE = re.compile(rb'"number":(\d+),.*?~(\d+)~')
PATIENCE = 120.0  # seconds without anything coming, and the rest is called lost


@dataclass(frozen=True)
class Room:
    """How to come into a room and to say something there. `{}` in `say`: client id, text."""

    join: str
    say: str
    is_numbered: bool


@dataclass
class Result:
    """Of one crowd and one run. `delays` in microseconds, one for each message that each client got."""

    delays: array[int] = field(default_factory=lambda: array("L"))
    began: float = 0.0
    ended: float = 0.0
    cpu: float = 0.0
    out_of_order: int = 0
    refused: list[str] = field(default_factory=list)


def frame(text: str) -> bytes:
    """A client's text frame. Its mask is zero, so that masking costs nothing."""
    content = text.encode()
    head = bytes([0x80 | len(content)]) if len(content) < 126 else b"\xfe" + struct.pack(">H", len(content))
    return b"\x81" + head + b"\0\0\0\0" + content


class Client:
    def __init__(self, host: str, port: int, cookie: str, number: int) -> None:
        self.number, self.buffer = number, bytearray()
        self.last = 0
        self.sock = socket.create_connection((host, port), timeout=60)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.sendall(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n"
            f"Origin: http://{host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in self.buffer:
            self._read()
        if b" 101 " not in self.buffer[:20]:
            raise ConnectionError(bytes(self.buffer[:200]).decode())
        del self.buffer[: self.buffer.index(b"\r\n\r\n") + 4]
        self.say("40")
        self._until(b"40")

    def join(self, frame_text: str) -> None:
        self.say(frame_text)
        self._until(b"430")
        self.sock.setblocking(False)

    def say(self, text: str) -> None:
        self.sock.sendall(frame(text))

    def _read(self) -> None:
        if not (more := self.sock.recv(65536)):
            raise ConnectionError("the server has closed")
        self.buffer += more

    def _until(self, start: bytes) -> None:
        while True:
            for content in self.frames():
                if content.startswith(start):
                    return
            self._read()

    def frames(self) -> Iterator[bytes]:
        """Whole frames that have come; a server's frames bear no mask."""
        buffer, at = self.buffer, 0
        while len(buffer) - at >= 2:
            size, start = buffer[at + 1] & 127, at + 2
            if size == 126:
                size, start = int.from_bytes(buffer[at + 2 : at + 4]), at + 4
            elif size == 127:
                size, start = int.from_bytes(buffer[at + 2 : at + 10]), at + 10
            if len(buffer) < start + size:
                break
            yield bytes(buffer[start : start + size])
            at = start + size
        del buffer[:at]


class Crowd:
    """Clients of one process. The first `senders` of them talk."""

    def __init__(self, host: str, port: int, cookies: list[str], room: Room) -> None:
        self.room = room
        self.clients = []
        self.selector = selectors.EpollSelector()
        for number, cookie in enumerate(cookies):
            client = Client(host, port, cookie, number)
            client.join(room.join)
            self.clients.append(client)
            self.selector.register(client.sock, selectors.EVENT_READ, client)
            self.idle(0.001)  # those who are in go on reading, or they would be put out
        self.mark = secrets.token_hex(6)
        self.run = 0

    def talk(self, total: int, senders: int, window: int, rate: float | None) -> Result:
        """Say `total` things and take in all of them: as fast as they are answered, or `rate` a second."""
        self.run += 1
        self.result, self.left, self.said = Result(), total, 0
        expected = total * len(self.clients)
        talking = self.clients[:senders]
        began_cpu, self.result.began = time.process_time(), time.monotonic()
        self.result.ended = self.result.began
        due = self.result.began
        for client in talking * window if rate is None else ():
            self._say(client)
        while len(self.result.delays) < expected:
            if rate is not None and self.left and time.monotonic() >= due:
                self._say(talking[self.said % senders])
                due += 1 / rate
            wait = max(0.0, due - time.monotonic()) if rate is not None and self.left else 1.0
            self._take(wait, is_answering=rate is None)
            if time.monotonic() - max(self.result.ended, due) > PATIENCE:
                break
        self.result.cpu = time.process_time() - began_cpu
        return self.result

    def _say(self, client: Client) -> None:
        if self.left:
            self.left -= 1
            self.said += 1
            name = f"{self.mark}-{self.run}-{client.number}-{self.said}"
            words = f"We go round at five and ask each patient by name. ~{time.monotonic_ns()}~"
            client.say(self.room.say % (name, words))

    def _take(self, wait: float, is_answering: bool) -> None:
        for key, _ in self.selector.select(wait):
            client: Client = key.data
            client._read()
            now = time.monotonic_ns()
            for content in client.frames():
                if content.startswith(b"42"):
                    self._count(client, content, now)
                elif content.startswith(b"43"):
                    if b'"error"' in content:
                        self.result.refused.append(content.decode())
                    if is_answering:
                        self._say(client)
                elif content == b"2":
                    client.say("3")

    def _count(self, client: Client, content: bytes, now: int) -> None:
        for number, sent in MESSAGE.findall(content):
            self.result.delays.append((now - int(sent)) // 1000)
            if self.room.is_numbered:
                self.result.out_of_order += client.last not in (0, int(number) - 1)
                client.last = int(number)
            self.result.ended = now / 1e9

    def idle(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        self.result, self.left, self.said = Result(), 0, 0
        while (left := until - time.monotonic()) > 0:
            self._take(left, is_answering=False)


def storm(address: str, at_once: int) -> None:
    """People sign in, wrongly, as fast as they are answered: each costs a whole hash. Until it is ended."""

    def guess(number: int) -> None:
        while True:
            browser = Browser(address, "")
            fields = browser.form("/sign-in")
            browser.post("/sign-in", {**fields, "email": f"nobody-{number}@tests.example", "password": "x" * 20})

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(at_once)]
    for thread in threads:
        thread.start()


def serve(pipe: Connection) -> None:
    """In a process of its own: does what comes through the pipe."""
    crowd: Crowd | None = None
    while (asked := pipe.recv()) is not None:
        name, arguments = asked
        try:
            if name == "join":
                crowd = Crowd(*arguments)
                pipe.send(len(crowd.clients))
            else:
                found: Any = getattr(crowd, name)(*arguments)
                pipe.send(found)
        except Exception as error:
            pipe.send(error)
