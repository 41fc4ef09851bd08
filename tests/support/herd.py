"""Hundreds of people who chat, as their pages would: `python -m tests.support.herd` takes its task as JSON.

Each numbers its own messages, keeps what was acknowledged, and sends the rest again after a break, with the same client
id; it resumes from its last number. While it runs it prints a line of JSON now and then: how many are connected, how
many messages are acknowledged. It ends when all have all messages, or when time is up, with a report.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.support.wire import Lost, Wire

PATIENCE = 10.0  # seconds for an answer


@dataclass(frozen=True)
class Task:
    address: str
    cookies: list[str]
    subject: str
    messages: int  # of each
    pause: float = 0.0  # between two of one person, at most
    seconds: float = 90.0  # until it gives up
    name: str = "herd"


@dataclass
class Tally:
    """What all of them did so far."""

    acknowledged: set[str] = field(default_factory=set)
    connected: int = 0
    breaks: int = 0
    sent_again: int = 0
    resumed_after: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)


class Member:
    def __init__(self, task: Task, place: int, tally: Tally) -> None:
        self.task, self.tally = task, tally
        self.cookie = task.cookies[place]
        self.own = [f"{task.name}-{place}-{count}-id" for count in range(task.messages)]
        self.got: dict[int, str] = {}  # number -> client id
        self.twice: list[int] = []  # numbers that came with two different ids
        self.first = self.last = -1
        self.lane = f"{random.random()}"  # noqa: S311  nothing secret
        self.wire: Wire | None = None
        self.joined = asyncio.Event()
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._next = 0
        self._broke_at = 0.0
        self._is_catching_up = False

    async def live(self) -> None:
        """Connects, listens, and connects again whenever that ends."""
        while True:
            with contextlib.suppress(Lost, TimeoutError):
                await self._connect()
            self._drop()
            await asyncio.sleep(random.uniform(0.1, 0.6))  # noqa: S311  as socket.io waits

    async def _connect(self) -> None:
        path = f"/socket.io/?EIO=4&transport=websocket&lane={self.lane}"
        headers = {"Cookie": self.cookie, "Origin": f"http://{self.task.address}"}
        self.wire = await asyncio.wait_for(Wire.open(self.task.address, path, headers), PATIENCE)
        self.wire.send("40")
        joining = None
        try:
            while True:
                frame = await self.wire.receive()
                if frame == "2":
                    self.wire.send("3")
                elif frame.startswith("40"):
                    joining = asyncio.create_task(self._join())
                elif frame.startswith(("41", "44")) or frame == "1":
                    raise Lost("told to go")
                elif frame.startswith("43"):
                    number, _, content = frame[2:].partition("[")
                    waiting = self._answers.pop(int(number), None)
                    if waiting and not waiting.done():  # nobody waits for one that comes too late
                        waiting.set_result(json.loads(f"[{content}")[0])
                elif frame.startswith("42"):
                    name, *content = json.loads(frame[2:])
                    if name == "chat messages":
                        self._take(content[0]["messages"])
        finally:
            self.wire.close()
            if joining:
                joining.cancel()

    def _drop(self) -> None:
        if self.joined.is_set():
            self.joined.clear()
            self.tally.connected -= 1
            self.tally.breaks += 1
            self._broke_at = time.monotonic()
        for waiting in self._answers.values():
            waiting.cancel()
        self._answers.clear()

    async def ask(self, event: str, **fields: Any) -> dict[str, Any]:
        """The acknowledgement; an error that says so where none came."""
        self._next += 1
        waiting = self._answers[self._next] = asyncio.get_running_loop().create_future()
        if self.wire is None:
            return {"error": "offline"}
        self.wire.send(f"42{self._next}{json.dumps([event, {'subject': self.task.subject, **fields}])}")
        try:
            return dict(await asyncio.wait_for(waiting, PATIENCE))
        except (TimeoutError, asyncio.CancelledError):
            if (current := asyncio.current_task()) and current.cancelling():
                raise
            return {"error": "no answer"}

    async def _join(self) -> None:
        while "error" in (answer := await self.ask("chat join", after=self.last if self.last >= 0 else 10**9)):
            self.tally.refused[f"join: {answer['error']}"] += 1
            await asyncio.sleep(0.5)
        if self.last < 0:
            self.first = self.last = answer["last"]
        self._take(answer["messages"])
        if answer["more"]:
            await self._catch_up()
        if self._broke_at:
            self.tally.resumed_after.append(time.monotonic() - self._broke_at)
        self.joined.set()
        self.tally.connected += 1

    def _take(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            if message["number"] <= self.first:
                continue
            if self.got.setdefault(message["number"], message["client_id"]) != message["client_id"]:
                self.twice.append(message["number"])
        while self.last + 1 in self.got:
            self.last += 1
        if self.got and self.last < max(self.got) and self.joined.is_set() and not self._is_catching_up:
            self._gap = asyncio.create_task(self._catch_up())

    async def _catch_up(self) -> None:
        self._is_catching_up = True
        try:
            more = True
            while more:
                answer = await self.ask("chat since", after=self.last)
                if "error" in answer:
                    return
                self._take(answer["messages"])
                more = answer["more"]
        finally:
            self._is_catching_up = False

    async def talk(self) -> None:
        """Sends its messages, one after the other, each until it is acknowledged."""
        for client_id in self.own:
            await asyncio.sleep(random.uniform(0, self.task.pause))  # noqa: S311  nothing secret
            tries = 0
            while client_id not in self.tally.acknowledged:
                await self.joined.wait()
                tries += 1
                answer = await self.ask("chat send", client_id=client_id, body=f"From {client_id}", confirmed=False)
                if "number" in answer:
                    self.tally.acknowledged.add(client_id)
                else:
                    self.tally.refused[f"send: {answer.get('error')}"] += 1
                    await asyncio.sleep(0.3)
            self.tally.sent_again += tries > 1


async def run(task: Task) -> dict[str, Any]:
    tally = Tally()
    members = [Member(task, place, tally) for place in range(len(task.cookies))]
    lives = [asyncio.create_task(member.live()) for member in members]
    until = time.monotonic() + task.seconds
    while tally.connected < len(members) and time.monotonic() < until:
        _say(connected=tally.connected)
        await asyncio.sleep(0.2)
    _say(connected=tally.connected, ready=True)
    wanted = len(members) * task.messages
    talks = [asyncio.create_task(member.talk()) for member in members]
    began = time.monotonic()
    while time.monotonic() < until:
        _say(connected=tally.connected, acknowledged=len(tally.acknowledged), wanted=wanted)
        if all(talk.done() for talk in talks) and all(len(member.got) >= wanted for member in members):
            break
        await asyncio.sleep(0.1)
    for one in [*talks, *lives]:
        one.cancel()
    return {"seconds": time.monotonic() - began, **_report(members, tally, wanted)}


def _report(members: list[Member], tally: Tally, wanted: int) -> dict[str, Any]:
    whole = max(members, key=lambda member: len(member.got)).got
    times = Counter(whole.values())
    return {
        "wanted": wanted,
        "acknowledged": len(tally.acknowledged),
        "lost": sorted(tally.acknowledged - set(times)),
        "doubled": sorted(client_id for client_id, count in times.items() if count > 1),
        "renumbered": sum(len(member.twice) for member in members),
        "different": sum(member.got != whole for member in members),
        "fewest": min(len(member.got) for member in members),
        "most": len(whole),
        "gaps": max(whole, default=0) - min(whole, default=1) + 1 - len(whole),
        "breaks": tally.breaks,
        "sent_again": tally.sent_again,
        "resumed_after": sorted(tally.resumed_after),
        "refused": dict(tally.refused.most_common(5)),
    }


def _say(**words: Any) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _say(report=asyncio.run(run(Task(**json.loads(sys.stdin.readline())))))
