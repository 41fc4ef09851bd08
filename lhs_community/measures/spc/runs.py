"""The rules of run charts, on plain numbers. Nothing here is shared with `xmr`, on purpose: there a point on the centre
line ends a run and a tie ends a trend; here both are passed over (domain rules B).

Sources: Perla, Provost & Murray, BMJ Quality & Safety 2011;20:46; Swed & Eisenhart 1943 (runs test); Anhøj & Olesen,
PLoS ONE 2014 e113825; for members of shifts and trends, and for phases, jsphdms/runchart (NHS Scotland, MIT licence).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

from lhs_community.measures.spc.terms import Runs

Values = Sequence[float | None]
FEWEST_VALUES = 10  # below, a run chart is plotted and not judged
TAIL = 0.025


def median_of(base: Values) -> float | None:
    """The centre line: the median of the known values."""
    known = [value for value in base if value is not None]
    return median(known) if known else None


def useful_sides(values: Values, centre: float) -> list[tuple[int, int]]:
    """Index and side (-1 or 1) of each useful value: known, and not on the median."""
    return [
        (index, 1 if value > centre else -1)
        for index, value in enumerate(values)
        if value is not None and value != centre
    ]


def shifts(values: Values, centre: float, length: int = 6) -> list[list[int]]:
    """The members of each run of `length` or more useful values on one side, as indices.

    Values on the median neither count nor end the run; those between its first value and the first on the other side
    belong to it. Gaps never do.
    """
    useful = useful_sides(values, centre)
    starts = [index for index, (_, side) in enumerate(useful) if index == 0 or useful[index - 1][1] != side]
    found = []
    for start, end in pairwise([*starts, len(useful)]):
        if end - start >= length:
            first = useful[start][0]
            after = useful[end][0] if end < len(useful) else len(values)
            found.append([index for index in range(first, after) if values[index] is not None])
    return found


class Trend(NamedTuple):
    """Indices of its members, and 1 where it rises, -1 where it falls."""

    members: list[int]
    direction: int


def trends(values: Values, length: int = 5) -> list[Trend]:
    """Each stretch of `length` or more levels that all rise, or all fall; neighbours that are equal are one level.

    Gaps are passed over. A turning point belongs to both sides. Of a level that opens the series only its last value
    belongs to a trend, as nothing leads into the others.
    """
    known = [index for index, value in enumerate(values) if value is not None]
    levels = [list(members) for _, members in groupby(known, key=lambda index: values[index])]
    if len(levels) > 1:
        levels[0] = levels[0][-1:]
    found = []
    start = 0
    steps = [_step(values, before, after) for before, after in pairwise(levels)]
    for index in range(1, len(levels)):
        if index == len(levels) - 1 or steps[index] != steps[index - 1]:
            if index + 1 - start >= length:
                members = [member for level in levels[start : index + 1] for member in level]
                found.append(Trend(members, steps[index - 1]))
            start = index
    return found


def _step(values: Values, before: list[int], after: list[int]) -> int:
    here, there = values[before[0]], values[after[0]]
    assert here is not None
    assert there is not None
    return 1 if there > here else -1


# The series as a whole -----------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def runs_expected(useful: int) -> tuple[int, int]:
    """The fewest and the most runs that chance allows among so many useful values, 2.5 % in each tail.

    Exact distribution of the number of runs of n1 = ⌊n/2⌋ and n2 = ⌈n/2⌉ values (Swed & Eisenhart 1943). Printed
    tables differ by one at odd rows, so this informs and is never the only signal.
    """
    low, high = useful // 2, useful - useful // 2
    ways = _ways_of_runs(low, high)
    total = sum(ways)
    fewest, so_far = 0, 0
    while (so_far + ways[fewest]) / total <= TAIL:
        so_far += ways[fewest]
        fewest += 1
    most, so_far = len(ways) - 1, 0
    while (so_far + ways[most]) / total <= TAIL:
        so_far += ways[most]
        most -= 1
    return fewest, most


def _ways_of_runs(low: int, high: int) -> list[int]:
    """How many orders of `low` and `high` values have 0, 1, 2, ... runs."""
    lower, higher = _row(low - 1), _row(high - 1)
    ways = [0] * (low + high + 1)
    for half in range(1, low + 1):
        ways[2 * half] = 2 * lower[half - 1] * higher[half - 1]
        if half < len(higher):
            ways[2 * half + 1] += lower[half - 1] * higher[half]
        if half < len(lower):
            ways[2 * half + 1] += lower[half] * higher[half - 1]
    return ways


def _row(number: int) -> list[int]:
    """A row of Pascal's triangle; by recurrence, as it is wanted whole."""
    row = [1]
    for index in range(number):
        row.append(row[-1] * (number - index) // (index + 1))
    return row


def longest_run_allowed(useful: int) -> int:
    """A longer run is a signal: round(log2 n) + 3 (Schilling 2012, in Anhøj & Olesen 2014)."""
    return round(math.log2(useful)) + 3


@lru_cache(maxsize=512)
def fewest_crossings(useful: int) -> int:
    """Fewer crossings of the median are a signal: the 5 % point of the binomial of n − 1 even chances (Chen 2010)."""
    chances = _row(useful - 1)
    total = 2 ** (useful - 1)
    so_far = 0
    for crossings, ways in enumerate(chances):
        so_far += ways
        if so_far / total >= 0.05:
            return crossings
    raise AssertionError("the chances of all numbers of crossings add up to one")


def runs_of(values: Values, centre: float) -> Runs:
    """Runs test and Anhøj's two figures; without their bounds below ten useful values."""
    sides = [side for _, side in useful_sides(values, centre)]
    lengths = [sum(1 for _ in members) for _, members in groupby(sides)]
    useful = len(sides)
    is_enough = useful >= FEWEST_VALUES
    fewest, most = runs_expected(useful) if is_enough else (None, None)
    return Runs(
        useful=useful,
        count=len(lengths),
        fewest=fewest,
        most=most,
        longest=max(lengths, default=0),
        longest_allowed=longest_run_allowed(useful) if is_enough else None,
        crossings=max(0, len(lengths) - 1),
        fewest_crossings=fewest_crossings(useful) if is_enough else None,
    )


def astronomical(values: Values, centre: float) -> int | None:
    """The index of the one value that lies furthest beyond five median absolute deviations; often there is none.

    A candidate, to ask what happened that day: whether a value is "astronomical" is for people to say (own heuristic).
    """
    known = [value for value in values if value is not None]
    deviation = median([abs(value - centre) for value in known]) if len(known) >= FEWEST_VALUES else 0
    if deviation == 0:
        return None
    furthest = max(
        (index for index, value in enumerate(values) if value is not None),
        key=lambda index: abs((values[index] or 0.0) - centre),
    )
    return furthest if abs((values[furthest] or 0.0) - centre) > 5 * deviation else None
