"""No test reaches another machine: connecting or looking up anything but loopback fails at once."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import Any

import pytest


class NetworkIsOff(AssertionError):
    pass


def _is_loopback(host: object) -> bool:
    if host in (None, "", "localhost", b"localhost"):
        return True
    try:
        return ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


def switch_off(patch: pytest.MonkeyPatch) -> None:
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(own: socket.socket, address: Any) -> None:
        if own.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise NetworkIsOff(f"a test tried to reach {address[0]}")

    def checked_connect(self: socket.socket, address: Any) -> None:
        check(self, address)
        return connect(self, address)

    def checked_connect_ex(self: socket.socket, address: Any) -> int:
        check(self, address)
        return connect_ex(self, address)

    def checked_look_up(host: Any, *rest: Any, **named: Any) -> Any:
        if not _is_loopback(host):
            raise NetworkIsOff(f"a test tried to look up {host}")
        return look_up(host, *rest, **named)

    patch.setattr(socket.socket, "connect", checked_connect)
    patch.setattr(socket.socket, "connect_ex", checked_connect_ex)
    patch.setattr(socket, "getaddrinfo", checked_look_up)
