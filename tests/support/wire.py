"""A web socket cheap enough for hundreds in one process: asyncio, no mask worth the name, no compression."""

from __future__ import annotations

import asyncio
import struct

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
TEXT, CLOSE, PING = 1, 8, 9


class Lost(Exception):
    """The connection is gone, or was refused."""


class Wire:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, host: str, path: str, headers: dict[str, str]) -> Wire:
        name, _, port = host.partition(":")
        try:
            reader, writer = await asyncio.open_connection(name, int(port), limit=2**20)
            lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Upgrade: websocket", "Connection: Upgrade"]
            lines += [f"Sec-WebSocket-Key: {KEY}", "Sec-WebSocket-Version: 13"]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            writer.write("\r\n".join([*lines, "", ""]).encode())
            answer = await reader.readuntil(b"\r\n\r\n")
        except (OSError, asyncio.IncompleteReadError) as error:
            raise Lost(type(error).__name__) from error
        if not answer.startswith(b"HTTP/1.1 101"):
            writer.close()
            raise Lost(answer.partition(b"\r\n")[0].decode())
        return cls(reader, writer)

    def send(self, text: str) -> None:
        self._write(TEXT, text.encode())

    def _write(self, kind: int, content: bytes) -> None:
        size = len(content)
        length = struct.pack("!B", 0x80 | size) if size < 126 else struct.pack("!BH", 0x80 | 126, size)
        # The mask is nothing, which is allowed.
        self._writer.write(bytes([0x80 | kind]) + length + b"\0\0\0\0" + content)

    async def receive(self) -> str:
        """The next text; raises Lost at the end."""
        try:
            while True:
                first, second = await self._reader.readexactly(2)
                size = second & 127
                if size == 126:
                    (size,) = struct.unpack("!H", await self._reader.readexactly(2))
                elif size == 127:
                    (size,) = struct.unpack("!Q", await self._reader.readexactly(8))
                content = await self._reader.readexactly(size)
                kind = first & 15
                if kind == TEXT:
                    assert first & 128, "a message in several frames"
                    return content.decode()
                if kind == PING:
                    self._write(10, content)
                if kind == CLOSE:
                    raise Lost("closed")
        except (OSError, asyncio.IncompleteReadError) as error:
            raise Lost(type(error).__name__) from error

    def close(self) -> None:
        self._writer.close()
