"""The one way in: a series read as a chart of any kind. Pages, exports and other features call this."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date

from lhs_community.measures.spc import counts, rare, run_chart, xmr
from lhs_community.measures.spc.series import Setup, plotted
from lhs_community.measures.spc.terms import (
    MAKING_DATA_COUNT,
    RUN_CHART,
    Baseline,
    ChartKind,
    Direction,
    Observation,
    Rules,
    SeriesChart,
)


def analyse_as(
    kind: ChartKind,
    observations: Iterable[Observation],
    *,
    direction: Direction = Direction.NEUTRAL,
    target: float | None = None,
    rebase: Iterable[date] = (),
    fix_after_n: int | None = None,
    screen: bool = True,
    rules: Rules | None = None,
    baseline: Baseline | None = None,
    per: float = 1.0,
) -> SeriesChart:
    """Centre line, limits and special causes of a series, by the rules of its kind of chart.

    `observations`: one a period, in any order, each day once; proportions and rates (`kind.needs_denominator`) bring
    numerator and denominator, and `per` says what the ratio is told for (100: per cent). `rebase`: everything starts
    anew at the first observation on or after each date. `baseline`: the days that set centre and limits of the stretch
    they lie in; elsewhere `fix_after_n` says how many periods do, else all. `screen`: leave out extreme moving ranges
    (XmR, t, and the primed charts). `rules`: None is what the kind is usually judged by.

    What cannot have limits is still a chart: `Group.note` says why. Raises ValueError for a day given twice, a figure
    that is not finite, `fix_after_n` below 1 and `per` not above 0.
    """
    if not 0 < per < math.inf:
        raise ValueError("what a rate is said for must be more than nought")
    given = list(observations)
    if not all(_is_finite(one.numerator) and _is_finite(one.denominator) for one in given):
        raise ValueError("every numerator and denominator must be a finite number, or None")
    setup = Setup(
        kind=kind,
        rules=rules or (RUN_CHART if kind is ChartKind.RUN else MAKING_DATA_COUNT),
        direction=direction,
        target=target,
        rebase=tuple(rebase),
        fix_after_n=fix_after_n,
        screen=screen,
        baseline=baseline,
        per=1.0 if kind is ChartKind.C else per,
    )
    series = sorted((plotted(one, setup) for one in given), key=lambda one: one.date)
    return _READERS[kind](series, setup)


def read_again(chart: SeriesChart, rules: Rules) -> SeriesChart:
    """The same series, as the same kind of chart, by other rules: `terms.presets_for` names those in use."""
    return analyse_as(
        chart.kind,
        [Observation(point.date, point.value, point.numerator, point.denominator) for point in chart.points],
        direction=chart.direction,
        target=chart.target,
        rebase=[group.start for group in chart.groups[1:]],
        fix_after_n=chart.fix_after_n,
        screen=chart.is_screened,
        rules=rules,
        baseline=chart.baseline,
        per=chart.per,
    )


def _as_xmr(series: Sequence[Observation], setup: Setup) -> SeriesChart:
    return xmr.analyse(
        series,
        direction=setup.direction,
        target=setup.target,
        rebase=setup.rebase,
        fix_after_n=setup.fix_after_n,
        screen=setup.screen,
        rules=setup.rules,
        baseline=setup.baseline,
    )


_READERS = {
    ChartKind.XMR: _as_xmr,
    ChartKind.RUN: run_chart.analyse,
    ChartKind.C: counts.analyse,
    ChartKind.U: counts.analyse,
    ChartKind.U_PRIME: counts.analyse,
    ChartKind.P: counts.analyse,
    ChartKind.P_PRIME: counts.analyse,
    ChartKind.G: rare.analyse,
    ChartKind.T: rare.analyse,
}


def _is_finite(number: float | None) -> bool:
    return number is None or math.isfinite(number)
