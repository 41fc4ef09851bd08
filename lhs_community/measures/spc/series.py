"""What every chart but the XmR chart is put together from: a series cut into stretches, each worked out apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from lhs_community.measures.spc.terms import (
    Baseline,
    ChartKind,
    Direction,
    Group,
    LimitNote,
    Observation,
    Point,
    Rules,
    SeriesChart,
)
from lhs_community.measures.spc.xmr import assurance_of, base_of, require_sound, stretches, variation_of


@dataclass(frozen=True, slots=True)
class Setup:
    """How a series is to be read, for all kinds of chart: see `analysis.analyse_as`."""

    kind: ChartKind
    rules: Rules
    direction: Direction = Direction.NEUTRAL
    target: float | None = None
    rebase: tuple[date, ...] = ()
    fix_after_n: int | None = None
    screen: bool = True
    baseline: Baseline | None = None
    per: float = 1.0


Work = Callable[[int, Sequence[Observation], Sequence[Observation], Setup], tuple[Group, list[Point]]]


def assemble(series: Sequence[Observation], setup: Setup, work: Work) -> SeriesChart:
    """The chart: `work` is given each stretch's number, its members, and those that set its centre and limits."""
    require_sound(series, setup.target, setup.fix_after_n)
    groups: list[Group] = []
    points: list[Point] = []
    for number, (start, end) in enumerate(stretches(series, setup.rebase)):
        members = series[start:end]
        group, found = work(number, members, base_of(members, setup.fix_after_n, setup.baseline), setup)
        groups.append(group)
        points.extend(found)
    last = next((point for point in reversed(points) if point.value is not None), None)
    return SeriesChart(
        points=tuple(points),
        groups=tuple(groups),
        direction=setup.direction,
        target=setup.target,
        fix_after_n=setup.fix_after_n,
        is_screened=setup.screen,
        rules=setup.rules,
        variation=variation_of(last),
        assurance=assurance_of(last, setup.target, setup.direction),
        kind=setup.kind,
        baseline=setup.baseline,
        per=setup.per,
    )


def bare_group(number: int, members: Sequence[Observation], base: Sequence[Observation], note: LimitNote) -> Group:
    """A group without any line yet."""
    return Group(
        number=number,
        start=members[0].date,
        end=members[-1].date,
        count=sum(one.value is not None for one in members),
        base_count=sum(one.value is not None for one in base),
        centre=None,
        average_moving_range=None,
        lower_limit=None,
        upper_limit=None,
        lower_near=None,
        upper_near=None,
        screened_out=0,
        note=note,
    )


def plotted(one: Observation, setup: Setup) -> Observation:
    """With the value that is plotted: numerator / denominator x `per` where the kind of chart, or the lack of a value,
    asks for it; on a c chart the count. A denominator of nought is a period with nothing to count: a gap.
    """
    counted, size = one.numerator, one.denominator
    if counted is None or (one.value is not None and (size is None or not setup.kind.needs_denominator)):
        return one
    if size is None or setup.kind is ChartKind.C:
        return Observation(one.date, counted, counted, size)
    return Observation(one.date, counted / size * setup.per if size else None, counted, size)
