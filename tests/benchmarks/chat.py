"""How fast chat is on the real server, as a ratio to a bare Flask-SocketIO echo room on the same kind of server.

python -m tests.benchmarks.chat [--clients 50,200,500] [--rounds 3] [--postgresql]
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import click

from tests.benchmarks import chat_crowd, chat_servers
from tests.benchmarks.chat_crowd import Result
from tests.benchmarks.chat_servers import Server
from tests.support.postgres import Cluster

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


def compare(servers: Sequence[Server], clients: int, messages: int, rounds: int, seconds: int) -> None:
    """In rounds that take turns, so that what else the machine does hits both alike."""
    floods: dict[str, list[Flood]] = {server.name: [] for server in servers}
    delays: dict[str, list[int]] = {server.name: [] for server in servers}
    crowds = []
    for server in servers:
        before = server.memory(), server.threads(), server.database_connections()
        crowds.append(Crowd(server, clients))
        crowds[-1].ask("idle", 3.0)
        after = server.memory(), server.threads(), server.database_connections()
        click.echo(
            f"{clients} idle clients, {server.name}: {(after[0] - before[0]) / clients:.0f} kB each, "
            f"threads {before[1]} -> {after[1]}, database connections {before[2]} -> {after[2]}"
        )
    for _ in range(rounds):
        for server, crowd in zip(servers, crowds, strict=True):
            floods[server.name].append(flood(server, crowd, messages))
            delays[server.name] += calm(server, crowd, seconds).delays
    for crowd in crowds:
        crowd.close()
    for name, found in floods.items():
        p50, p95, p99 = percentiles(delays[name])
        middle = Flood(*(statistics.median(part) for part in zip(*found, strict=True)))
        click.echo(
            f"{clients} clients, {name:<10}{middle.per_second:8.1f} messages/s {middle.cpu:7.2f} ms CPU each; at 10 a "
            f"second p50 {p50:.1f} p95 {p95:.1f} p99 {p99:.1f} ms; "
            f"of one core: server {middle.server:.0%}, crowd {middle.load:.0%}"
        )
    chat, echo = (
        Flood(*(statistics.median(part) for part in zip(*floods[server.name], strict=True))) for server in servers
    )
    ratios = [c.per_second / e.per_second for c, e in zip(*floods.values(), strict=True)]
    click.echo(
        f"{clients} clients: {chat.per_second / echo.per_second:.2f} times the echo room's rate (by rounds "
        f"{min(ratios):.2f} to {max(ratios):.2f}); by the servers' CPU time {echo.cpu / chat.cpu:.2f}"
    )


@click.command()
@click.option("--clients", default="50,200,500", show_default=True)
@click.option("--messages", default=400, show_default=True, help="Said in one round at saturation.")
@click.option("--rounds", default=3, show_default=True)
@click.option("--seconds", default=10, show_default=True, help="At 10 messages a second, in each round.")
@click.option("--postgresql", is_flag=True, help="Store in a PostgreSQL of its own instead of SQLite.")
def main(clients: str, messages: int, rounds: int, seconds: int, postgresql: bool) -> None:
    sizes = [int(size) for size in clients.split(",")]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = stack.enter_context(_postgresql()) if postgresql else ""
        servers = (
            stack.enter_context(chat_servers.chat(max(sizes), folder, database)),
            stack.enter_context(chat_servers.echo(max(sizes), folder)),
        )
        for size in sizes:
            compare(servers, size, messages, rounds, seconds)


@contextmanager
def _postgresql() -> Iterator[str]:
    cluster = Cluster()
    try:
        yield cluster.url()
    finally:
        cluster.stop()


if __name__ == "__main__":
    main()
