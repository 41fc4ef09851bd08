"""The sites of one measure side by side, each summed over the same last year: a funnel plot's sums."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lhs_community.measures.chart.funnel import FunnelStudy
from lhs_community.measures.queries.measures import Study
from lhs_community.measures.spc.funnel import FunnelKind, Site, funnel
from lhs_community.measures.spc.terms import ChartKind

FEWEST = 3  # with two sites there is nothing that the others do
PROPORTIONS = (ChartKind.P, ChartKind.P_PRIME)


@dataclass(frozen=True)
class AcrossSites:
    """`left_out`: sites that cannot be summed, as some of their small numbers are not shown to this reader."""

    study: FunnelStudy
    left_out: Sequence[str]


def funnel_across(name: str, sites: Sequence[tuple[str, Study]], own: Collection[str] = ()) -> AcrossSites | None:
    """None where they do not all count the same out of something, or where too few have figures.

    An XmR chart of a rate will do as well: what is summed is what it was made of.
    """
    counted = [(label, study) for label, study in sites if study.chart.last is not None]
    ways = {(study.chart.kind in PROPORTIONS, study.measure.per) for _, study in counted}
    if len(ways) != 1 or not all(_is_divided(study) for _, study in counted):
        return None
    latest = max(study.chart.points[-1].date for _, study in counted)
    since = latest - timedelta(days=364)
    whole = [(label, study) for label, study in counted if not _hides(study, since)]
    ((is_proportion, per),) = ways
    summed = [site for label, study in whole if (site := _site(label, study, since, is_proportion)).denominator]
    if len(summed) < FEWEST:
        return None
    first = whole[0][1]
    found = funnel(FunnelKind.PROPORTION if is_proportion else FunnelKind.RATE, summed, per=per)
    period = f"Each site is summed from {since:%-d %B %Y} to {latest:%-d %B %Y}."
    measure = first.measure
    study = FunnelStudy(name, measure.unit, found, measure.direction, own, measure.denominator, period)
    return AcrossSites(study, sorted(label for label, one in sites if _hides(one, since)))


def _is_divided(study: Study) -> bool:
    return any(figure.denominator or figure.is_small for figure in study.figures_read.values())


def _hides(study: Study, since: date) -> bool:
    """A sum without what is hidden would be wrong, and one with it would show it."""
    return any(figure.is_small and day >= since for day, figure in study.figures_read.items())


def _site(label: str, study: Study, since: date, is_proportion: bool) -> Site:
    pairs = [
        (figure.numerator, figure.denominator)
        for day, figure in study.figures_read.items()
        if day >= since and figure.numerator is not None and figure.denominator
    ]
    kept = [(above, below) for above, below in pairs if above >= 0 and not (is_proportion and above > below)]
    return Site(label, math.fsum(above for above, _ in kept), math.fsum(below for _, below in kept))
