"""A chart as a file of its own: SVG that needs no page around it, and the same as PNG.

Like every drawing here it is made from the study alone, so whoever has its parameter file gets the same file.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from lhs_community import paths
from lhs_community.foundation import raster
from lhs_community.measures.chart.drawing import WIDE
from lhs_community.measures.chart.study import ChartStudy

MARGIN = 20
CHARACTER = 0.56  # mean width of a character in running text, as a share of the letters' height
MOST_REMARKS = 12
_UNDRAWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML knows no way to hold them


class Line(NamedTuple):
    """`weight` and `colour` as SVG has them; `y` is where its letters stand."""

    y: float
    text: str
    size: int
    weight: str
    colour: str


@dataclass(frozen=True)
class Sheet:
    """What stands round the drawing, in its units."""

    width: int
    height: float
    drawing_at: float
    lines: tuple[Line, ...]


def to_svg(study: ChartStudy) -> str:
    """The wide drawing with its name, what it says, what was noted on it, and its rules. Empty without values."""
    if study.wide is None:
        return ""
    drawn = _template().render(study=study, d=study.wide, sheet=_sheet(study), margin=MARGIN)
    return _UNDRAWABLE.sub("", drawn).strip() + "\n"


def to_png(study: ChartStudy) -> bytes:
    """At twice its size in pixels, for paper and slides."""
    return raster.to_png(to_svg(study), scale=2.0)


@cache
def _template() -> Template:
    """Of an environment of its own: a chart is drawn the same without a site."""
    # djlint and our pages use the same macros; none of them needs anything of the application.
    environment = Environment(loader=FileSystemLoader(paths.TEMPLATES), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("measures/chart.svg")


def _sheet(study: ChartStudy) -> Sheet:
    width = WIDE.width + 2 * MARGIN
    lines: list[Line] = []
    y = float(MARGIN)
    above = [(study.name, 22, "bold", "#212b32")]
    above += [(study.headline, 16, "normal", "#33424d")]
    for paragraph in above:
        y = _write(lines, y, paragraph, width)
    drawing_at = y + 8
    y = drawing_at + WIDE.height + 6
    below = [(text, 14, "normal", "#4c6272") for text in _below(study)]
    for paragraph in below:
        y = _write(lines, y, paragraph, width)
    return Sheet(width, round(y + MARGIN, 1), round(drawing_at, 1), tuple(lines))


def _write(lines: list[Line], y: float, paragraph: tuple[str, int, str, str], width: int) -> float:
    """Below `y`, in as many lines as it needs; answers where the next may stand."""
    text, size, weight, colour = paragraph
    room = int((width - 2 * MARGIN) / (size * CHARACTER))
    for line in textwrap.wrap(text, room):
        y += size * 1.3
        lines.append(Line(round(y - size * 0.25, 1), line, size, weight, colour))
    return y + size * 0.3


def _below(study: ChartStudy) -> list[str]:
    """What was noted, by its number, and how the chart is to be read."""
    assert study.wide is not None
    shown = {flag.number for flag in study.wide.flags}
    noted = [(number, one) for number, one in enumerate(study.remarks, 1) if number in shown]
    told = [f"{number}  {study.figures.day(one.day)}: {one.text}" for number, one in noted[:MOST_REMARKS]]
    if more := len(noted) - len(told):
        told.append(f"and {more} more")
    shapes = "Circle: common cause. Triangle: improvement. Diamond: concern. Square: change, neither better nor worse."
    return [*told, *filter(None, [study.data_note]), *study.drawing_notes, shapes, *study.facts]
