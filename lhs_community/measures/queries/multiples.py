"""Small multiples: charts side by side, in the order of their names, never of their results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from lhs_community.accounts.viewer import Viewer
from lhs_community.measures import datasheet
from lhs_community.measures.chart.sketch import Series, Sketch, axes_of, sketch
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.queries.measures import Study, list_measures, studies
from lhs_community.measures.spc.last_point import expected_false_alarms, is_measured
from lhs_community.measures.spc.terms import Assurance, Point, Variation

MOST = 200
_VARIATIONS = {
    Variation.COMMON_CAUSE: "common cause",
    Variation.IMPROVEMENT_HIGH: "improvement",
    Variation.IMPROVEMENT_LOW: "improvement",
    Variation.CONCERN_HIGH: "concern",
    Variation.CONCERN_LOW: "concern",
    Variation.NEUTRAL_HIGH: "a change that is neither better nor worse",
    Variation.NEUTRAL_LOW: "a change that is neither better nor worse",
}
_ASSURANCES = {
    Assurance.CONSISTENT_PASS: "consistently met",
    Assurance.INCONSISTENT: "met and missed at random",
    Assurance.CONSISTENT_FAIL: "consistently missed",
}


@dataclass(frozen=True)
class Tile:
    """One chart of many. `label` is its site's name."""

    label: str
    study: Study
    picture: Sketch | None


@dataclass(frozen=True)
class Wall:
    """Charts to be read together. `is_shared`: all on one pair of axes, so that heights can be compared."""

    tiles: Sequence[Tile]
    is_shared: bool

    @cached_property
    def counts(self) -> str:
        """How many show what, by the latest value only."""
        shown = [_VARIATIONS[icon] for tile in self.tiles if (icon := tile.study.chart.variation)]
        told = [f"{shown.count(words)} {words}" for words in dict.fromkeys(_VARIATIONS.values()) if words in shown]
        empty = len(self.tiles) - len(shown)
        return _sentence("By the latest value of each chart:", [*told, *([f"{empty} without values"] if empty else [])])

    @cached_property
    def targets(self) -> str:
        shown = [_ASSURANCES[icon] for tile in self.tiles if (icon := tile.study.chart.assurance)]
        told = [f"{shown.count(words)} {words}" for words in _ASSURANCES.values() if words in shown]
        return _sentence("Targets:", told)

    @cached_property
    def false_alarms(self) -> str:
        """How many of these would be flagged by chance alone."""
        judged = [tile.study.chart for tile in self.tiles if is_measured(tile.study.chart)]
        expected, known = expected_false_alarms(
            sum(point.value is not None for point in chart.points) for chart in judged
        )
        if not known:
            return "How many would be flagged by chance is not known: XmR charts of 12 or more values were measured."
        others = len(self.tiles) - known
        rest = f" Not reckoned in: {others} of another kind or with fewer than 12 values." if others else ""
        charts = "this chart" if known == 1 else f"{'one of ' if expected < 1 else ''}these {known} charts"
        if expected < 1:
            chance = f"the chance that {charts} is flagged at its latest value is about 1 in {round(1 / expected)}"
        else:
            chance = f"about {expected:.0f} of {charts} would still be flagged at the latest value by chance alone"
        return f"If nothing had changed anywhere, {chance}.{rest}"


def _sentence(opening: str, parts: Sequence[str]) -> str:
    return f"{opening} {', '.join(parts)}." if parts else ""


def wall_of(named: Sequence[tuple[str, Study]], *, is_shared: bool) -> Wall:
    """In the order given, for studies the caller has read with the viewer's rights."""
    series = [Series(study.chart, study.bounds, study.unit) for _, study in named]
    axes = axes_of(series) if is_shared else None
    pictures = [sketch(one, axes) for one in series]
    return Wall([Tile(label, study, one) for (label, study), one in zip(named, pictures, strict=True)], is_shared)


@dataclass(frozen=True)
class Set:
    """Measures of one project that count the same thing in several places."""

    name: str
    wall: Wall


def list_sets(viewer: Viewer, project_id: int, *, is_shared: bool = True) -> list[Set]:
    """Measures of a project that share a name, two or more, each named by its site. In three queries."""
    by_name: dict[str, list[Measure]] = {}
    for measure in list_measures(viewer, project_id, MOST):
        by_name.setdefault(measure.name.casefold(), []).append(measure)
    several = [sorted(group, key=_by_site) for group in by_name.values() if len(group) > 1]
    found = iter(studies(viewer, [measure for group in several for measure in group]))
    return [
        Set(group[0].name, wall_of([(_site(one), next(found)) for one in group], is_shared=is_shared))
        for group in several
    ]


def _by_site(measure: Measure) -> tuple[str, int]:
    return measure.site.casefold(), measure.id


def _site(measure: Measure) -> str:
    return measure.site or "Without a site"


def _told(study: Study, point: Point) -> float | str | None:
    """A small number that the reader is not shown says so."""
    figure = study.figures_read.get(point.date)
    return study.hiding.words if figure is not None and figure.is_small else point.value


HEADER = ("site", "date", "value", "centre", "lower_limit", "upper_limit", "special_cause", "variation", "target_met")


def wall_as_csv(wall: Wall) -> str:
    """What is shown, a row a value."""
    return datasheet.write(
        HEADER,
        (
            (
                tile.label,
                point.date.isoformat(),
                _told(tile.study, point),
                point.centre,
                point.lower_limit,
                point.upper_limit,
                point.special_cause.value if point.special_cause else None,
                tile.study.chart.variation.value if tile.study.chart.variation else None,
                tile.study.chart.assurance.value if tile.study.chart.assurance else None,
            )
            for tile in wall.tiles
            for point in tile.study.chart.points
        ),
    )
