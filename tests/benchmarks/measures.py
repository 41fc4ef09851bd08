"""How fast the engine judges many measures, as a ratio to plain NumPy doing the same sums.

    python -m tests.benchmarks.measures [--measures 1000] [--points 60] [--rounds 9]

1,000 measures of 60 points, computed and flagged, engine alone; CPU time, medians of rounds that take turns, so that
what else the machine does hits all alike. NumPy finds the same flags and nothing more: no labels, gaps, groups, icons
or degenerate cases. Measured on 26 November 2026 on a shared two-core box while it was busy:

|                          | ms  | ratio |
|--------------------------|-----|-------|
| NumPy, series by series  | 117 | 1.00  |
| NumPy, all in one table  |   7 | 0.06  |
| engine, XmR              | 143 | 1.22  |
| engine, run chart        | 145 | 1.25  |
| engine, c                | 196 | 1.70  |
| engine, u or p           | 324 | 2.78  |
| engine, u′ or p′         | 352 | 3.02  |
| engine, g                | 141 | 1.21  |
| engine, t                | 161 | 1.38  |

So a thousand charts cost a seventh of a second. A table would be quicker still, and would need all series to be of one
length without gaps; reading the figures from the database costs more than either.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import click
import numpy as np

from lhs_community.measures.spc.analysis import analyse_as
from lhs_community.measures.spc.terms import ChartKind, Observation, SeriesChart

FIRST = date(2020, 1, 1)
Array = np.ndarray[Any, np.dtype[Any]]


def series(measures: int, points: int) -> list[list[float]]:
    """Normal noise; every third series shifts half way, so that there is something to flag."""
    noise = random.Random(2026)  # noqa: S311  series, not secrets
    return [
        [noise.gauss(50 + 4 * (number % 3 == 0 and index > points // 2), 5) for index in range(points)]
        for number in range(measures)
    ]


def numpy_flags(values: Array) -> Array:
    """Mean, screened moving ranges, limits and the four rules, for one series or for a table with a row for each.

    As short as NumPy makes it: flags alone, without labels, gaps, groups, icons or any degenerate case.
    """
    mean = values.mean(axis=-1, keepdims=True)
    ranges = np.abs(np.diff(values, axis=-1))
    kept = ranges < 3.267 * ranges.mean(axis=-1, keepdims=True)
    spread = (ranges * kept).sum(axis=-1, keepdims=True) / kept.sum(axis=-1, keepdims=True)
    side = np.sign(values - mean)
    away = np.abs(values - mean)
    outside = away > 2.66 * spread
    near = ~outside & (away > 2 * 2.66 / 3 * spread)
    steps = np.sign(np.diff(values, axis=-1))
    shift = _within(np.abs(_sums(side, 7)) == 7, 7)
    trend = _within(np.abs(_sums(steps, 6)) == 6, 7)
    pairs = (_sums(near, 3) >= 2) & (np.abs(_sums(side, 3)) == 3)
    return outside | trend | (_within(pairs, 3) & near) | shift


def _sums(values: Array, length: int) -> Array:
    return np.lib.stride_tricks.sliding_window_view(values, length, axis=-1).sum(axis=-1)


def _within(windows: Array, length: int) -> Array:
    """True for each member of a window that is."""
    pad = [(0, 0)] * (windows.ndim - 1) + [(length - 1, length - 1)]
    padded = np.pad(windows, pad)
    return np.lib.stride_tricks.sliding_window_view(padded, length, axis=-1).any(axis=-1)


def engine_flags(charts: Sequence[SeriesChart]) -> Array:
    return np.array([[point.special_cause is not None for point in chart.points] for chart in charts])


def analyse_all(kind: ChartKind, given: Sequence[Sequence[Observation]]) -> list[SeriesChart]:
    return [analyse_as(kind, own) for own in given]


def timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


@click.command()
@click.option("--measures", default=1000, show_default=True)
@click.option("--points", default=60, show_default=True)
@click.option("--rounds", default=9, show_default=True)
def main(measures: int, points: int, rounds: int) -> None:
    values = series(measures, points)
    days = [FIRST + timedelta(days=7 * index) for index in range(points)]
    observed = [[Observation(day, value) for day, value in zip(days, one, strict=True)] for one in values]
    counted = [
        [Observation(one.date, None, abs(one.value or 0), 400.0 + index) for index, one in enumerate(own)]
        for own in observed
    ]
    table = np.array(values)
    flags = engine_flags([analyse_as(ChartKind.XMR, own) for own in observed])
    if not np.array_equal(flags, numpy_flags(table)):
        raise click.ClickException("the engine and NumPy do not flag the same points")
    click.echo(f"{measures} measures of {points} points; {int(flags.sum())} points flagged, the same by both.")
    works: dict[str, Callable[[], object]] = {
        "NumPy, series by series": lambda: [numpy_flags(row) for row in table],
        "NumPy, all in one table": lambda: numpy_flags(table),
        **{
            f"engine, {kind.value}": partial(analyse_all, kind, counted if kind.needs_denominator else observed)
            for kind in ChartKind
        },
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(timed(work))
    base = statistics.median(times["NumPy, series by series"])
    for name, found in times.items():
        middle = statistics.median(found)
        click.echo(f"{name:<28}{1000 * middle:>9.1f} ms{middle / base:>9.2f}")


if __name__ == "__main__":
    main()
