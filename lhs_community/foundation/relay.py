"""A thin link between the web processes of one site: short words over Redis, sent and forgotten. Ids only.

Nothing here is the truth. What must not get lost stands in the database, where each process looks every second
(bus.py); the link makes it quick. `tell` never waits: a thread of its own sends. With Redis away words are dropped,
and both threads try again by themselves; a link that has gone silent counts as lost, for it may never say so.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from itertools import groupby
from typing import Any

from flask import Flask

log = logging.getLogger(__name__)
ME = secrets.token_hex(6)  # this process
PATIENCE = 1.0  # seconds for an answer of Redis
BEAT = 4.0  # between signs of life, and pings
DEAF = 9.0  # without hearing anything: the link is lost, whatever it looks like
LONGEST = 3.0  # between tries to get it back
MOST_WAITING = 5000  # words; more are dropped, the oldest first

_hearers: dict[str, Callable[[Any], object]] = {}
_signs: dict[str, Callable[[], object]] = {}
_last_words: dict[str, object] = {}
_link: Link | None = None


def install(app: Flask) -> None:
    """Makes the link, if there is a Redis to go through; nothing is sent or heard yet."""
    global _link
    url = str(app.config["REDIS_URL"])
    # Databases of a Redis share their channels, so the name keeps sites apart; and nobody outside can guess it.
    site = hashlib.sha256(f"relay {app.config['SECRET_KEY']}".encode()).hexdigest()[:16]
    _link = Link(url, f"lhs:{site}:") if url else None


def hear(topic: str, handler: Callable[[Any], object]) -> None:
    """`handler(content)` is called for what other processes tell; it must be short. One handler a topic."""
    _hearers[topic] = handler


def keep_saying(topic: str, content: Callable[[], object], at_last: object) -> None:
    """Tell it every few seconds, and as soon as the link is there again: what others forget when it is not said.

    `content` is called as often while the link is lost. `at_last` is told when this process ends in good order.
    """
    _signs[topic], _last_words[topic] = content, at_last


def tell(topic: str, content: object) -> None:
    """To the other processes, best effort. Content is ids, and numbers."""
    if _link:
        _link.post(topic, content)


def start(app: Flask) -> None:
    """From now on this process hears the others."""
    if _link:
        threading.Thread(target=_link.listen_for_ever, args=(app,), name="relay", daemon=True).start()
        atexit.register(_link.say_last)


def problem() -> str:
    """What is wrong with the link, or "". A process that does not listen asks Redis itself."""
    return _link.problem() if _link else ""


def _in_words(content: object) -> str:
    return json.dumps([ME, content], separators=(",", ":"))


class Link:
    def __init__(self, url: str, prefix: str) -> None:
        self.redis: Any = import_module("redis")  # optional, and takes half a second: only where it is used
        self.url, self.prefix = url, prefix
        self.is_listening = self.is_hearing = False
        self._waiting: deque[tuple[str, str]] = deque(maxlen=MOST_WAITING)
        self._has_post = threading.Event()
        self._mouth: threading.Thread | None = None
        self._resting_until = 0.0
        self._said = 0.0

    def post(self, topic: str, content: object) -> None:
        self._waiting.append((topic, _in_words(content)))
        if self._mouth is None:  # not before: a server may fork after it made the application
            self._mouth = threading.Thread(target=self._send_for_ever, name="relay-out", daemon=True)
            self._mouth.start()
        self._has_post.set()

    def problem(self) -> str:
        if self.is_listening:
            return "" if self.is_hearing else "Redis is not heard."
        try:
            self._client().ping()
        except (self.redis.RedisError, OSError) as error:
            return f"Redis does not answer ({type(error).__name__})."
        return ""

    def _client(self) -> Any:
        # One try: the client's own repeating would take seconds.
        return self.redis.Redis(
            connection_pool=self.redis.ConnectionPool.from_url(
                self.url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE, decode_responses=True
            )
        )

    # ---- telling

    def _send_for_ever(self) -> None:
        client = self._client()
        while self._has_post.wait():
            self._has_post.clear()
            batch = [self._waiting.popleft() for _ in range(len(self._waiting))]
            if time.monotonic() < self._resting_until:
                continue
            try:
                self._send(client, batch)
            except (self.redis.RedisError, OSError):
                # While it is away each try would cost PATIENCE, and all that waits meanwhile comes too late.
                self._resting_until = time.monotonic() + LONGEST
            except Exception:
                log.exception("telling other processes failed")

    def _send(self, client: Any, batch: list[tuple[str, str]]) -> None:
        pipeline = client.pipeline(transaction=False)
        for (topic, words), _ in groupby(batch):  # the same again and again says no more
            pipeline.publish(self.prefix + topic, words)
        pipeline.execute()

    def say_last(self) -> None:
        with suppress(self.redis.RedisError, OSError):
            self._send(self._client(), [(topic, _in_words(content)) for topic, content in _last_words.items()])

    # ---- hearing

    def listen_for_ever(self, app: Flask) -> None:
        self.is_listening = True
        pause = 0.25
        while True:
            try:
                with app.app_context():
                    self._listen()
            except (self.redis.RedisError, OSError) as error:
                if self.is_hearing:
                    log.warning("Redis is lost (%s): other processes are heard through the database", error)
                    pause = 0.25
            except Exception:
                log.exception("hearing other processes failed")
            self.is_hearing = False
            with app.app_context():
                self._say_signs()
            time.sleep(pause)
            pause = min(LONGEST, pause * 2)

    def _listen(self) -> None:
        """Until the link is lost, which raises."""
        client = self._client()
        subscription = client.pubsub()
        try:
            subscription.subscribe(*(self.prefix + topic for topic in _hearers))
            heard = asked = time.monotonic()
            self._said = 0.0
            while True:
                message = subscription.get_message(timeout=PATIENCE)
                if message:
                    heard = time.monotonic()
                    self._now_hearing()
                    if message["type"] == "message":
                        self._hand_on(message["channel"].removeprefix(self.prefix), message["data"])
                if time.monotonic() - heard > DEAF:
                    raise TimeoutError("it went silent")
                if time.monotonic() - asked > BEAT:
                    asked = time.monotonic()
                    subscription.ping()
                self._say_signs()
        finally:
            subscription.close()
            client.close()

    def _say_signs(self) -> None:
        if time.monotonic() - self._said > BEAT:
            self._said = time.monotonic()
            for topic, content in _signs.items():
                try:
                    self.post(topic, content())
                except Exception:
                    log.exception("saying %s failed", topic)

    def _now_hearing(self) -> None:
        if not self.is_hearing:
            log.info("other processes are heard through Redis")
            self.is_hearing = True
            self._resting_until = 0.0

    def _hand_on(self, topic: str, words: str) -> None:
        try:
            sender, content = json.loads(words)
            if sender != ME:
                _hearers[topic](content)
        except Exception:
            log.exception("hearing of %s failed", topic)
