"""Honest axes: where things lie, and which figures and dates stand along them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Scale:
    """From figures to places along a line of the drawing."""

    low: float
    high: float
    start: float
    end: float

    def at(self, number: float) -> float:
        if self.high == self.low:
            return round((self.start + self.end) / 2, 1)
        share = (number - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def nice_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 2.5 or 5 times a power of ten that needs at most `most` steps."""
    raw = span / most
    power = 10.0 ** math.floor(math.log10(raw))
    return next((factor * power for factor in (1, 2, 2.5, 5) if factor * power >= raw * (1 - 1e-9)), 10 * power)


def value_ticks(numbers: Iterable[float], most: int) -> list[float]:
    """Round figures from at or below the lowest number to at or above the highest.

    From nought where the numbers come near to it (the lowest is under half of the highest); otherwise a scale
    from nought would flatten what is to be seen, and the chart says where its axis starts.
    """
    known = list(numbers)
    low, high = min(known), max(known)
    if 0 < low < high / 2:
        low = 0.0
    if low == high:
        reach = abs(low) / 10 or 1.0
        low, high = (0.0 if 0 <= low < reach else low - reach), high + reach
    step = nice_step(high - low, most)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [tidy(index * step) for index in range(first, last + 1)]


def tidy(number: float) -> float:
    """Without the dust of multiplying decimals: 0.30000000000000004 is 0.3."""
    return float(f"{number:.12g}")


def date_ticks(first: date, last: date, most: int) -> list[tuple[date, str]]:
    """At most `most` days with their labels, in the finest steps that fit; with two, the ends themselves."""
    if most == 2:
        form = "%b %Y" if (last - first).days > 60 else "%-d %b %Y"
        return [(first, f"{first:{form}}"), (last, f"{last:{form}}")] if last > first else [(first, f"{first:{form}}")]
    for days in (1, 2, 7, 14):
        if (last - first).days // days < most - 1:  # these labels are long
            return _day_ticks(first, last, days)
    for months in (1, 2, 3, 6, 12, 24, 36, 48, 60, 120, 240):
        found = _month_ticks(first, last, months)
        if len(found) <= most:
            return found or [(first, f"{first:%b %Y}")]
    return [(first, f"{first:%Y}"), (last, f"{last:%Y}")]


def _day_ticks(first: date, last: date, days: int) -> list[tuple[date, str]]:
    ticks: list[tuple[date, str]] = []
    for index in range((last - first).days // days + 1):
        day = first + timedelta(days=index * days)
        is_new_year = index == 0 or day.year != ticks[-1][0].year
        ticks.append((day, f"{day.day} {day:%b %Y}" if is_new_year else f"{day.day} {day:%b}"))
    return ticks


def _month_ticks(first: date, last: date, months: int) -> list[tuple[date, str]]:
    """The first of every so many months, counted from January."""
    ticks: list[tuple[date, str]] = []
    start = first.year * 12 + first.month - 1 + (first.day > 1)
    start += -start % months
    for index in range(start, last.year * 12 + last.month, months):
        day = date(index // 12, index % 12 + 1, 1)
        ticks.append((day, f"{day:%Y}" if months % 12 == 0 else f"{day:%b %Y}"))
    return ticks


def spread_out(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places for labels that stand at least `gap` apart, near to where they belong, in the order given.

    `places` must rise. Pushed down where they crowd, then up again where they would leave the drawing.
    """
    moved: list[float] = []
    for place in places:
        moved.append(max(place, low, moved[-1] + gap if moved else low))
    for index in range(len(moved) - 1, -1, -1):
        ceiling = high if index == len(moved) - 1 else moved[index + 1] - gap
        moved[index] = round(min(moved[index], ceiling), 1)
    return moved
