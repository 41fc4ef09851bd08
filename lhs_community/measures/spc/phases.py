"""Re-phasing a run chart: a new median once the process has stayed on one side of the old one.

The way of NHS Scotland (jsphdms/runchart) and runcharter: the first median rests on the first values; when nine useful
values in a row lie on one side, the first eight of them set a new one. Offered to people as a suggestion: a chart is
never re-phased by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from lhs_community.measures.spc.runs import useful_sides

Values = Sequence[float | None]


class Phase(NamedTuple):
    """A median, the indices of its base (first and last, gaps and values on the old median between them included)."""

    start: int
    base_end: int
    centre: float


def first_sustained_shift(values: Values, centre: float, length: int = 9, side: int = 0) -> list[int]:
    """The first `length` useful values in a row on one side, as indices; empty when there are none.

    `side`: 1 or -1 looks above or below only, as runcharter does for the improving side.
    """
    run: list[int] = []
    before = 0
    for index, here in useful_sides(values, centre):
        run = [*run, index] if here == before else [index]
        before = here
        if len(run) == length and side in (0, here):
            return run
    return []


def phases(values: Values, *, first: int = 8, sustained: int = 9, side: int = 0) -> list[Phase]:
    """The medians of a series: the first rests on the first `first` values, each other on all but the last of the
    `sustained` useful values that called for it. None are sought beyond the first where there are fewer than
    `first` + `sustained` values.
    """
    known = [index for index, value in enumerate(values) if value is not None]
    if len(known) < first:
        return []
    found = [Phase(known[0], known[first - 1], _median(values, known[:first]))]
    while len(known) >= first + sustained:
        after = found[-1].base_end + 1
        run = first_sustained_shift(values[after:], found[-1].centre, sustained, side)
        if not run:
            break
        base = [after + index for index in run[:-1]]
        found.append(Phase(base[0], base[-1], _median(values, base)))
    return found


def _median(values: Values, members: Sequence[int]) -> float:
    return median([value for index in members if (value := values[index]) is not None])
