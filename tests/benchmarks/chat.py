"""How fast chat is on the real server, as a ratio to a bare Flask-SocketIO echo room on the same kind of server.

    python -m tests.benchmarks.chat [--clients 50,200,500] [--rounds 3] [--storm] [--postgresql] [--processes 2]

The site as `lhs-community run` starts it, rate limits off, every message stored; as many people as clients, one page
each, in one channel. Twenty of them talk: at saturation each says the next thing when the last was acknowledged, as our
pages do. A delivery is timed from sending to receipt; the benchmark fails when one is lost, doubled or out of order.
Rounds take turns between the servers. On a machine that does other things compare CPU time: the clock then says how
long the others took, and how long the disk: SQLite's commits wait for it. Bounded: some ten minutes on a quiet box.

Measured on 26 November 2026 on two cores that did nothing else, SQLite, 500 clients, 2 rounds of 300 messages:

|                                      | chat             | echo room         | ratio            |
|--------------------------------------|------------------|-------------------|------------------|
| messages/s at saturation             | 136              | 227               | 0.60 (0.52-0.68) |
| server's CPU a message               | 7.4 ms           | 4.3 ms            | 0.58             |
| at 10 a second: p50, p95, p99        | 17, 23, 26 ms    | 11, 18, 22 ms     |                  |
| an idle connection                   | 117 kB           | 68 kB             |                  |
| threads, open database files more    | none             | none              |                  |
| p95 beside a sign-in storm           | 25 ms (22 before)|                   |                  |

With fewer, one round: 200 clients 184 messages/s against 542 (0.34), p95 14 ms; 50 clients 192 against 1,441 (0.13),
p95 15 ms. On PostgreSQL, 200 clients in one channel: one process 118 messages/s (CPU 7.8 ms each, p95 26 ms), two 76
(14.4 ms, 35 ms): they wait for the channel's lock, and each brings every message, so a second process helps many
channels, not one.

So the goal of 1.7 times the echo room is not reached: to store a message, with its rights, guard and record, costs more
than to bring it to 500 pages. Where it lies: some fourteen statements each, three of them to load who asks.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import click

from tests.benchmarks import chat_crowd, chat_servers
from tests.benchmarks.chat_crowd import Result
from tests.benchmarks.chat_servers import Server
from tests.support.postgres import Cluster
from tests.support.redis import Redis

SENDERS, WINDOW = 20, 1
SPAWN = get_context("spawn")


class Flood(NamedTuple):
    """One round at saturation."""

    per_second: float
    cpu: float  # milliseconds of the server for each message
    load: float  # of one core, by the crowd
    server: float  # of one core, by the server


class Crowd:
    """Clients in a process of their own."""

    def __init__(self, server: Server, clients: int) -> None:
        self.pipe, other = SPAWN.Pipe()
        self.process = SPAWN.Process(target=chat_crowd.serve, args=(other,), daemon=True)
        self.process.start()
        self.size = self.ask("join", "127.0.0.1", server.port, server.cookies[:clients], server.room)

    def ask(self, name: str, *arguments: Any) -> Any:
        self.pipe.send((name, arguments))
        answer = self.pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        self.pipe.send(None)
        self.process.join()


def checked(result: Result, server: Server, clients: int, total: int) -> Result:
    if result.refused:
        raise click.ClickException(f"{server.name} refused: {result.refused[0]}")
    if lost := clients * total - len(result.delays):
        raise click.ClickException(f"{server.name}: {lost} deliveries of {clients * total} were lost")
    if result.out_of_order:
        raise click.ClickException(f"{server.name}: {result.out_of_order} came out of order or twice")
    return result


def flood(server: Server, crowd: Crowd, total: int) -> Flood:
    before = server.cpu()
    result: Result = checked(crowd.ask("talk", total, SENDERS, WINDOW, None), server, crowd.size, total)
    took, used = result.ended - result.began, server.cpu() - before
    return Flood(total / took, 1000 * used / total, result.cpu / took, used / took)


def calm(server: Server, crowd: Crowd, seconds: int) -> Result:
    """Ten messages a second."""
    total = 10 * seconds
    found: Result = checked(crowd.ask("talk", total, SENDERS, 1, 10.0), server, crowd.size, total)
    return found


def percentiles(delays: Sequence[int]) -> tuple[float, float, float]:
    """p50, p95, p99 in milliseconds."""
    ordered = sorted(delays)
    p50, p95, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * part))] / 1000 for part in (0.5, 0.95, 0.99))
    return p50, p95, p99


def seat(server: Server, clients: int) -> Crowd:
    """Everybody comes in; says what it costs that they are there and quiet."""
    before = server.memory(), server.threads(), server.database_connections()
    crowd = Crowd(server, clients)
    crowd.ask("idle", 3.0)
    after = server.memory(), server.threads(), server.database_connections()
    click.echo(
        f"{clients} idle clients, {server.name}: {(after[0] - before[0]) / clients:.0f} kB each, "
        f"threads {before[1]} -> {after[1]}, open database files {before[2]} -> {after[2]}"
    )
    return crowd


def compare(servers: Sequence[Server], clients: int, messages: int, rounds: int, seconds: int) -> None:
    """In rounds that take turns, so that what else the machine does hits all alike. The last one is the echo room."""
    crowds = [seat(server, clients) for server in servers]
    floods: list[list[Flood]] = [[] for _ in servers]
    delays: list[list[int]] = [[] for _ in servers]
    for _ in range(rounds):
        for place, (server, crowd) in enumerate(zip(servers, crowds, strict=True)):
            floods[place].append(flood(server, crowd, messages))
            delays[place] += calm(server, crowd, seconds).delays
    for crowd in crowds:
        crowd.close()
    middles = [Flood(*(statistics.median(part) for part in zip(*found, strict=True))) for found in floods]
    for place, server in enumerate(servers):
        p50, p95, p99 = percentiles(delays[place])
        ratios = [mine.per_second / echo.per_second for mine, echo in zip(floods[place], floods[-1], strict=True)]
        middle = middles[place]
        click.echo(
            f"{clients} clients, {server.name}: {middle.per_second:.1f} messages/s, {statistics.median(ratios):.2f} "
            f"times the echo room ({min(ratios):.2f} to {max(ratios):.2f}); CPU {middle.cpu:.2f} ms each, echo room's "
            f"over it {middles[-1].cpu / middle.cpu:.2f}; at 10 a second p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f} "
            f"ms; of one core: server {middle.server:.0%}, crowd {middle.load:.0%}"
        )


def beside_a_storm(server: Server, clients: int, seconds: int) -> None:
    """Eight people at a time sign in, wrongly, while ten messages a second are said."""
    crowd = seat(server, clients)
    quiet = percentiles(calm(server, crowd, seconds).delays)
    storm = SPAWN.Process(target=chat_crowd.storm, args=(f"http://127.0.0.1:{server.port}", 8), daemon=True)
    storm.start()
    try:
        crowd.ask("idle", 5.0)
        loud = percentiles(calm(server, crowd, seconds).delays)
    finally:
        storm.terminate()
        storm.join()
    crowd.close()
    click.echo(f"{clients} clients, {server.name}: p95 {quiet[1]:.1f} ms, beside a sign-in storm {loud[1]:.1f} ms")


@click.command()
@click.option("--clients", default="50,200,500", show_default=True)
@click.option("--messages", default=400, show_default=True, help="Said in one round at saturation.")
@click.option("--rounds", default=3, show_default=True)
@click.option("--seconds", default=10, show_default=True, help="At 10 messages a second, in each round.")
@click.option("--postgresql", is_flag=True, help="Store in a PostgreSQL of its own instead of SQLite.")
@click.option("--processes", default=1, show_default=True, help="Beside one process, so many: needs Redis, PostgreSQL.")
@click.option("--storm", is_flag=True, help="And a sign-in storm beside chat, with the most clients.")
def main(clients: str, messages: int, rounds: int, seconds: int, postgresql: bool, processes: int, storm: bool) -> None:
    sizes = [int(size) for size in clients.split(",")]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = stack.enter_context(_postgresql()) if postgresql or processes > 1 else _no_database
        servers = [stack.enter_context(chat_servers.chat(max(sizes), folder, database("one")))]
        if processes > 1:
            redis = stack.enter_context(_redis(folder))
            servers.append(
                stack.enter_context(chat_servers.chat(max(sizes), folder, database("several"), processes, redis))
            )
        servers.append(stack.enter_context(chat_servers.echo(max(sizes), folder)))
        for size in sizes:
            compare(servers, size, messages, rounds, seconds)
        if storm:
            beside_a_storm(servers[0], max(sizes), seconds)


def _no_database(_name: str) -> str:
    return ""


@contextmanager
def _postgresql() -> Iterator[Callable[[str], str]]:
    """Makes a database of that name, and gives its address."""
    cluster = Cluster()

    def make(name: str) -> str:
        cluster._run("createdb", "-h", "127.0.0.1", "-p", cluster.port, "-U", "tests", name)
        return cluster.url(name)

    try:
        yield make
    finally:
        cluster.stop()


@contextmanager
def _redis(folder: Path) -> Iterator[str]:
    server = Redis(folder)
    server.start()
    try:
        yield server.url
    finally:
        server.kill()


if __name__ == "__main__":
    main()
