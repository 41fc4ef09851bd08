"""What drawings are made of: templates/diagnostics/_picture.html prints them as SVG, on a page or as a file."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

INK, QUIET, LINE = "#212b32", "#4c6272", "#768692"
BLUE, PALE, WARM = "#005eb8", "#e2eefa", "#7f3300"


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    fill: str = "#ffffff"
    stroke: str = QUIET
    dash: str = ""


class Stroke(NamedTuple):
    """A path; filled where it is a shape of its own."""

    d: str
    stroke: str = LINE
    width: float = 2
    fill: str = "none"
    dash: str = ""


class Words(NamedTuple):
    """Lines of text, the first at `y`, the others `step` below each other."""

    x: float
    y: float
    lines: Sequence[str]
    size: int = 15
    fill: str = INK
    is_bold: bool = False
    step: int = 19
    anchor: str = "start"


@dataclass
class Picture:
    """Lines lie below boxes, words above them."""

    width: float = 0
    height: float = 0
    strokes: list[Stroke] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    shapes: list[Stroke] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)


def wrapped(text: str, characters: int) -> list[str]:
    return textwrap.wrap(text, characters) or [""]


def arrow(x: float, y: float, color: str) -> Stroke:
    """The head of an arrow that points down at this place."""
    return Stroke(f"M{x} {y}l-5 -9h10z", color, 1, color)
