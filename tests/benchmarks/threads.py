"""How the page of a thread, and the list of threads, bear length: CPU time of the request in the serving process.

    python -m tests.benchmarks.threads [--rounds 15]

A thread of 2,000 posts against one of 20, opened at the first unread post by a member, and at the beginning by a guest;
the same against one of 50, which shows as many posts on its page; and a list over 2,000 threads against one over 20.
In rounds that take turns, so that what else the machine does hits all alike; medians. On SQLite. Measured in November
2026 on a shared two-core box while it was busy:

|        |                              | member            | guest             |
|--------|------------------------------|-------------------|-------------------|
| thread | 2,000 posts / 20             | 30.3 / 25.4: 1.19 | 19.8 / 16.9: 1.17 |
| thread | 2,000 posts / 50, one page   | 30.3 / 30.8: 0.99 | 19.8 / 18.9: 1.05 |
| list   | 2,000 threads / 20           | 15.6 / 14.1: 1.11 | 12.0 / 10.9: 1.10 |
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from typing import NamedTuple

import click
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from lhs_community.accounts import actions as accounts
from lhs_community.accounts.models import Person, PersonKind, SiteRole
from lhs_community.accounts.viewer import Viewer
from lhs_community.app import create_app
from lhs_community.communities.actions.communities import start_community
from lhs_community.communities.actions.members import add_member
from lhs_community.communities.models import Community, CommunityKind, CommunityRole, Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.discussions.actions.reading import mark_read
from lhs_community.discussions.actions.threads import start_thread
from lhs_community.discussions.keeping import Draft
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import Thread
from lhs_community.foundation import clock
from lhs_community.foundation.database import db, unit_of_work
from lhs_community.foundation.text import to_html

OPERATOR = Viewer(id=None, site_roles=frozenset({SiteRole.ADMINISTRATOR}))
TEXT = "We go round at five and ask each patient by name. It took **two weeks** until it was nobody's extra work."
SHORT, AS_SHOWN, LONG, UNREAD = 20, 50, 2_000, 10


class World(NamedTuple):
    """Addresses by what they show, and a client for each who looks."""

    threads: dict[int, str]
    lists: dict[int, str]
    guest: FlaskClient
    member: FlaskClient


def build(app: Flask, listed: int = LONG) -> World:
    with app.app_context():
        with unit_of_work():
            writer, reader = (_person(name) for name in ("Ada Okoro", "Ben Osei"))
            few, many = _community("Few"), _community("Many")
            for community in (few, many):
                for person_id in (writer, reader):
                    add_member(OPERATOR, community, _get(person_id), CommunityRole.MEMBER)
            threads = {size: _thread(few, writer, reader, size) for size in (SHORT, AS_SHOWN, LONG)}
            for _ in range(SHORT - len(threads)):
                _thread(few, writer, reader, 1)
            for _ in range(listed):
                _thread(many, writer, None, 1)
        with unit_of_work():
            member = app.test_client()
            with member.session_transaction() as session:
                session["_user_id"] = accounts.start_session(_get(reader), address="", browser="")
                session["_fresh"] = True
    lists = {SHORT: "/threads?community=few", LONG: "/threads?community=many"}
    return World({size: f"/threads/{id_}" for size, id_ in threads.items()}, lists, app.test_client(), member)


def _get(person_id: int) -> Person:
    return db.session.get_one(Person, person_id)


def _person(name: str) -> int:
    made = accounts.add_person(
        accounts.NOBODY, name=name, email=f"{name.split()[0].lower()}@tests.example", password="", password_hash="!",
        kind=PersonKind.CLINICIAN,
    )  # fmt: skip
    return made.id


def _community(name: str) -> Community:
    return start_community(
        OPERATOR, name=f"The {name}", slug=name.lower(), kind=CommunityKind.TEAM, visibility=Visibility.OPEN
    )


def _thread(community: Community, writer: int, reader: int | None, size: int) -> int:
    """Written straight into the table: two thousand times through the action would take minutes."""
    thread = start_thread(viewer_for(writer), community, Draft("How do you go round at night?", TEXT))
    html, moment = to_html(TEXT), clock.now()
    rows = [
        {"thread_id": thread.id, "number": number, "author_id": writer, "body": TEXT, "body_html": html,
         "created_at": moment, "is_accepted": False, "is_hidden": False}
        for number in range(2, size + 1)
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(Post), rows)
        thread.post_count = size
        db.session.flush()
    if reader is not None and size > UNREAD:
        mark_read(viewer_for(reader), db.session.get_one(Thread, thread.id), ((1, size - UNREAD),))
    return thread.id


def cost(client: FlaskClient, path: str) -> float:
    """CPU milliseconds of one answer."""
    begun = time.process_time()
    answer = client.get(path)
    spent = time.process_time() - begun
    assert answer.status_code == 200, answer.status
    return spent * 1000


def medians(calls: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    for call in calls.values():  # the first of each compiles templates and statements
        call()
    spent: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            spent[name].append(call())
    return {name: statistics.median(found) for name, found in spent.items()}


def measure(app: Flask, rounds: int, listed: int = LONG) -> dict[str, float]:
    world = build(app, listed)
    calls = {
        f"{who} {what} {size}": lambda client=client, path=path: cost(client, path)
        for who, client in (("member", world.member), ("guest", world.guest))
        for what, paths in (("thread", world.threads), ("list", world.lists))
        for size, path in paths.items()
    }
    return medians(calls, rounds)


@click.command()
@click.option("--rounds", default=15, show_default=True, type=click.IntRange(3, 200))
def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"CONFIG": "Testing", "DATA_FOLDER": folder, "GUESTS_MAY_READ": True})
        with app.app_context():
            db.create_all()
        found = measure(app, rounds)
        with app.app_context():
            db.engine.dispose()
    for who in ("member", "guest"):
        for what, sizes in (("thread", (SHORT, AS_SHOWN)), ("list", (SHORT,))):
            long = found[f"{who} {what} {LONG}"]
            for size in sizes:
                short = found[f"{who} {what} {size}"]
                click.echo(f"{who:6} {what:6} {LONG} / {size:<4} {long:6.1f} / {short:6.1f} ms = {long / short:.2f}")


if __name__ == "__main__":
    main()
