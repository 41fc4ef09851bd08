"""One message to many sockets: encoded once, framed once, written straight to each socket that can take it.

Flask-SocketIO would encode and frame it for each socket and wake a writer for each: with 500 of them that is most of
what chat costs. Here an open WebSocket under gevent has a `Wire`, through which everything goes that is sent to it, so
frames stay whole and in order whoever writes them. Whoever does not read has a bounded queue, and is then put out; its
page comes back by itself and asks for what it missed. Long polling, and all of it under threads, goes the ordinary way.
"""

from __future__ import annotations

import logging
import os
import socket
import struct
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from engineio.packet import MESSAGE, Packet as EnginePacket
from engineio.socket import Socket as Session
from flask_socketio import SocketIO
from socketio.packet import EVENT, Packet

log = logging.getLogger(__name__)
MOST_WAITING = 512 * 1024  # bytes for one socket, beyond what the kernel holds
KERNEL_HOLDS = 128 * 1024  # left alone it would take megabytes for each that does not read
MOST_PACKETS = 2_000  # for one session that polls
GONE_AFTER = 60  # seconds in which nothing that was sent has been received
READ_A_SECOND = 32 * 1024  # bytes of one socket that are listened to; far more than anybody types
READ_AT_ONCE = 4 * READ_A_SECOND  # by whoever was quiet before
_wires: dict[str, Wire] = {}


class Wire:
    """The connection below one WebSocket, as the WebSocket library sees it; of a socket that does not block."""

    def __init__(self, sock: Any, start: Callable[..., object]) -> None:
        self._sock, self._start = sock, start
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._is_cut = False
        self._may_read, self._read_at = float(READ_AT_ONCE), time.monotonic()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_HOLDS)
        if sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if hasattr(socket, "TCP_USER_TIMEOUT"):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GONE_AFTER * 1000)

    def send(self, data: bytes) -> int:
        """All of it, at once or later, in order; never waits. The library takes the number for granted."""
        if self._is_cut:
            raise BrokenPipeError
        if self._size:
            self._keep(data)
        elif (sent := self._write(data)) < len(data):
            self._keep(data[sent:])
            self._start(self._empty)
        return len(data)

    def _write(self, data: bytes) -> int:
        try:
            # Not sock.send: gevent's would wait for a socket that is full.
            return os.write(self._sock.fileno(), data)
        except BlockingIOError:
            return 0
        except OSError as error:  # the one that the library expects
            raise BrokenPipeError from error

    def _keep(self, data: bytes) -> None:
        if self._size + len(data) > MOST_WAITING:
            log.info("a socket was put out: %d bytes wait for it", self._size)
            self.cut()
            raise BrokenPipeError
        self._waiting.append(data)
        self._size += len(data)

    def _empty(self) -> None:
        try:
            while self._waiting:
                # It stays the first until it has gone: what comes meanwhile must queue behind it.
                self._sock.sendall(self._waiting[0])
                self._size -= len(self._waiting.popleft())
        except (OSError, IndexError):  # it has gone, or was cut meanwhile
            self.cut()

    def cut(self) -> None:
        """Whoever reads from it, here, finds its end."""
        self._is_cut = True
        self._waiting.clear()
        try:
            self._sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            log.debug("was closed already")

    def recv(self, size: int) -> bytes:
        """What has come; whoever floods is read slowly, so that what they send waits on their side, not on ours."""
        data = bytes(self._sock.recv(size))
        now = time.monotonic()
        self._may_read = min(READ_AT_ONCE, self._may_read + (now - self._read_at) * READ_A_SECOND) - len(data)
        self._read_at = now
        # Also without a wait others get their turn: a socket that always has something would never give it away.
        time.sleep(max(0.0, -self._may_read / READ_A_SECOND))
        return data

    def fileno(self) -> int:
        return int(self._sock.fileno())

    def close(self) -> None:
        self._sock.close()


def frame_of(text: bytes) -> bytes:
    """A server's text frame (RFC 6455, 5.2): whole, without a mask, not compressed."""
    size = len(text)
    if size < 126:
        return struct.pack("!BB", 0x81, size) + text
    if size < 65536:
        return struct.pack("!BBH", 0x81, 126, size) + text
    return struct.pack("!BBQ", 0x81, 127, size) + text


def install(socketio: SocketIO) -> None:
    """Give the WebSockets of this server wires, where it can: with gevent's sockets, under gunicorn."""
    engine = socketio.server.eio
    if engine.async_mode == "gevent":
        ordinary = engine._async["websocket"]
        engine._async = {**engine._async, "websocket": _wired(ordinary, socketio.start_background_task)}


def _wired(ordinary: type[Any], start: Callable[..., object]) -> type[Any]:
    class Wired(ordinary):  # type: ignore[misc]  # a class of engineio's, which ships no types
        def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
            if (sock := environ.get("gunicorn.socket")) is None:
                return super().__call__(environ, start_response)
            sid = self.app.__self__.sid  # the handler that engineio gives is a method of the session
            wire = _wires[sid] = Wire(sock, start)
            # No compression: each connection would hold some 300 kB for it, and each would need a frame of its own.
            plain = {name: value for name, value in environ.items() if name != "HTTP_SEC_WEBSOCKET_EXTENSIONS"}
            try:
                return super().__call__({**plain, "gunicorn.socket": wire}, start_response)
            finally:
                _wires.pop(sid, None)

    return Wired


def emit(socketio: SocketIO, name: str, content: dict[str, Any], room: str, skip: str | None = None) -> None:
    """To every socket in the room, in this process."""
    if not _wires:
        socketio.emit(name, content, to=room, skip_sid=skip)
        return
    engine, manager = socketio.server.eio, socketio.server.manager
    packet = EnginePacket(MESSAGE, Packet(EVENT, data=[name, content]).encode())
    frame = frame_of(packet.encode().encode())
    inside: Iterable[tuple[str, str]] = manager.get_participants("/", room) if "/" in manager.rooms else ()
    for sid, engine_sid in list(inside):
        session = engine.sockets.get(engine_sid)
        if sid != skip and session is not None and not session.closed:
            _bring(session, frame, packet)


def _bring(session: Session, frame: bytes, packet: EnginePacket) -> None:
    wire = _wires.get(session.sid)
    try:
        # What waits in the session's own queue comes first: it was sent before, perhaps while it was still polling.
        if wire and session.upgraded and session.queue.empty():
            wire.send(frame)
        elif session.queue.qsize() < MOST_PACKETS:
            session.send(packet)
        else:
            session.close(wait=False, abort=True, reason=session.server.reason.TRANSPORT_ERROR)
    except Exception as error:  # one that is closing must not keep it from the others
        log.debug("not brought to one socket: %s", error)
