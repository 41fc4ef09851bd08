"""How often the latest value of a stable process is flagged by chance: what a wall of charts must be read with.

Many charts are judged by their latest value only (domain rules A14). Source: our own measurement, 10,000 random normal
series of each length (standard error at most 0.14 percentage points) under the four "Making Data Count" rules of
XmR charts.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from lhs_community.measures.spc.terms import MAKING_DATA_COUNT, ChartKind, SeriesChart

# number of values -> share of stable series whose latest value is flagged
MEASURED = ((12, 0.014), (24, 0.016), (36, 0.020), (60, 0.018))


def is_measured(chart: SeriesChart) -> bool:
    return chart.kind is ChartKind.XMR and chart.rules == MAKING_DATA_COUNT


def chance_at_latest(count: int) -> float | None:
    """In a straight line between the measured lengths; the longest stands for anything longer, None for fewer."""
    if count < MEASURED[0][0]:
        return None
    for (shorter, low), (longer, high) in pairwise(MEASURED):
        if count <= longer:
            return low + (high - low) * (count - shorter) / (longer - shorter)
    return MEASURED[-1][1]


def expected_false_alarms(counts: Iterable[int]) -> tuple[float, int]:
    """Of charts with so many values each: how many would be flagged although nothing changed, and of how many."""
    chances = [chance for count in counts if (chance := chance_at_latest(count)) is not None]
    return sum(chances), len(chances)
