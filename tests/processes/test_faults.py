"""Processes that are killed, stopped or flooded, and Redis that is lost, while many people chat: nothing is lost."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from simple_websocket import ConnectionClosed

from tests.support.cluster import CROWD, Cluster, wait_until
from tests.support.sockets import Poller, Socket

ODD = (
    *("", "4", "42", "42[", "42[]", "42[null]", "42[1]", "42{}", "421[]", "43[]", "40", "0{}", "5", "6", "7", "x"),
    *('42["no such event",{}]', '42["chat send"]', '42["chat send",null]', '42["chat send",[1]]'),
    *('42["chat join",{"subject":{"a":[]},"after":1e400}]', '42/elsewhere,["chat send",{}]', "42" + "[" * 9000),
    '451-["chat send",{"_placeholder":true,"num":0}]',
)


def _is_whole(report: dict[str, Any]) -> None:
    """Every acknowledged message once, at everybody, in one order without gaps."""
    assert report["acknowledged"] == report["wanted"], report
    for fault in ("lost", "doubled", "renumbered", "different", "gaps"):
        assert not report[fault], report


def _say(page: Socket, cluster: Cluster, words: str) -> dict[str, Any]:
    client_id = f"{words}-{time.monotonic()}"
    said = {"subject": cluster.subject, "client_id": client_id, "body": words, "confirmed": False}
    return dict(page.ask("chat send", said, wait=60))


def _join(page: Socket, cluster: Cluster) -> int:
    return int(page.ask("chat join", {"subject": cluster.subject, "after": 10**9}, wait=60)["last"])


def test_a_process_killed_while_two_hundred_send_loses_nothing(cluster):
    with cluster.herd(CROWD, messages=1, pause=1.0, seconds=240, name=f"kill-{time.time():.0f}") as herd:
        herd.wait_for(acknowledged=CROWD // 4)
        cluster.sites[0].kill()
        report = herd.report()
    _is_whole(report)
    assert report["breaks"] > CROWD // 10  # both processes had people
    assert len(report["resumed_after"]) == report["breaks"]


def test_with_redis_lost_and_back_all_goes_on(cluster):
    with cluster.herd(30, messages=4, pause=2.0, seconds=240, name=f"redis-{time.time():.0f}") as herd:
        herd.wait_for(acknowledged=20)
        cluster.redis.kill()
        wait_until(lambda: cluster.live_updates() == {"degraded"}, "both say so")
        done = cluster.sites[0].attempt("doctor")
        assert done.returncode == 1
        assert "to do  live updates: Redis" in done.stdout
        cluster.redis.start()
        report = herd.report()
    _is_whole(report)
    assert not report["breaks"]
    assert "send: no answer" not in report["refused"]
    wait_until(lambda: cluster.live_updates() == {"well"}, "both hear it again")


def test_a_process_that_is_asked_to_stop_finishes_and_tells_its_pages(cluster):
    leaving = cluster.sites[0]
    web, poll = (cluster.socket(place, on=leaving, kind=kind) for place, kind in enumerate((Socket, Poller)))
    for page in (web, poll):
        _join(page, cluster)
    waiting = threading.Thread(target=_poll_until_told, args=(poll,))
    waiting.start()
    half = _begin_post(cluster, leaving.port)
    with cluster.herd(50, messages=2, pause=1.5, seconds=240, name=f"stop-{time.time():.0f}") as herd:
        herd.wait_for(acknowledged=20)
        asked = time.monotonic()
        leaving.terminate()
        wait_until(lambda: _is_closed(web), "the web socket is closed")
        waiting.join(60)
        assert not waiting.is_alive()
        assert _end_post(half) == 303
        assert leaving.ended(within=60) == 0
        took = time.monotonic() - asked
        report = herd.report()
    _is_whole(report)
    assert took < 30, f"{took:.1f} seconds"  # 10 are allowed to requests
    web.close()


def _is_closed(page: Socket) -> bool:
    try:
        page.client.receive(timeout=1)
    except ConnectionClosed:
        return True
    return False


def _poll_until_told(poll: Poller) -> None:
    """By an answer to the poll that waits (1: closed), or by the refusal of the next."""
    while True:
        try:
            if "1" in poll.receive(60):
                return
        except (ConnectionClosed, OSError):
            return


def _begin_post(cluster: Cluster, port: int) -> tuple[http.client.HTTPConnection, bytes]:
    """A form of which half has been sent: the request is under way."""
    browser = cluster.browser(3)
    path = f"/chat/{cluster.subject.replace(':', '/')}"
    body = urlencode(browser.form(path) | {"body": "Sent while the process was asked to stop"}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.putrequest("POST", path, skip_host=True)
    headers = {"Host": cluster.proxy.address, "Cookie": browser.cookie, "Content-Length": str(len(body))}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders(body[:20])
    return connection, body[20:]


def _end_post(half: tuple[http.client.HTTPConnection, bytes]) -> int:
    connection, rest = half
    connection.send(rest)
    status = connection.getresponse().status
    connection.close()
    return status


def test_who_floods_does_not_hold_the_others_up(cluster):
    """All three at the same process; two thousand messages a second, as far as they are taken."""
    site = cluster.sites[0]
    flooder, speaker, listener = (cluster.socket(place, on=site) for place in (10, 11, 12))
    for page in (flooder, speaker, listener):
        _join(page, cluster)
    usual = _slowest(cluster, speaker, listener, 3)
    stop = threading.Event()
    sent: list[int] = []
    flood = threading.Thread(target=_flood, args=(cluster, flooder, stop, sent))
    flood.start()
    try:
        time.sleep(1)
        flooded = _slowest(cluster, speaker, listener, 8)
    finally:
        stop.set()
        flooder.client.sock.shutdown(socket.SHUT_RDWR)  # it may wait: the server reads it slowly
        flood.join(60)
    assert len(sent) > 500
    # One second on a machine that does nothing else.
    assert flooded < max(3.0, 5 * usual), f"{flooded:.2f} seconds instead of {usual:.2f}, beside {len(sent)} messages"
    for page in (speaker, listener):
        page.close()


def _flood(cluster: Cluster, page: Socket, stop: threading.Event, sent: list[int]) -> None:
    began = time.monotonic()
    content = {"subject": cluster.subject, "client_id": "flood-flood", "body": "Flood", "confirmed": False}
    try:
        while not stop.is_set():
            if len(sent) > (time.monotonic() - began) * 2000:
                time.sleep(0.005)
                continue
            sent.append(page.say("chat send", content | {"client_id": f"flood-{began}-{len(sent)}"}))
    except (ConnectionClosed, OSError):
        return  # put out


def _slowest(cluster: Cluster, speaker: Socket, listener: Socket, times: int) -> float:
    """From the sending to the other's page, in seconds."""
    slowest = 0.0
    for count in range(times):
        words, began = f"between floods {count}", time.monotonic()
        assert "number" in _say(speaker, cluster, words)
        while not any(words in json.dumps(content) for content in listener.got("chat messages", wait=30)):
            assert time.monotonic() < began + 30
        slowest = max(slowest, time.monotonic() - began)
    return slowest


def test_odd_things_over_a_socket_harm_nobody(cluster):
    for site in cluster.sites:
        other = cluster.socket(20, on=site)
        _join(other, cluster)
        for place, frame in enumerate(ODD):
            page = cluster.socket(21 + place % 8, on=site)
            with suppress(ConnectionClosed):  # for some it is put out at once
                page.client.send(frame)
                page.client.send(frame.encode())
            page.close()
        assert "number" in _say(other, cluster, "Still here")
        assert other.got("chat messages", wait=30)
        assert cluster.state_of(site)["database"] == "well"
        other.close()
