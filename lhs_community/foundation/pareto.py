"""Pareto charts: parts of a whole, largest first, and how much of the whole they make up together.

Pure numbers and geometry; templates/components/pareto.html prints it as SVG with its table. Both axes are one scale,
so that the line really adds up the bars: the left one counts to the total, the right one to 100%.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lhs_community.foundation.scales import Scale, nice_step, tidy

MOST_PARTS = 30
VITAL = 80.0  # per cent: what the first few causes often make up, and the line that is drawn for it
CHARACTER = 0.56  # width of a character, as a share of the letters' height


@dataclass(frozen=True)
class Part:
    """A part in its place. Shares are per cent; it is vital if it is needed to reach 80% of the whole."""

    place: int
    label: str
    count: float
    share: float
    cumulative: float
    is_vital: bool


def rank(parts: Iterable[tuple[str, float]]) -> list[Part]:
    """Largest first, equals in the order given; what counts nothing is left out. Raises ValueError for a count below
    nought or not finite.
    """
    given = list(parts)
    if any(count < 0 or not math.isfinite(count) for _, count in given):
        raise ValueError("a count must be a finite number of nought or more")
    known = sorted((pair for pair in given if pair[1]), key=lambda pair: -pair[1])
    total = math.fsum(count for _, count in known)
    found: list[Part] = []
    reached = 0.0
    for place, (label, count) in enumerate(known, 1):
        is_vital = 100 * reached / total < VITAL - 1e-9
        reached += count
        found.append(Part(place, label, count, 100 * count / total, 100 * reached / total, is_vital))
    return found


def in_words(parts: Sequence[Part]) -> str:
    """What the chart says, made from its figures alone."""
    if not parts:
        return "There is nothing to count yet."
    if len(parts) == 1:
        return f"There is one cause so far, “{parts[0].label}”: there is nothing to compare it with."
    vital = [part for part in parts if part.is_vital]
    first = f"The most frequent of {len(parts)} causes is “{parts[0].label}”, with {parts[0].share:.0f}% of all."
    if len(vital) * 2 > len(parts):
        return f"{first} It takes {len(vital)} of them to make up 80%, so no few of them stand out."
    named = ", ".join(f"“{part.label}”" for part in vital[:4]) + (" and others" if len(vital) > 4 else "")
    verb = "makes" if len(vital) == 1 else "make"
    return f"{first} Of the {len(parts)}, {len(vital)} {verb} up {vital[-1].cumulative:.0f}% of all: {named}."


@dataclass(frozen=True)
class Size:
    """A drawing's measures, in its own units; on a screen of its width one unit is a pixel."""

    name: str
    width: int
    height: int
    letters: int


WIDE = Size("wide", 840, 420, 15)
NARROW = Size("narrow", 360, 300, 12)


@dataclass(frozen=True)
class Tick:
    place: float
    label: str


@dataclass(frozen=True)
class Bar:
    """`words` stand below it, line by line: its label, or only its place where there is no room."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    words: tuple[str, ...]
    is_vital: bool
    label: str


@dataclass(frozen=True)
class Drawing:
    """`line` is the cumulative share as an SVG polyline; `vital` where 80% lies."""

    size: Size
    left: float
    right: float
    top: float
    bottom: float
    counts: tuple[Tick, ...]
    shares: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    line: str
    points: tuple[tuple[float, float], ...]
    vital: float


def draw(parts: Sequence[Part], size: Size = WIDE) -> Drawing | None:
    """Of parts that `rank` has put in order; None without any."""
    if not parts:
        return None
    total = sum(part.count for part in parts)
    step = nice_step(total, 5)
    if all(part.count == int(part.count) for part in parts):
        step = math.ceil(step)  # there are no half causes
    counts = [tidy(index * step) for index in range(int(total / step + 1e-9) + 1)]
    labels = [f"{count:,.10g}" for count in counts]
    left = max(len(label) for label in labels) * size.letters * CHARACTER + size.letters
    right = size.width - 4 * size.letters * CHARACTER - size.letters
    words = _words(parts, (right - left) / len(parts), size)
    top = size.letters * 1.2
    bottom = size.height - size.letters * (0.9 + 1.2 * max(len(lines) for lines in words))
    up, across = Scale(0, total, bottom, top), Scale(0, len(parts), left, right)
    bars = tuple(_bar(part, lines, across, up) for part, lines in zip(parts, words, strict=True))
    points = tuple((bar.middle, up.at(total * part.cumulative / 100)) for bar, part in zip(bars, parts, strict=True))
    return Drawing(
        size=size,
        left=round(left, 1),
        right=round(right, 1),
        top=round(top, 1),
        bottom=round(bottom, 1),
        counts=tuple(Tick(up.at(count), label) for count, label in zip(counts, labels, strict=True)),
        shares=tuple(Tick(up.at(total * share / 100), f"{share}%") for share in range(0, 101, 20)),
        bars=bars,
        line=" ".join(f"{x},{y}" for x, y in points),
        points=points,
        vital=up.at(total * VITAL / 100),
    )


def _bar(part: Part, words: tuple[str, ...], across: Scale, up: Scale) -> Bar:
    start, end, y = across.at(part.place - 0.9), across.at(part.place - 0.1), up.at(part.count)
    label = f"{part.label}: {part.count:,.10g}, {part.share:.1f}%; together {part.cumulative:.1f}%"
    width, height = round(end - start, 1), round(up.start - y, 1)
    return Bar(start, y, width, height, across.at(part.place - 0.5), words, part.is_vital, label)


def _words(parts: Sequence[Part], room: float, size: Size) -> list[tuple[str, ...]]:
    """Labels in up to three lines where a word or so fits below a bar; otherwise the places, as in the table."""
    characters = int(room / (size.letters * CHARACTER)) - 1
    if characters < 8:
        return [(str(part.place),) for part in parts]
    return [
        tuple(textwrap.wrap(part.label, characters, max_lines=3, placeholder="…")) or (str(part.place),)
        for part in parts
    ]
