"""A Pareto chart: what happens most, in order, and how much of the whole the first few make up together."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

VITAL_SHARE = 0.8  # "the vital few": those that make up four fifths (Juran)


class Bar(NamedTuple):
    """How often it happened; shares are of the whole, between 0 and 1."""

    name: str
    size: float
    share: float
    cumulative: float
    is_vital: bool


def pareto(counts: Mapping[str, float]) -> list[Bar]:
    """Largest first, equal ones by name. The vital few are those it takes to reach four fifths of the whole.

    Raises ValueError for a count below nought or not finite. With nothing counted, every share is nought.
    """
    if any(count < 0 or not math.isfinite(count) for count in counts.values()):
        raise ValueError("a count must be a finite number of nought or more")
    total = math.fsum(counts.values())
    bars: list[Bar] = []
    so_far = 0.0
    for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        before = so_far / total if total else 0.0
        so_far = math.fsum((so_far, count))
        share = count / total if total else 0.0
        is_vital = count > 0 and before < VITAL_SHARE - 1e-12
        bars.append(Bar(name, count, share, so_far / total if total else 0.0, is_vital))
    return bars
