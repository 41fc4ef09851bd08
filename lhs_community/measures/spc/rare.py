"""Charts of rare events: g, the cases between one event and the next, and t, the time between them.

Source: domain rules A, "Other charts", checked there against qicharts2. Where an event is bad, more between two is
better, so the direction of improvement is up. Such values are skewed: neither chart is symmetrical.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import NamedTuple

from lhs_community.measures.spc.counts import Limits
from lhs_community.measures.spc.series import Setup, assemble, bare_group
from lhs_community.measures.spc.terms import ChartKind, Group, LimitNote, Observation, Point, SeriesChart
from lhs_community.measures.spc.xmr import Spread, average, centre, judge, spread

POWER = 3.6  # the times between events, to the power of 1/3.6, are about normal (Nelson 1994)
D2 = 1.128


def analyse(series: Sequence[Observation], setup: Setup) -> SeriesChart:
    return assemble(series, setup, _stretch)


class Found(NamedTuple):
    limits: Limits
    spread: Spread


def _stretch(
    number: int, members: Sequence[Observation], base: Sequence[Observation], setup: Setup
) -> tuple[Group, list[Point]]:
    values = [one.value for one in base]
    known = [value for value in values if value is not None]
    group = bare_group(number, members, base, LimitNote.ORDINARY)
    if not known:
        found = Found(Limits(), Spread(None, 0, LimitNote.TOO_FEW))
    elif any(one.value is not None and one.value < 0 for one in members):
        found = Found(Limits(median(known)), Spread(None, 0, LimitNote.IMPOSSIBLE))
    elif len(known) < 2:
        found = Found(Limits(known[0]), Spread(None, 0, LimitNote.TOO_FEW))
    else:
        found = g_limits(known) if setup.kind is ChartKind.G else t_limits(values, setup)
    group = replace(
        group,
        **found.limits._asdict(),
        note=found.spread.note,
        screened_out=found.spread.screened_out,
    )
    return group, judge(members, [group] * len(members), number, setup.direction, setup.rules)


def g_limits(known: Sequence[float]) -> Found:
    """Centre: the median. Upper limit: mean + 3√(mean (mean + 1)), as counts between rare events are geometric; the
    lower is 0 (Montgomery, page 319; Provost & Murray, page 228).
    """
    mean = average(known)
    if mean == 0:
        return Found(Limits(0.0), Spread(None, 0, LimitNote.NO_VARIATION))
    deviation = math.sqrt(mean * (mean + 1))
    return Found(
        Limits(median(known), 0.0, mean + 3 * deviation, max(0.0, mean - 2 * deviation), mean + 2 * deviation),
        Spread(None, 0, LimitNote.ORDINARY),
    )


def t_limits(values: Sequence[float | None], setup: Setup) -> Found:
    """An XmR chart of y^(1/3.6) with the factor 3/1.128, its lines brought back to the measure's unit. A lower line
    that falls below nought is none.
    """
    changed = [None if value is None else value ** (1 / POWER) for value in values]
    middle = centre([value for value in changed if value is not None])
    found = spread(changed, setup.screen, setup.rules)
    if found.average is None or found.average == 0:
        return Found(Limits(_back(middle)), found._replace(average=None))
    reach = 3 / D2 * found.average
    near = 2 * reach / 3
    return Found(
        Limits(_back(middle), *(_back(middle + step) for step in (-reach, reach, -near, near))),
        found,
    )


def _back(changed: float) -> float | None:
    return changed**POWER if changed >= 0 else None
