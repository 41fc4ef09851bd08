"""The golden answers in tests/data/spc, read once: see its README."""

from __future__ import annotations

import csv
import gzip
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from lhs_community.measures.spc import xmr
from lhs_community.measures.spc.terms import Direction, Observation, SeriesChart, SpecialCause

FOLDER = Path(__file__).parents[1] / "data" / "spc"
PTD = FOLDER / "plot_the_dots"

LABELS = {
    "Common Cause": None,
    "Above UCL": SpecialCause.ABOVE_UPPER_LIMIT,
    "Below LCL": SpecialCause.BELOW_LOWER_LIMIT,
    "7 Point Trend (Increasing)": SpecialCause.TREND_UP,
    "7 Point Trend (Decreasing)": SpecialCause.TREND_DOWN,
    "2 in 3 Above CL": SpecialCause.TWO_IN_THREE_ABOVE,
    "2 in 3 Below CL": SpecialCause.TWO_IN_THREE_BELOW,
    "7 Points Above CL": SpecialCause.SHIFT_ABOVE,
    "7 Points Below CL": SpecialCause.SHIFT_BELOW,
}


@dataclass(frozen=True)
class GoldenFile:
    name: str
    rows: int
    direction: Direction
    screen: bool = True
    fix_after_n: int | None = None
    rebase: tuple[date, ...] = ()


FILES = (
    GoldenFile("ae_breaches_decrease", 12377, Direction.DECREASE),
    GoldenFile("ae_attendances_increase", 12377, Direction.INCREASE),
    GoldenFile("ae_breaches_unscreened", 1842, Direction.DECREASE, screen=False),
    GoldenFile("ae_admissions_neutral", 1842, Direction.NEUTRAL),
    GoldenFile(
        "ae_breaches_rebased_2017-04-01_2018-04-01",
        1476,
        Direction.DECREASE,
        rebase=(date(2017, 4, 1), date(2018, 4, 1)),
    ),
    GoldenFile("ae_breaches_fixed_after_12", 1476, Direction.DECREASE, fix_after_n=12),
)


@dataclass(frozen=True)
class Answer:
    """What the other program says of one point; None where it says NA or NaN."""

    value: float | None
    mean: float | None
    lower: float | None
    upper: float | None
    outside: bool | None
    side: int | None
    near: bool | None
    cause: SpecialCause | None
    point_type: str
    group: int
    is_short: bool


@dataclass(frozen=True)
class GoldenSeries:
    name: str
    dates: tuple[date, ...]
    answers: tuple[Answer, ...]
    options: dict[str, Any] = field(hash=False)

    def analyse(self) -> SeriesChart:
        observations = [Observation(day, one.value) for day, one in zip(self.dates, self.answers, strict=True)]
        return xmr.analyse(observations, **self.options)


def number(text: object) -> float | None:
    if text in (None, "NA", "NaN", ""):
        return None
    return float(str(text))


def truth(text: object) -> bool | None:
    return None if text in (None, "NA") else text in (True, "TRUE")


@cache
def series_of(file: GoldenFile) -> tuple[GoldenSeries, ...]:
    days: dict[str, list[date]] = {}
    answers: dict[str, list[Answer]] = {}
    with gzip.open(PTD / f"{file.name}.csv.gz", "rt", newline="") as lines:
        for row in csv.DictReader(lines):
            name = row["f"]
            days.setdefault(name, []).append(date.fromisoformat(row["x"]))
            answers.setdefault(name, []).append(
                Answer(
                    number(row["y"]),
                    number(row["mean_col"]),
                    number(row["lpl"]),
                    number(row["upl"]),
                    truth(row["outside_limits"]),
                    int(row["relative_to_mean"]),
                    truth(row["close_to_limits"]),
                    LABELS[row["special_cause_type"]],
                    row["point_type"],
                    int(row["rebase_group"]),
                    row["short_group_warning"] == "TRUE",
                )
            )
    options = {
        "direction": file.direction,
        "screen": file.screen,
        "fix_after_n": file.fix_after_n,
        "rebase": file.rebase,
    }
    return tuple(GoldenSeries(name, tuple(days[name]), tuple(answers[name]), options) for name in days)


@cache
def edge_cases() -> dict[str, GoldenSeries]:
    return {case["name"]: _edge_case(case) for case in json.loads((PTD / "edge_cases.json").read_text())}


def _edge_case(case: dict[str, Any]) -> GoldenSeries:
    def column(name: str) -> list[Any]:
        return case[name] if isinstance(case[name], list) else [case[name]]

    answers = [
        Answer(
            number(value),
            number(mean),
            number(lower),
            number(upper),
            outside,
            side,
            near,
            LABELS[cause],
            kind,
            group,
            short,
        )
        for value, mean, lower, upper, outside, side, near, cause, kind, group, short in zip(
            *map(
                column,
                (
                    "y",
                    "mean",
                    "lpl",
                    "upl",
                    "outside",
                    "relative_to_mean",
                    "close_to_limits",
                    "special_cause_type",
                    "point_type",
                    "rebase_group",
                    "short_group_warning",
                ),
            ),
            strict=True,
        )
    ]
    given = case["options"] or {}
    options = {
        "direction": Direction(case["direction"]),
        "screen": given.get("screen_outliers") != "FALSE",
        "fix_after_n": int(given["fix_after_n_points"]) if "fix_after_n_points" in given else None,
        "rebase": [date.fromisoformat(given["rebase"])] if "rebase" in given else [],
    }
    first = date(2024, 1, 1)
    days = tuple(first + timedelta(days=index) for index in range(len(answers)))
    return GoldenSeries(case["name"], days, tuple(answers), options)


def same(ours: float | None, theirs: float | None, relative: float = 1e-9) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    return math.isclose(ours, theirs, rel_tol=relative, abs_tol=1e-9)


def differences(golden: GoldenSeries, chart: SeriesChart | None = None, *, limits_too: bool = True) -> Iterator[str]:
    """Each point where our answer is not theirs, in words."""
    chart = chart or golden.analyse()
    for index, (ours, theirs) in enumerate(zip(chart.points, golden.answers, strict=True)):
        checks = {
            "mean": same(ours.centre, theirs.mean),
            "lower": same(ours.lower_limit, theirs.lower),
            "upper": same(ours.upper_limit, theirs.upper),
        }
        checks = checks if limits_too else {}
        checks |= {
            "outside": ours.is_outside is bool(theirs.outside),
            "side": ours.side == theirs.side,
            "near": ours.is_near is bool(theirs.near),
            "cause": ours.special_cause == theirs.cause,
            "type": ours.point_type == theirs.point_type,
            "group": ours.group == theirs.group,
        }
        if wrong := [name for name, is_right in checks.items() if not is_right]:
            yield f"{golden.name}[{index}] {wrong}: {ours} against {theirs}"


@cache
def assurance_rows() -> tuple[dict[str, str], ...]:
    with (PTD / "ae_assurance_icons.csv").open(newline="") as lines:
        return tuple(csv.DictReader(lines))
