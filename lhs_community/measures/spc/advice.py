"""Which chart would fit a series better, in sentences for people. Advice: nothing changes by itself.

Source: "Decisions and warnings" of the domain rules: XmR by default, a run chart where there are few values or skewed
ones, primed charts where denominators are large, g or t for rare events.
"""

from __future__ import annotations

from statistics import median, stdev

from lhs_community.measures.spc.runs import shifts
from lhs_community.measures.spc.terms import ChartKind, SeriesChart

FEW = 12
LARGE = 1_000
LASTING = 8
SKEWED = 1.0  # Pearson's second coefficient: 3 (mean − median) / standard deviation
LIMITED = frozenset({ChartKind.XMR, ChartKind.C, ChartKind.U, ChartKind.U_PRIME, ChartKind.P, ChartKind.P_PRIME})


def advice(chart: SeriesChart) -> list[str]:
    """Sentences, the weightiest first; empty where the chart fits, and where there are too few values to say."""
    values = [point.value for point in chart.points if point.value is not None]
    denominators = [point.denominator for point in chart.points if point.denominator]
    found = [
        _denominators(chart.kind, denominators),
        _rare(chart.kind, values),
        _few(chart.kind, len(values)),
        "" if _has_moved(values) else _skewed(chart.kind, values),
    ]
    return [sentence for sentence in found if sentence]


def _denominators(kind: ChartKind, denominators: list[float]) -> str:
    if not denominators:
        return ""
    typical = median(denominators)
    if kind in (ChartKind.P, ChartKind.U) and typical > LARGE:
        return (
            f"Denominators are large (typically {typical:,.0f}), which makes the limits of this chart too narrow. "
            f"A {'p′' if kind is ChartKind.P else 'u′'} chart allows for it."
        )
    is_uneven = max(denominators) > 1.25 * min(denominators)
    if kind is ChartKind.C and is_uneven:
        return "The denominators differ from period to period, so a u chart, of the rate, would be fairer than counts."
    return ""


def _rare(kind: ChartKind, values: list[float]) -> str:
    if kind not in LIMITED or len(values) < FEW or min(values) < 0:
        return ""
    noughts = sum(value == 0 for value in values)
    if 3 * noughts >= len(values):
        return (
            f"{noughts} of {len(values)} values are nought. For events as rare as this, a g chart (cases between "
            f"events) or a t chart (days between events) shows a change sooner."
        )
    return ""


def _few(kind: ChartKind, count: int) -> str:
    if kind in LIMITED and 0 < count < FEW:
        return f"With {count} value{'' if count == 1 else 's'}, a run chart claims less: limits want twelve or more."
    return ""


def _has_moved(values: list[float]) -> bool:
    """A process that has shifted looks skewed and is not: then values stay on one side of the median."""
    return bool(values) and bool(shifts(values, median(values), LASTING))


def _skewed(kind: ChartKind, values: list[float]) -> str:
    if kind is not ChartKind.XMR or len(values) < FEW:
        return ""
    spread = stdev(values)
    if spread and abs(3 * (sum(values) / len(values) - median(values)) / spread) > SKEWED:
        return "The values are skewed: a few lie far from the rest. A run chart, which uses the median, is safer."
    return ""
