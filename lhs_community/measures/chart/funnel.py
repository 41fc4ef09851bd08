"""A funnel plot as shapes: sites by how much they counted, between the limits that chance gives a site of that size.

Pure geometry from spc.funnel; templates/measures/_funnel.html prints it with its list. Sites are never ranked: only the
reader's own and those beyond the outer limits bear their names, and the list is by name.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lhs_community.foundation.scales import Scale, spread_out, value_ticks
from lhs_community.measures.chart.drawing import LONG_UNIT, NARROW, WIDE, Shape, Size, Tick, outline
from lhs_community.measures.chart.lettering import text_width
from lhs_community.measures.spc.figures import plain_number
from lhs_community.measures.spc.funnel import Funnel, Place
from lhs_community.measures.spc.terms import Direction, PointType

MOST_NAME = {"wide": 28, "narrow": 15}  # characters of a name on the plot; the list has all of it


@dataclass(frozen=True)
class Spot:
    """A site. `name` is empty where it bears none; it stands at `name_x`, `name_y`, before its mark or behind."""

    x: float
    y: float
    kind: PointType
    outline: str
    label: str
    is_own: bool
    name: str = ""
    name_x: float = 0.0
    name_y: float = 0.0
    anchor: str = "start"


@dataclass(frozen=True)
class FunnelDrawing:
    """`inner` and `outer` are the limits as polylines, lower and upper; `centre` the height of the whole's ratio."""

    size: Size
    left: float
    right: float
    top: float
    bottom: float
    value_ticks: tuple[Tick, ...]
    size_ticks: tuple[Tick, ...]
    axis: str
    centre: float
    inner: tuple[str, ...]
    outer: tuple[str, ...]
    spots: tuple[Spot, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class FunnelStudy:
    """A funnel with what it says. `own`: the names of the reader's own sites; `counted`: what denominators count;
    `period`: a sentence on when.
    """

    name: str
    unit: str
    funnel: Funnel
    direction: Direction = Direction.NEUTRAL
    own: Collection[str] = ()
    counted: str = ""
    period: str = ""

    @property
    def wide(self) -> FunnelDrawing | None:
        return draw(self, WIDE)

    @property
    def narrow(self) -> FunnelDrawing | None:
        return draw(self, NARROW)

    @property
    def places(self) -> list[Place]:
        """By name, for the list."""
        return sorted(self.funnel.places, key=lambda place: place.site.name.casefold())

    @property
    def words(self) -> str:
        return in_words(self)

    def figure(self, number: float | None) -> str:
        """Three figures are enough to tell a ratio from a limit."""
        if number is None:
            return "–"
        text = plain_number(float(f"{number:.3g}"), 6)
        return f"{text}%" if self.unit == "%" else text

    def finding(self, place: Place) -> str:
        if place.ratio is None:
            return "nothing counted yet"
        if place.side:
            return f"{'above' if place.side > 0 else 'below'} the outer limits"
        return "between the inner and the outer limits" if place.is_warned else "within what chance gives"

    def kind_of(self, place: Place) -> PointType:
        if not place.side:
            return PointType.COMMON_CAUSE
        if self.direction is Direction.NEUTRAL:
            return PointType.NEUTRAL_HIGH if place.side > 0 else PointType.NEUTRAL_LOW
        is_better = (place.side > 0) == (self.direction is Direction.INCREASE)
        return PointType.IMPROVEMENT if is_better else PointType.CONCERN

    def mark_of(self, place: Place, radius: float = 5) -> str:
        kind = self.kind_of(place)
        if kind is PointType.IMPROVEMENT:
            return outline(Shape.UP if place.side > 0 else Shape.DOWN, radius)
        shapes = {PointType.COMMON_CAUSE: Shape.CIRCLE, PointType.CONCERN: Shape.DIAMOND}
        return outline(shapes.get(kind, Shape.SQUARE), radius)


def in_words(study: FunnelStudy) -> str:
    """What the plot says, made from its flags alone."""
    known = [place for place in study.funnel.places if place.ratio is not None]
    if not known:
        return "There is nothing to compare yet."
    parts = []
    for side, where in ((1, "above"), (-1, "below")):
        if names := [place.site.name for place in study.places if place.side == side and place.ratio is not None]:
            parts.append(f"{_listed(names)} {'lies' if len(names) == 1 else 'lie'} {where} the outer limits.")
    sites = f"{len(known)} site{'' if len(known) == 1 else 's'}"
    if not parts:
        return f"{sites}, and none lies beyond the outer limits: they differ no more than chance lets them."
    within = sum(not place.side for place in known)
    rest = f" The other {within} differ no more than chance lets them." if within > 1 else ""
    return f"{sites}. {' '.join(parts)} That is unlikely to be chance: ask what is different there.{rest}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def draw(study: FunnelStudy, size: Size) -> FunnelDrawing | None:
    """None while there is no site with a ratio."""
    known = [place for place in study.funnel.places if place.ratio is not None]
    centre = study.funnel.centre
    if not known or centre is None:
        return None
    smallest = min(place.site.denominator for place in known)
    curve = [(at, bands) for at, bands in study.funnel.curve if at >= smallest * 0.8]
    ratios = [place.ratio for place in known if place.ratio is not None]
    ends = [figure for place in known for figure in place.bands[1]]
    ticks = value_ticks([*ratios, *ends, centre], size.value_ticks)
    counts = value_ticks([0, *(place.site.denominator for place in known)], 4 if size is NARROW else 6)
    labels = [study.figure(tick) for tick in ticks]
    axis = study.unit if len(study.unit) > LONG_UNIT else ""
    left = max(text_width(label, size.letters) for label in labels) + size.letters * (2.4 if axis else 0.9)
    right = size.width - size.letters * 2.5
    top, bottom = size.letters * 1.2, size.height - size.letters * (3.6 if study.counted else 2.2)
    across, up = Scale(0, counts[-1], left, right), Scale(ticks[0], ticks[-1], bottom, top)

    def limit(level: int, end: int) -> str:
        heights = [(across.at(at), up.at(min(max(bands[level][end], ticks[0]), ticks[-1]))) for at, bands in curve]
        return " ".join(f"{x},{y}" for x, y in heights)

    return FunnelDrawing(
        size=size,
        left=round(left, 1),
        right=round(right, 1),
        top=round(top, 1),
        bottom=round(bottom, 1),
        value_ticks=tuple(Tick(up.at(tick), label) for tick, label in zip(ticks, labels, strict=True)),
        size_ticks=tuple(Tick(across.at(count), plain_number(count, 6)) for count in counts),
        axis=axis,
        centre=up.at(centre),
        inner=(limit(0, 0), limit(0, 1)),
        outer=(limit(1, 0), limit(1, 1)),
        spots=_spots(study, known, across, up, size),
        notes=_notes(study, ticks, labels),
    )


def _spots(study: FunnelStudy, known: Sequence[Place], across: Scale, up: Scale, size: Size) -> tuple[Spot, ...]:
    """Named ones last, so that no other lies over them; their names keep apart."""
    named = [place for place in known if place.side or place.site.name in study.own]
    named.sort(key=lambda place: up.at(place.ratio or 0))
    heights = spread_out([up.at(place.ratio or 0) for place in named], size.letters * 1.2, up.end, up.start)
    found = [_spot(study, place, across, up, size) for place in known if place not in named]
    for place, height in zip(named, heights, strict=True):
        name, most = place.site.name, MOST_NAME[size.name]
        if len(name) > most:  # "project: ward" is told by its ward
            name = name.rpartition(": ")[2]
        shown = name if len(name) <= most else name[: most - 1].rstrip() + "…"
        found.append(_spot(study, place, across, up, size, shown, height))
    return tuple(found)


def _spot(
    study: FunnelStudy, place: Place, across: Scale, up: Scale, size: Size, name: str = "", height: float = 0.0
) -> Spot:
    x, y = across.at(place.site.denominator), up.at(place.ratio or 0)
    away = size.mark * 3.2
    is_late = x + away + text_width(name, size.letters) > size.width
    label = f"{place.site.name}: {study.figure(place.ratio)}, {study.finding(place)}"
    return Spot(
        x=x,
        y=y,
        kind=study.kind_of(place),
        outline=study.mark_of(place, size.mark * 1.2),
        label=label,
        is_own=place.site.name in study.own,
        name=name,
        name_x=round(x - away if is_late else x + away, 1),
        name_y=height,
        anchor="end" if is_late else "start",
    )


def _notes(study: FunnelStudy, ticks: Sequence[float], labels: Sequence[str]) -> tuple[str, ...]:
    notes = ["By chance alone, 1 site in 20 lies beyond the inner limits and 1 in 500 beyond the outer ones."]
    if study.period:
        notes.insert(0, study.period)
    if ticks[0] > 0:
        notes.append(f"The vertical axis starts at {labels[0]}, not at 0.")
    if study.funnel.is_widened and study.funnel.dispersion is not None:
        notes.append(
            f"The sites differ more than chance alone would let them (φ = {study.funnel.dispersion:.1f}), "
            f"so the limits are widened."
        )
    return tuple(notes)
