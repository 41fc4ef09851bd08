"""The words of control charts and run charts, as types. What each means is said where it is worked out: in `xmr`,
`run_chart`, `counts` and `rare`. Whatever the kind of chart, the answer is one `SeriesChart`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol


class Direction(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"


class ChartKind(StrEnum):
    """Which chart fits what is counted (domain rules A, "Other charts")."""

    XMR = "xmr"  # any single value a period: the default
    RUN = "run"  # few, skewed or rare values
    C = "c"  # counts over an equal opportunity
    U = "u"  # counts over an unequal one: a rate
    U_PRIME = "u_prime"  # the same with very large denominators (Laney)
    P = "p"  # a proportion
    P_PRIME = "p_prime"  # the same with very large denominators (Laney)
    G = "g"  # cases between rare events
    T = "t"  # time between rare events

    @property
    def needs_denominator(self) -> bool:
        return self in _WITH_DENOMINATOR

    @property
    def has_limits(self) -> bool:
        """A run chart has a median and no limits."""
        return self is not ChartKind.RUN

    @property
    def has_steps(self) -> bool:
        """Each point has limits of its own, as its denominator gives them."""
        return self in _WITH_DENOMINATOR


_WITH_DENOMINATOR = frozenset({ChartKind.U, ChartKind.U_PRIME, ChartKind.P, ChartKind.P_PRIME})


class SpecialCause(StrEnum):
    """Why a point is not common cause; one label a point."""

    ABOVE_UPPER_LIMIT = "above_upper_limit"
    BELOW_LOWER_LIMIT = "below_lower_limit"
    TREND_UP = "trend_up"
    TREND_DOWN = "trend_down"
    TWO_IN_THREE_ABOVE = "two_in_three_above"
    TWO_IN_THREE_BELOW = "two_in_three_below"
    SHIFT_ABOVE = "shift_above"
    SHIFT_BELOW = "shift_below"

    @property
    def is_upward(self) -> bool:
        return self in _UPWARD


_UPWARD = frozenset(
    {
        SpecialCause.ABOVE_UPPER_LIMIT,
        SpecialCause.TREND_UP,
        SpecialCause.TWO_IN_THREE_ABOVE,
        SpecialCause.SHIFT_ABOVE,
    }
)


class PointType(StrEnum):
    """What a point means once the direction of improvement is known."""

    COMMON_CAUSE = "common_cause"
    IMPROVEMENT = "special_cause_improvement"
    CONCERN = "special_cause_concern"
    NEUTRAL_HIGH = "special_cause_neutral_high"
    NEUTRAL_LOW = "special_cause_neutral_low"


class Variation(StrEnum):
    """The variation icon: the type of the last point, and whether it points up (high) or down (low)."""

    COMMON_CAUSE = "common_cause"
    IMPROVEMENT_HIGH = "improvement_high"
    IMPROVEMENT_LOW = "improvement_low"
    CONCERN_HIGH = "concern_high"
    CONCERN_LOW = "concern_low"
    NEUTRAL_HIGH = "neutral_high"
    NEUTRAL_LOW = "neutral_low"


class Assurance(StrEnum):
    """The assurance icon: what the process will do about its target if nothing changes."""

    CONSISTENT_PASS = "consistent_pass"
    CONSISTENT_FAIL = "consistent_fail"
    INCONSISTENT = "inconsistent"


class LimitNote(StrEnum):
    """What a reader must know about a group's limits."""

    ORDINARY = "ordinary"
    TOO_FEW = "too_few"  # fewer than two neighbouring values: no limits
    NO_VARIATION = "no_variation"  # all values of the base are equal
    SCREENING_UNDONE = "screening_undone"  # screening would have left no variation at all
    NO_RULES = "no_rules"  # a run chart of fewer than ten values: plotted, not judged
    NO_DENOMINATORS = "no_denominators"  # the chart needs them and has none
    IMPOSSIBLE = "impossible"  # values that this kind of chart cannot have: it is drawn without limits


@dataclass(frozen=True, slots=True)
class Observation:
    """One period: its first day, and its value in the measure's unit; None is a period without a value.

    For a proportion or a rate `value` is not needed: `numerator` and `denominator` give it.
    """

    date: date
    value: float | None
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True, slots=True)
class Baseline:
    """The days whose values set centre line and limits of the stretch they lie in, both ends included."""

    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Rules:
    """Lengths of the run rules and the constants of the limits; the defaults are "Making Data Count"'s.

    `limit_factor` and `screen_factor` multiply the average moving range. Other shift lengths in use: 6 (run
    charts), 8 (Western Electric, IHI), 9 (Scotland's sustained shift). `is_anhoej`, for run charts alone: the longest
    run and the number of crossings are judged by how many values there are, and there is no trend rule.
    """

    shift_length: int = 7
    trend_length: int = 7
    limit_factor: float = 2.66
    screen_factor: float = 3.267
    is_anhoej: bool = False


MAKING_DATA_COUNT = Rules()
RUN_CHART = Rules(shift_length=6, trend_length=5)
ANHOEJ = Rules(is_anhoej=True)
# The variants met in the wild (domain rules A13 and B), by the name a person would look for.
PRESETS = {
    "making_data_count": MAKING_DATA_COUNT,
    "run_chart_shift_of_6": Rules(shift_length=6),
    "western_electric_shift_of_8": Rules(shift_length=8),
    "sustained_shift_of_9": Rules(shift_length=9),
}
RUN_CHART_PRESETS = {
    "run_chart": RUN_CHART,
    "anhoej": ANHOEJ,
    "sustained_shift_of_9": Rules(shift_length=9, trend_length=5),
}


def presets_for(kind: ChartKind) -> dict[str, Rules]:
    return RUN_CHART_PRESETS if kind is ChartKind.RUN else PRESETS


@dataclass(frozen=True, slots=True)
class Runs:
    """What a stretch of a run chart shows as a whole; a useful value is one that is not on the median.

    `fewest` and `most`: how many runs chance allows (None below ten useful values). `longest_allowed` and
    `fewest_crossings` are Anhøj's bounds.
    """

    useful: int
    count: int
    fewest: int | None
    most: int | None
    longest: int
    longest_allowed: int | None
    crossings: int
    fewest_crossings: int | None

    @property
    def are_too_few(self) -> bool:
        return self.fewest is not None and self.count < self.fewest

    @property
    def are_too_many(self) -> bool:
        return self.most is not None and self.count > self.most

    @property
    def is_anhoej_signal(self) -> bool:
        """An unusually long run, or unusually few crossings of the median."""
        is_long = self.longest_allowed is not None and self.longest > self.longest_allowed
        return is_long or (self.fewest_crossings is not None and self.crossings < self.fewest_crossings)


class Lines(Protocol):
    """The lines that a point is judged by; the near lines lie two thirds of the way to the limits."""

    @property
    def centre(self) -> float | None: ...
    @property
    def lower_limit(self) -> float | None: ...
    @property
    def upper_limit(self) -> float | None: ...
    @property
    def lower_near(self) -> float | None: ...
    @property
    def upper_near(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Group:
    """A stretch between two rebasings. Limits are in the measure's unit; None where there are none.

    `centre` is the mean, or the median where the kind of chart has one. Where each point has limits of its own, these
    are the last point's. `count` is the number of values, `base_count` of those that centre and limits rest on,
    `screened_out` of the moving ranges left out by screening. `widening` is Laney's factor; `runs` a run chart's.
    """

    number: int
    start: date
    end: date
    count: int
    base_count: int
    centre: float | None
    average_moving_range: float | None
    lower_limit: float | None
    upper_limit: float | None
    lower_near: float | None
    upper_near: float | None
    screened_out: int
    note: LimitNote
    widening: float | None = None
    runs: Runs | None = None

    @property
    def is_trial(self) -> bool:
        """Limits that rest on fewer than 12 values are trial limits."""
        return self.base_count < 12


class Point(NamedTuple):
    """One observation with what was found.

    `side` is -1, 0 or 1: below, on or above the centre line; None for a gap. A tuple, as charts have many and a tuple
    is made in a third of the time.
    """

    date: date
    value: float | None
    group: int
    centre: float | None
    lower_limit: float | None
    upper_limit: float | None
    side: int | None
    is_outside: bool
    is_near: bool
    special_cause: SpecialCause | None
    point_type: PointType
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True, slots=True)
class SeriesChart:
    """An analysed series of any kind: as many points as observations, in their order, and the groups they fall into.

    `per` is what a rate is said for: 100 for a percentage, 1,000 in "falls per 1,000 bed days".
    """

    points: tuple[Point, ...]
    groups: tuple[Group, ...]
    direction: Direction
    target: float | None
    fix_after_n: int | None
    is_screened: bool
    rules: Rules
    variation: Variation | None
    assurance: Assurance | None
    kind: ChartKind = ChartKind.XMR
    baseline: Baseline | None = None
    per: float = 1.0

    @property
    def last(self) -> Point | None:
        """The last point that has a value."""
        return next((point for point in reversed(self.points) if point.value is not None), None)
