"""What a page of a hundred small charts costs, beside plain NumPy doing the same sums.

    python -m tests.benchmarks.portfolio [--rounds 15]

One community with 10 projects, each with 10 measures of 60 monthly values. CPU time of one request for its portfolio in
the serving process; of the analysis of the same hundred series alone; and of NumPy working out of one 100 x 60 array
what a chart rests on: means, moving ranges, screening, limits, points outside, runs of seven on one side, trends of
seven, two in three. In rounds that take turns, so that what else the machine does hits all alike; medians. On SQLite.

Measured in November 2026 on a shared two-core box while it was very busy (the ratio holds better than the times):

| portfolio page | NumPy   | ratio | of the page, the analysis alone  |
|----------------|---------|-------|----------------------------------|
| 100.7 ms       | 1.91 ms | 53    | 20.0 ms: 20 %, 10 times NumPy    |
| 74.0 ms        | 1.32 ms | 56    | 17.6 ms: 24 %, 13 times NumPy    |

Drawing and printing the hundred charts, which is most of the rest, took 132 ms and 1,487 kB with an object for each
point (`measures/_chart.html`), and takes 25 ms and 281 kB as path strings (`measures/_sketch.html`).
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date

import click
import numpy as np
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from lhs_community.accounts import actions as accounts
from lhs_community.accounts.models import Person
from lhs_community.app import create_app
from lhs_community.communities.actions.members import add_member
from lhs_community.communities.models import CommunityRole
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock
from lhs_community.foundation.database import db, unit_of_work
from lhs_community.measures.actions.measures import Plan, start_measure
from lhs_community.measures.models.measures import MeasureKind
from lhs_community.measures.models.readings import Batch, Reading, Way
from lhs_community.measures.spc.analysis import analyse_as
from lhs_community.measures.spc.terms import ChartKind, Direction, Observation
from lhs_community.projects.actions.projects import start_project
from lhs_community.projects.charter import Charter
from tests.benchmarks.threads import OPERATOR, _community, _person, cost, medians

PROJECTS, EACH, VALUES = 10, 10, 60
DAYS = [date(2020 + index // 12, index % 12 + 1, 1) for index in range(VALUES)]


def series() -> list[list[float]]:
    """Mostly common cause; each fifth shifts half way."""
    chance = random.Random(4)  # noqa: S311  nothing secret
    return [
        [round(chance.gauss(50 + (8 if number % 5 == 0 and at > VALUES // 2 else 0), 4), 1) for at in range(VALUES)]
        for number in range(PROJECTS * EACH)
    ]


def build(app: Flask, figures: Sequence[Sequence[float]]) -> FlaskClient:
    with app.app_context():
        with unit_of_work():
            lead, community = _person("Ada Okoro"), _community("Portfolio")
            add_member(OPERATOR, community, db.session.get_one(Person, lead), CommunityRole.MEMBER)
            for number in range(PROJECTS):
                project = start_project(viewer_for(lead), community, Charter(title=f"Project {number:02}"))
                for own in figures[number * EACH : (number + 1) * EACH]:
                    _measure(lead, project.id, own)
        with unit_of_work():
            client = app.test_client()
            with client.session_transaction() as session:
                person = db.session.get_one(Person, lead)
                session["_user_id"] = accounts.start_session(person, address="", browser="")
                session["_fresh"] = True
    return client


def _measure(lead: int, project_id: int, values: Sequence[float]) -> None:
    plan = Plan(f"Measure {values[0]}", MeasureKind.PROCESS, Direction.INCREASE, target=52.0)
    measure = start_measure(viewer_for(lead), project_id, plan)
    batch = Batch(
        measure_id=measure.id, way=Way.TYPED, added_at=clock.now(), added_count=VALUES, corrected_count=0
    )  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    rows = [
        {"measure_id": measure.id, "batch_id": batch.id, "day": day, "revision": 1, "value": value}
        for day, value in zip(DAYS, values, strict=True)
    ]
    db.session.execute(insert(Reading), rows)


def engine(figures: Sequence[Sequence[float]]) -> None:
    for own in figures:
        observations = [Observation(day, value) for day, value in zip(DAYS, own, strict=True)]
        analyse_as(ChartKind.XMR, observations, direction=Direction.INCREASE, target=52.0)


def plain_numpy(figures: np.ndarray) -> int:
    """The same sums for all series at once, and how many points they flag."""
    mean = figures.mean(axis=1, keepdims=True)
    ranges = np.abs(np.diff(figures, axis=1))
    kept = ranges < 3.267 * ranges.mean(axis=1, keepdims=True)
    reach = 2.66 * np.where(kept, ranges, 0).sum(axis=1, keepdims=True) / kept.sum(axis=1, keepdims=True)
    outside = np.abs(figures - mean) > reach
    side = np.sign(figures - mean)
    near = (np.abs(figures - mean) > reach * 2 / 3) & ~outside
    steps = np.sign(np.diff(figures, axis=1))
    shift, trend, pair = (np.zeros(figures.shape, bool) for _ in range(3))
    for start in range(VALUES - 6):
        window = np.abs(side[:, start : start + 7].sum(axis=1)) == 7
        shift[:, start : start + 7] |= window[:, None]
        climbing = np.abs(steps[:, start : start + 6].sum(axis=1)) == 6
        trend[:, start : start + 7] |= climbing[:, None]
    for start in range(VALUES - 2):
        three = slice(start, start + 3)
        window = (near[:, three].sum(axis=1) >= 2) & (np.abs(side[:, three].sum(axis=1)) == 3)
        pair[:, three] |= window[:, None] & near[:, three]
    return int((outside | trend | pair | shift).sum())


def timed(call: Callable[[], object], times: int = 1) -> float:
    """CPU milliseconds of one call, out of several where one is too short to time."""
    begun = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - begun) * 1000 / times


def measure(app: Flask, rounds: int) -> dict[str, float]:
    figures = series()
    client, array = build(app, figures), np.array(figures)
    return medians(
        {
            "page": lambda: cost(client, "/c/portfolio/portfolio"),
            "engine": lambda: timed(lambda: engine(figures)),
            "numpy": lambda: timed(lambda: plain_numpy(array), times=20),
        },
        rounds,
    )


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
    page, analysis, plain = found["page"], found["engine"], found["numpy"]
    click.echo(f"portfolio of {PROJECTS * EACH} x {VALUES}: {page:.1f} ms, NumPy {plain:.2f} ms = {page / plain:.0f}")
    click.echo(f"of that the analysis: {analysis:.1f} ms = {analysis / page:.0%}, {analysis / plain:.0f} x NumPy")


if __name__ == "__main__":
    main()
