"""One frame for many sockets: right, whole, in order, and nobody waits for who does not read."""

from __future__ import annotations

import base64
import http.client
import json
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import gevent
import pytest
from gevent import socket as cooperative
from wsproto.connection import Connection, ConnectionType
from wsproto.events import Event, TextMessage

from lhs_community.foundation.live import fanout
from tests.support.ports import free_port
from tests.support.server import ROOT
from tests.support.sockets import Socket

PATIENCE = 60
UNICODE = "Zażółć 👩‍⚕️ \U0001f3e5 " * 3


def _read_as_a_client(data: bytes) -> str:
    reader = Connection(ConnectionType.CLIENT)
    reader.receive_data(data)
    parts: list[Event] = list(reader.events())
    assert all(isinstance(part, TextMessage) for part in parts)
    return "".join(str(part.data) for part in parts if isinstance(part, TextMessage))


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
def test_a_frame_of_any_length_reads_as_what_was_said(size) -> None:
    assert _read_as_a_client(fanout.frame_of(b"x" * size)) == "x" * size


def test_a_frame_holds_any_letter() -> None:
    assert _read_as_a_client(fanout.frame_of(UNICODE.encode())) == UNICODE


class Pair:
    """A wire, and the other end of it."""

    def __init__(self) -> None:
        near, self.far = cooperative.socketpair()
        self.wire = fanout.Wire(near, gevent.spawn)
        self.near = near

    def read_all(self, size: int) -> bytes:
        found = b""
        with gevent.Timeout(PATIENCE):
            while len(found) < size and (more := self.far.recv(65_536)):
                found += more
        return found


@pytest.fixture
def pair() -> Iterator[Pair]:
    made = Pair()
    yield made
    made.near.close()
    made.far.close()


def test_what_a_slow_reader_gets_late_is_whole_and_in_order(pair) -> None:
    frames = [fanout.frame_of(f"{number} {'x' * 900}".encode()) for number in range(600)]
    began = time.monotonic()
    for frame in frames[:500]:
        pair.wire.send(frame)
    assert time.monotonic() - began < PATIENCE / 4  # nobody read yet, and nothing has waited
    assert pair.wire._size > 0
    reader = gevent.spawn(pair.read_all, sum(map(len, frames)))
    for frame in frames[500:]:  # while what waits is going out, and then straight again
        pair.wire.send(frame)
        gevent.sleep(0)
    assert reader.get() == b"".join(frames)
    assert (pair.wire._size, len(pair.wire._waiting)) == (0, 0)


def _send(wire: fanout.Wire, frame: bytes, times: int) -> None:
    for _ in range(times):
        wire.send(frame)


def test_who_does_not_read_is_cut_at_the_bound_and_costs_no_more(pair) -> None:
    frame = fanout.frame_of(b"x" * 10_000)
    with pytest.raises(BrokenPipeError):
        _send(pair.wire, frame, times=2 * (fanout.MOST_WAITING + 4 * fanout.KERNEL_HOLDS) // len(frame))
    gevent.sleep(0)
    with pytest.raises(BrokenPipeError):
        pair.wire.send(frame)
    assert not pair.wire._waiting
    assert pair.near.recv(10) == b""  # so the session finds its end


def test_a_wire_whose_socket_has_gone_says_so_as_the_library_expects(pair) -> None:
    pair.far.close()
    frame = fanout.frame_of(b"x")
    with pytest.raises(BrokenPipeError):
        _send(pair.wire, frame, times=3)
    pair.near.close()
    with pytest.raises(BrokenPipeError):
        pair.wire.send(frame)


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    port, log = free_port(), tmp_path_factory.mktemp("fanout") / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--worker-class", "gevent", "--bind", f"127.0.0.1:{port}",
             "--no-control-socket", "--graceful-timeout", "2", "tests.support.fanout_room:app"],
            cwd=ROOT, stdout=output, stderr=output,
        )  # fmt: skip
    try:
        _wait_for(port, server, log)
        yield f"127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)
    assert "Traceback" not in log.read_text(), log.read_text()[-3000:]


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.fixture
def room() -> str:
    """Of one test: pages of another may not have been missed yet."""
    return secrets.token_hex(4)


def _joined(address: str, room: str) -> Socket:
    page = Socket(address, "")
    page.ask("join", {"room": room})
    return page


def _numbers(page: Socket, wanted: int) -> list[int]:
    found: list[int] = []
    until = time.monotonic() + PATIENCE
    while len(found) < wanted and time.monotonic() < until:
        found += [content["number"] for content in page.got("said", wait=1)]
    return found


def test_the_libraries_still_let_us_stand_below_each_web_socket(address) -> None:
    """If this fails, engineio, simple-websocket or gunicorn have changed what fanout.py relies on: read it first."""
    page = Socket(address, "")
    try:
        assert page.ask("join", {"room": "any"})["wires"] >= 1
    finally:
        page.close()


def test_no_compression_is_agreed_on(address) -> None:
    host, port = address.split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=PATIENCE)
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    headers |= {"Sec-WebSocket-Key": base64.b64encode(b"x" * 16).decode()}
    headers |= {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"}
    connection.request("GET", "/socket.io/?EIO=4&transport=websocket", headers=headers)
    answer = connection.getresponse()
    assert (answer.status, answer.headers.get("Sec-WebSocket-Extensions")) == (101, None)
    connection.close()


def test_everybody_but_the_skipped_one_gets_it(address, room) -> None:
    one, two, three = (_joined(address, room) for _ in range(3))
    skipped = two.ask("join", {"room": room})["sid"]
    one.ask("say", {"room": room, "times": 3, "words": UNICODE, "skip": skipped})
    for page in (one, three):
        contents = page.got("said", wait=PATIENCE)
        while len(contents) < 3:
            contents += page.got("said", wait=PATIENCE)
        assert [content["words"] for content in contents] == [UNICODE] * 3
    assert two.got("said", wait=0.5) == []
    for page in (one, two, three):
        page.close()


def test_who_does_not_read_is_put_out_and_the_others_get_everything(address, room) -> None:
    writer, reader = _joined(address, room), _joined(address, room)
    sleeper = _upgraded(address, room=4096)
    sleeper.sendall(_masked("40") + _masked(f'420["join",{{"room":"{room}"}}]'))
    until = time.monotonic() + PATIENCE
    while writer.ask("say", {"room": room, "times": 0, "words": ""})["here"] < 3:
        assert time.monotonic() < until
        time.sleep(0.05)
    expected = []
    for _ in range(20):
        writer.ask("say", {"room": room, "times": 25, "words": "x" * 4000})
        expected += list(range(25))
        assert writer.got("said")
    assert _numbers(reader, len(expected)) == expected
    until = time.monotonic() + PATIENCE
    while writer.ask("say", {"room": room, "times": 0, "words": ""})["here"] > 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert writer.ask("say", {"room": room, "times": 0, "words": ""})["here"] == 2
    for page in (writer, reader):
        page.close()
    sleeper.close()


def _upgraded(address: str, sid: str = "", room: int = 65_536) -> socket.socket:
    """A WebSocket by hand. `room`: bytes that may lie unread at its end."""
    host, port = address.split(":")
    sock = socket.socket()
    sock.settimeout(PATIENCE)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    sock.connect((host, int(port)))
    sock.sendall(
        f"GET /socket.io/?EIO=4&transport=websocket{sid} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    found = b""
    while b"\r\n\r\n" not in found:
        found += sock.recv(1)
    assert b" 101 " in found
    return sock


def _masked(text: str) -> bytes:
    assert len(text) < 126
    return bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text.encode()


class Poller:
    """A page that begins with long polling and then goes over to a WebSocket, as browsers behind poor lines do."""

    def __init__(self, address: str, room: str) -> None:
        self.address = address
        self.sid = "&sid=" + json.loads(self.poll("GET", "")[1:])["sid"]
        self.poll("POST", "40")
        self.heard = ""
        while "40{" not in self.heard:
            self.heard += self.poll("GET") + "\x1e"
        self.poll("POST", f'420["join",{{"room":"{room}"}}]')

    def poll(self, method: str, body: str = "") -> str:
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        sid = getattr(self, "sid", "")
        connection.request(method, f"/socket.io/?EIO=4&transport=polling{sid}", body=body or None)
        answer = connection.getresponse().read().decode()
        connection.close()
        return answer

    def upgrade(self) -> socket.socket:
        sock = _upgraded(self.address, self.sid)
        sock.sendall(_masked("2probe"))
        found = b""
        while b"3probe" not in found:
            found += sock.recv(4096)
        return sock


def _said(texts: str) -> list[int]:
    whole = texts.rpartition("\x1e")[0]
    packets = [part[2:] for part in whole.split("\x1e") if part.startswith("42")]
    return [content["number"] for name, content in map(json.loads, packets) if name == "said"]


def test_what_is_said_while_a_page_goes_over_from_polling_reaches_it_once_and_in_order(address, room) -> None:
    writer, poller = _joined(address, room), Poller(address, room)
    while "430" not in poller.heard:
        poller.heard += poller.poll("GET") + "\x1e"
    writer.ask("say", {"room": room, "times": 5, "words": "while polling"})
    sock = poller.upgrade()
    writer.ask("say", {"room": room, "times": 5, "words": "in between"})
    sock.sendall(_masked("5"))
    writer.ask("say", {"room": room, "times": 300, "words": "after " + "x" * 500})
    reader, texts = Connection(ConnectionType.CLIENT), poller.heard
    until = time.monotonic() + PATIENCE
    numbers: list[int] = []
    while len(numbers) < 310 and time.monotonic() < until:
        reader.receive_data(sock.recv(65_536))
        for part in reader.events():
            assert isinstance(part, TextMessage)
            texts += part.data + ("\x1e" if part.message_finished else "")
        numbers = _said(texts)
    assert numbers == [*range(5), *range(5), *range(300)]
    sock.close()
    writer.close()
