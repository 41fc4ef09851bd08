"""When to think of working limits out anew. It is only ever suggested: a person decides, with a reason.

Source: domain rules A12. No source gives a formula; after a shift of eight that still goes on is our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lhs_community.measures.spc.terms import ChartKind, SeriesChart

LASTING = 8


@dataclass(frozen=True)
class Suggestion:
    """The latest `count` values, from `day` on, all lie on one side of the centre line."""

    day: date
    count: int
    is_above: bool


def suggestion_of(chart: SeriesChart) -> Suggestion | None:
    """None unless the stretch that runs now ends with a lasting shift that did not already begin it."""
    if not chart.groups or chart.groups[-1].centre is None:
        return None
    last = len(chart.groups) - 1
    is_run_chart = chart.kind is ChartKind.RUN
    run: list[date] = []
    side = 0
    for point in reversed([point for point in chart.points if point.group == last]):
        # On a run chart gaps and values on the median neither count nor break; elsewhere both break a run.
        if (point.value is None and (is_run_chart or not run)) or (point.side == 0 and is_run_chart):
            continue
        if point.side not in (-1, 1) or side not in (0, point.side):
            break
        side = point.side
        run.append(point.date)
    if len(run) < LASTING or len(run) == chart.groups[-1].count:
        return None
    return Suggestion(run[-1], len(run), side > 0)
