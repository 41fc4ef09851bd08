"""Charts of counts, proportions and rates: c, u, p, and Laney's u′ and p′.

Source: domain rules A, "Other charts", checked there against qicharts2; Montgomery, Introduction to Statistical
Quality Control, 7.6-7.19; Laney, Quality Engineering 2002;14:531 for the primed charts. Centres are pooled (all
numerators over all denominators), never the average of the ratios. Limits stop at nought, and at the whole of a
proportion. Special causes are judged as on an XmR chart, each point by limits of its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from lhs_community.measures.spc.series import Setup, assemble, bare_group
from lhs_community.measures.spc.terms import ChartKind, Group, LimitNote, Observation, Point, SeriesChart
from lhs_community.measures.spc.xmr import Spread, judge, spread

PRIMED = frozenset({ChartKind.U_PRIME, ChartKind.P_PRIME})
PROPORTIONS = frozenset({ChartKind.P, ChartKind.P_PRIME})
D2 = 1.128  # the mean range of two normal values, in standard deviations


class Limits(NamedTuple):
    centre: float | None = None
    lower_limit: float | None = None
    upper_limit: float | None = None
    lower_near: float | None = None
    upper_near: float | None = None


def analyse(series: Sequence[Observation], setup: Setup) -> SeriesChart:
    return assemble(series, setup, _stretch)


class Counted(NamedTuple):
    """What one period counted, and out of how much; 1 for a c chart, whose opportunity is the same throughout."""

    events: float
    opportunity: float


def counted(one: Observation, kind: ChartKind) -> Counted | None:
    """None for a gap, and for a value without the denominator that its chart needs."""
    if one.value is None:
        return None
    if not kind.needs_denominator:
        return Counted(one.value, 1.0)
    if one.numerator is None or one.denominator is None:
        return None
    return Counted(one.numerator, one.denominator)


def _stretch(
    number: int, members: Sequence[Observation], base: Sequence[Observation], setup: Setup
) -> tuple[Group, list[Point]]:
    own = [counted(one, setup.kind) for one in members]
    based = [counted(one, setup.kind) for one in base]
    known = [one for one in based if one is not None]
    group = replace(bare_group(number, members, base, LimitNote.ORDINARY), base_count=len(known))
    note, centre = _judgement([one for one in own if one is not None], known, group, setup)
    widened = Spread(1.0, 0, LimitNote.ORDINARY)
    if note is LimitNote.ORDINARY and centre is not None and setup.kind in PRIMED:
        widened = widening(based, centre, setup)
        note = widened.note
    has_limits = note in (LimitNote.ORDINARY, LimitNote.SCREENING_UNDONE)
    widths = widened.average if has_limits else None
    known_limits = {
        size: Limits() if centre is None else _limits(centre, size, widths, setup)
        for size in {one.opportunity for one in own if one is not None}
    }
    limits = [Limits() if one is None else known_limits[one.opportunity] for one in own]
    latest = next((one for one in reversed(limits) if one.centre is not None), Limits())
    group = replace(
        group,
        **latest._asdict(),
        note=note,
        screened_out=widened.screened_out,
        widening=widened.average if setup.kind in PRIMED else None,
    )
    return group, judge(members, limits, number, setup.direction, setup.rules)


def _judgement(
    own: Sequence[Counted], known: Sequence[Counted], group: Group, setup: Setup
) -> tuple[LimitNote, float | None]:
    """The centre, and whether there can be limits round it."""
    if not known:
        return (LimitNote.NO_DENOMINATORS if group.count and setup.kind.needs_denominator else LimitNote.TOO_FEW), None
    if any(one.opportunity < 0 for one in own):
        return LimitNote.IMPOSSIBLE, None
    centre = math.fsum(one.events for one in known) / math.fsum(one.opportunity for one in known)
    if any(one.events < 0 or (setup.kind in PROPORTIONS and one.events > one.opportunity) for one in own):
        return LimitNote.IMPOSSIBLE, centre
    if len(known) < 2:
        return LimitNote.TOO_FEW, centre
    if _variance(centre, setup.kind) == 0:
        return LimitNote.NO_VARIATION, centre
    return LimitNote.ORDINARY, centre


def _variance(centre: float, kind: ChartKind) -> float:
    """Of one unit of opportunity: binomial for a proportion, Poisson for counts and rates."""
    return centre * (1 - centre) if kind in PROPORTIONS else centre


def _limits(centre: float, opportunity: float, widened: float | None, setup: Setup) -> Limits:
    """Centre ± three standard deviations of a point with this opportunity; near lines at two."""
    if widened is None:
        return Limits(centre * setup.per)
    deviation = widened * math.sqrt(_variance(centre, setup.kind) / opportunity)
    highest = 1.0 if setup.kind in PROPORTIONS else math.inf
    lower, upper, lower_near, upper_near = (
        min(highest, max(0.0, centre + times * deviation)) * setup.per for times in (-3, 3, -2, 2)
    )
    return Limits(centre * setup.per, lower, upper, lower_near, upper_near)


def widening(based: Sequence[Counted | None], centre: float, setup: Setup) -> Spread:
    """Laney's σz: how much more the points vary from one to the next than chance alone would make them.

    The average moving range of z = (ratio − centre) / standard deviation, over 1.128; screened as an XmR chart's.
    """
    scores = [
        None
        if one is None
        else (one.events / one.opportunity - centre) / math.sqrt(_variance(centre, setup.kind) / one.opportunity)
        for one in based
    ]
    found = spread(scores, setup.screen, setup.rules)
    # Ratios that are equal but for rounding do not vary.
    if found.average is None or found.average < 1e-9:
        return Spread(None, 0, found.note if found.average is None else LimitNote.NO_VARIATION)
    return found._replace(average=found.average / D2)
