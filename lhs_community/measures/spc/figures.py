"""Numbers and dates of a chart as people read them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from lhs_community.measures.spc.terms import SeriesChart


def decimals_of(value: float) -> int:
    """Decimals of the shortest way to write a number: 0.25 has two, 1e-7 seven."""
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def plain_number(value: float, most_decimals: int = 4) -> str:
    """With thousands separators, a true minus sign and no empty decimals; never in powers of ten."""
    text = f"{value:,.{most_decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text.replace("-", "−")


@dataclass(frozen=True)
class Figures:
    """How the figures of one chart are written: no finer than the spread of its values makes sense of."""

    unit: str
    value_decimals: int
    computed_decimals: int
    is_monthly: bool

    def value(self, number: float) -> str:
        return self._with_unit(plain_number(number, self.value_decimals))

    def exact(self, number: float) -> str:
        """Every decimal it was given with: for a target, and where two values are set side by side."""
        return self._with_unit(plain_number(number, 10))

    def computed(self, number: float) -> str:
        return self._with_unit(plain_number(round(number, self.computed_decimals), self.computed_decimals))

    def _with_unit(self, text: str) -> str:
        if not self.unit:
            return text
        return f"{text}{self.unit}" if self.unit == "%" else f"{text} {self.unit}"

    def day(self, day: date) -> str:
        """ "March 2024" in a monthly series, else "1 March 2024"."""
        return f"{day:%B %Y}" if self.is_monthly else f"{day.day} {day:%B %Y}"


def figures_of(chart: SeriesChart, unit: str = "") -> Figures:
    values = [point.value for point in chart.points if point.value is not None]
    given = max((decimals_of(value) for value in values), default=0)
    ranges = _spreads(chart, values)
    # Two figures of the smallest spread tell limits apart; more would look more exact than it is.
    computed = max(0, 1 - math.floor(math.log10(min(ranges)))) if ranges else min(given + 1, 3)
    return Figures(
        unit=unit.strip(),
        value_decimals=min(given, max(computed, 1)),
        computed_decimals=computed,
        is_monthly=is_monthly(point.date for point in chart.points),
    )


def _spreads(chart: SeriesChart, values: list[float]) -> list[float]:
    """How much the values of each group usually differ: moving ranges, or what stands for them."""
    found = []
    for group in chart.groups:
        spread = group.average_moving_range
        if spread is None and group.upper_limit is not None and group.centre is not None:
            spread = (group.upper_limit - group.centre) / chart.rules.limit_factor
        if spread:
            found.append(spread)
    if found or len(values) < 2:
        return found
    plain = math.fsum(abs(later - earlier) for earlier, later in pairwise(values)) / (len(values) - 1)
    return [plain] if plain else []


def is_monthly(days: Iterable[date]) -> bool:
    """One a month at most, each on the first or the last day of its month."""
    known = list(days)
    are_ends = all(day.day == 1 or (day + timedelta(days=1)).day == 1 for day in known)
    return are_ends and bool(known) and len({(day.year, day.month) for day in known}) == len(known)
