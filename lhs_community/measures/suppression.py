"""Small numbers: the one rule of what people outside a measure's team are not shown, and what they read instead.

A measure may say that counts from 1 to n - 1 are hidden (`suppress_below` n), because whoever knows the place could
tell who was counted. Hidden is a whole figure, value, numerator and denominator together, wherever one of them is
such a count: the rest would give it away. Of a share also its other side is hidden, the cases that were not so.
A count of 0 is shown: it is about nobody.

A figure is hidden before anything is worked out. To people outside the team it is a gap: their chart's middle line,
limits, signals and words come from the figures they can see, so nothing in them can be solved for the rest. The team
works with all figures, so its limits may lie elsewhere; both pages say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Figure:
    """A reading as it counts. `is_small`: there is one, and whoever asked is not shown it; the figures are None."""

    day: date
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    revision: int = 1
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Hiding:
    """What a measure hides: counts from 1 to `below` - 1; of a share the other side too."""

    below: int | None
    is_share: bool = False

    @property
    def words(self) -> str:
        return f"fewer than {self.below}" if self.below else ""

    def hides(self, figure: Figure) -> bool:
        """A value that is made of a numerator is no count itself."""
        counts = [figure.numerator, figure.denominator]
        if figure.numerator is None and figure.denominator is None:
            counts = [figure.value]
        elif self.is_share and figure.numerator is not None and figure.denominator is not None:
            counts.append(figure.denominator - figure.numerator)
        return any(self._is_small(count) for count in counts)

    def _is_small(self, count: float | None) -> bool:
        return self.below is not None and count is not None and 0 < count < self.below

    def veil(self, figure: Figure) -> Figure:
        """As others than the team get it."""
        if not self.hides(figure):
            return figure
        return replace(figure, value=None, numerator=None, denominator=None, is_small=True)


def veil_all(figures: Mapping[date, Figure], hiding: Hiding) -> dict[date, Figure]:
    return {day: hiding.veil(figure) for day, figure in figures.items()}


def note(hidden: int, hiding: Hiding) -> str:
    """What to know when reading a chart from which some are left out."""
    if not hidden:
        return ""
    values = "1 value is" if hidden == 1 else f"{hidden} values are"
    return (
        f"{values} not shown, because a count of {hiding.words} could point to people. The chart and its words are "
        "worked out from the values shown; those of the team, which sees all, may differ."
    )


def note_for_team(hidden: int, hiding: Hiding) -> str:
    if not hidden:
        return ""
    values = "1 value" if hidden == 1 else f"{hidden} values"
    return (
        f"Only your team sees {values} here: to others it says “{hiding.words}”, and their middle line and limits are "
        "worked out without."
    )
