"""What a chart says, in plain English, made from its flags alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lhs_community.measures.spc.figures import Figures, figures_of, plain_number
from lhs_community.measures.spc.kinds import KIND_NAMES, centre_name
from lhs_community.measures.spc.run_words import about_runs
from lhs_community.measures.spc.terms import (
    Assurance,
    ChartKind,
    Direction,
    Group,
    LimitNote,
    Point,
    PointType,
    SeriesChart,
    SpecialCause,
    Variation,
)

VARIATION_LABELS = {
    Variation.COMMON_CAUSE: "Common cause variation: no significant change",
    Variation.IMPROVEMENT_HIGH: "Special cause: improvement, higher values",
    Variation.IMPROVEMENT_LOW: "Special cause: improvement, lower values",
    Variation.CONCERN_HIGH: "Special cause: concern, higher values",
    Variation.CONCERN_LOW: "Special cause: concern, lower values",
    Variation.NEUTRAL_HIGH: "Special cause: higher values, neither better nor worse",
    Variation.NEUTRAL_LOW: "Special cause: lower values, neither better nor worse",
}
ASSURANCE_LABELS = {
    Assurance.CONSISTENT_PASS: "Target: consistently met",
    Assurance.CONSISTENT_FAIL: "Target: consistently missed",
    Assurance.INCONSISTENT: "Target: met and missed at random",
}
POINT_LABELS = {
    PointType.COMMON_CAUSE: "Common cause",
    PointType.IMPROVEMENT: "Improvement",
    PointType.CONCERN: "Concern",
    PointType.NEUTRAL_HIGH: "Special cause, high",
    PointType.NEUTRAL_LOW: "Special cause, low",
}
_MEANINGS = {
    PointType.IMPROVEMENT: "and it is a change for the better",
    PointType.CONCERN: "and it is a change for the worse",
    PointType.NEUTRAL_HIGH: "so it is worth asking what changed",
    PointType.NEUTRAL_LOW: "so it is worth asking what changed",
}
_NEGATIVE = "A value below nought cannot be on this kind of chart, so there are no limits; an XmR chart takes it."
_MORE_THAN_ALL = (
    "Some numerators are larger than their denominators: that is no proportion, so there are no limits. "
    "A u chart takes it."
)
_IMPOSSIBLE = dict.fromkeys(ChartKind, _NEGATIVE) | dict.fromkeys((ChartKind.P, ChartKind.P_PRIME), _MORE_THAN_ALL)
NOTHING_STANDS_OUT = "No value stands out, so look at how the process works rather than at single ups and downs."
_REASONS = {
    SpecialCause.ABOVE_UPPER_LIMIT: "is above the upper limit",
    SpecialCause.BELOW_LOWER_LIMIT: "is below the lower limit",
    SpecialCause.TREND_UP: "belongs to a trend of {trend} or more values, each higher than the last",
    SpecialCause.TREND_DOWN: "belongs to a trend of {trend} or more values, each lower than the last",
    SpecialCause.TWO_IN_THREE_ABOVE: "is one of two in three values close to the upper limit",
    SpecialCause.TWO_IN_THREE_BELOW: "is one of two in three values close to the lower limit",
    SpecialCause.SHIFT_ABOVE: "belongs to a run of {shift} or more values above the {centre}",
    SpecialCause.SHIFT_BELOW: "belongs to a run of {shift} or more values below the {centre}",
}
_PLACES = {
    SpecialCause.ABOVE_UPPER_LIMIT: "above the upper limit",
    SpecialCause.BELOW_LOWER_LIMIT: "below the lower limit",
    SpecialCause.TREND_UP: "in a rising trend",
    SpecialCause.TREND_DOWN: "in a falling trend",
    SpecialCause.TWO_IN_THREE_ABOVE: "close to the upper limit",
    SpecialCause.TWO_IN_THREE_BELOW: "close to the lower limit",
    SpecialCause.SHIFT_ABOVE: "in a run above the {centre}",
    SpecialCause.SHIFT_BELOW: "in a run below the {centre}",
}


@dataclass(frozen=True)
class Signal:
    """Neighbouring points of one group with the same label."""

    cause: SpecialCause
    point_type: PointType
    start: date
    end: date
    count: int


def cause_label(cause: SpecialCause, chart: SeriesChart) -> str:
    """A rule's name for a table or a tooltip."""
    shift_length, trend_length = _shift_length(chart), chart.rules.trend_length
    centre = centre_name(chart.kind)
    return {
        SpecialCause.ABOVE_UPPER_LIMIT: "Above the upper limit",
        SpecialCause.BELOW_LOWER_LIMIT: "Below the lower limit",
        SpecialCause.TREND_UP: f"Trend of {trend_length} or more rising",
        SpecialCause.TREND_DOWN: f"Trend of {trend_length} or more falling",
        SpecialCause.TWO_IN_THREE_ABOVE: "Two in three close to the upper limit",
        SpecialCause.TWO_IN_THREE_BELOW: "Two in three close to the lower limit",
        SpecialCause.SHIFT_ABOVE: f"Run of {shift_length} or more above the {centre}",
        SpecialCause.SHIFT_BELOW: f"Run of {shift_length} or more below the {centre}",
    }[cause]


def centre_label(chart: SeriesChart) -> str:
    """The centre line's name for a label: "Mean", "Median", "Centre"."""
    return centre_name(chart.kind).removesuffix(" line").capitalize()


def _shift_length(chart: SeriesChart) -> int:
    """Anhøj's depends on how many values there are."""
    last = chart.last
    found = chart.groups[last.group].runs if last else None
    if chart.rules.is_anhoej and found is not None and found.longest_allowed is not None:
        return found.longest_allowed + 1
    return chart.rules.shift_length


def signals(chart: SeriesChart) -> list[Signal]:
    """All special causes, oldest first, with neighbours of the same label taken together."""
    found: list[Signal] = []
    before: Point | None = None
    for point in chart.points:
        if point.special_cause is not None:
            if before and before.special_cause is point.special_cause and before.group == point.group:
                last = found.pop()
                found.append(Signal(last.cause, last.point_type, last.start, point.date, last.count + 1))
            else:
                found.append(Signal(point.special_cause, point.point_type, point.date, point.date, 1))
        before = point
    return found


def episodes(chart: SeriesChart) -> list[list[Signal]]:
    """Signals grouped where one follows the other without a break, in one stretch, and with the same meaning."""
    places = {point.date: (number, point.group) for number, point in enumerate(chart.points)}
    found: list[list[Signal]] = []
    for signal in signals(chart):
        before = found[-1][-1] if found else None
        if before and before.point_type is signal.point_type:
            (end, group), (start, next_group) = places[before.end], places[signal.start]
            if group == next_group and start == end + 1:
                found[-1].append(signal)
                continue
        found.append([signal])
    return found


def signals_text(together: Sequence[Signal], chart: SeriesChart) -> str:
    """What they mean and which rules say so, each rule once: "Concern: run of 7 or more below the mean"."""
    labels = dict.fromkeys(cause_label(one.cause, chart) for one in together)
    rules = "; ".join(f"{label[0].lower()}{label[1:]}" for label in labels)
    return f"{POINT_LABELS[together[0].point_type]}: {rules}"


def explain(chart: SeriesChart, unit: str = "") -> str:
    """What the chart says, as one paragraph."""
    last = chart.last
    if last is None:
        return "There are no values yet."
    figures = figures_of(chart, unit)
    group = chart.groups[last.group]
    parts = [_what_is_usual(chart, group, figures), _latest(chart, last, figures), _earlier(chart, last, figures)]
    if chart.kind is ChartKind.RUN:
        parts.append(about_runs(chart, group, figures))
    parts += [
        _unjudged(chart),
        _target(chart, group, figures),
        _limits_note(chart, group),
        _rebased(chart, group, figures),
        _gaps(chart),
    ]
    return " ".join(part for part in parts if part)


def headline(chart: SeriesChart, unit: str = "") -> str:
    """The latest value and what it means, for a card or beside a small chart."""
    last = chart.last
    if last is None or last.value is None:
        return "There are no values yet."
    figures = figures_of(chart, unit)
    latest = f"{figures.value(last.value)} in {figures.day(last.date)}"
    if not figures.is_monthly:
        latest = f"{figures.value(last.value)} on {figures.day(last.date)}"
    if last.special_cause is None:
        told = "no special cause" if _can_judge(chart, last) else "too little to judge yet"
        if chart.groups[last.group].note is LimitNote.NO_VARIATION:
            told = "no variation"
        return f"Latest: {latest}; {told}."
    cause = cause_label(last.special_cause, chart)
    return f"Latest: {latest}. {POINT_LABELS[last.point_type]}: {cause[0].lower()}{cause[1:]}."


def assurance_label(chart: SeriesChart) -> str:
    """The assurance icon in words; a process without limits is told apart from one that meets its target at random."""
    if chart.assurance is None:
        return ""
    if chart.last is None or chart.last.upper_limit is None:
        return "Target: cannot be judged without limits"
    return ASSURANCE_LABELS[chart.assurance]


def short_variation(chart: SeriesChart) -> str:
    """A word or two for a tag; empty while there is nothing to judge."""
    last = chart.last
    if last is None or not (last.special_cause or _can_judge(chart, last)):
        return ""
    return POINT_LABELS[last.point_type]


def _what_is_usual(chart: SeriesChart, group: Group, figures: Figures) -> str:
    name = centre_name(chart.kind)
    if group.note is LimitNote.NO_DENOMINATORS:
        return f"The values have no numerator and denominator, which a {KIND_NAMES[chart.kind]} is made from."
    if group.centre is None:
        return f"There is no value to take a {name} from yet."
    values = f"{group.count} value{'' if group.count == 1 else 's'}"
    if group.count == 1:
        return "There is one value, so there are no limits yet." if chart.kind.has_limits else "There is one value."
    opening = f"{values} from {figures.day(group.start)} to {figures.day(group.end)}, "
    if group.note is LimitNote.NO_VARIATION and group.base_count == group.count:
        return opening + f"all of them {figures.value(group.centre)}: there is no variation."
    centre = f"with a {name} of {figures.computed(group.centre)}"
    if not chart.kind.has_limits:
        return f"{opening}{centre}."
    if group.upper_limit is None:
        return f"{opening}{centre} and no limits{'' if group.note is LimitNote.IMPOSSIBLE else ' yet'}."
    return f"{opening}{centre}. {_expected(chart, group, figures)}"


def _expected(chart: SeriesChart, group: Group, figures: Figures) -> str:
    assert group.upper_limit is not None
    upper = figures.computed(group.upper_limit)
    span = (
        f"up to {upper}" if group.lower_limit is None else f"between {figures.computed(group.lower_limit)} and {upper}"
    )
    if chart.kind.has_steps:
        return f"While nothing changes, values are expected {span} with the latest denominator."
    return f"While nothing changes, values are expected {span}."


def _latest(chart: SeriesChart, last: Point, figures: Figures) -> str:
    assert last.value is not None
    opening = f"The latest value, {figures.value(last.value)} in {figures.day(last.date)}, "
    if not figures.is_monthly:
        opening = f"The latest value, {figures.value(last.value)} on {figures.day(last.date)}, "
    cause = last.special_cause
    if cause is None:
        if not _can_judge(chart, last):
            return ""
        if chart.kind is ChartKind.RUN:
            return opening + "belongs to no shift and no trend."
        return opening + "is within what this process usually does (common cause variation)."
    reason = _REASONS[cause].format(
        shift=_shift_length(chart), trend=chart.rules.trend_length, centre=centre_name(chart.kind)
    )
    meaning = _MEANINGS[last.point_type]
    if chart.kind is ChartKind.RUN and cause in (SpecialCause.TREND_UP, SpecialCause.TREND_DOWN):
        return f"{opening}{reason}. Trends this short often come by chance; if it is a real change, {_senses(meaning)}."
    return f"{opening}{reason}. That is unlikely to be chance (special cause variation), {meaning}."


def _senses(meaning: str) -> str:
    return meaning.removeprefix("and ").removeprefix("so ")


def _earlier(chart: SeriesChart, last: Point, figures: Figures) -> str:
    found = signals(chart)
    if last.special_cause is not None:
        found = found[:-1]
    if not found:
        return "" if last.special_cause or not _can_judge(chart, last) else NOTHING_STANDS_OUT
    told = [_signal(signal, figures, centre_name(chart.kind)) for signal in reversed(found[-3:])]
    rest = f"; and {len(found) - 3} more before that" if len(found) > 3 else ""
    return f"Earlier signals, newest first: {'; '.join(told)}{rest}."


def _can_judge(chart: SeriesChart, point: Point) -> bool:
    """Are there limits, with something between them? Or, on a run chart, values enough to count runs?"""
    if chart.kind is ChartKind.RUN:
        return chart.groups[point.group].note is LimitNote.ORDINARY
    return point.upper_limit is not None and point.upper_limit != point.lower_limit


def _signal(signal: Signal, figures: Figures, centre: str) -> str:
    name = _PLACES[signal.cause].format(centre=centre)
    sense = {PointType.IMPROVEMENT: ", better", PointType.CONCERN: ", worse"}.get(signal.point_type, "")
    if signal.count == 1:
        return f"1 value {name} ({figures.day(signal.start)}{sense})"
    return f"{signal.count} values {name} ({figures.day(signal.start)} to {figures.day(signal.end)}{sense})"


def _target(chart: SeriesChart, group: Group, figures: Figures) -> str:
    if chart.target is None:
        return ""
    target = f"The target of {figures.exact(chart.target)}"
    if chart.direction is Direction.NEUTRAL:
        return f"{target} is drawn but not judged, as neither direction is better."
    if group.upper_limit is None:
        met, known = _times_met(chart.points, chart.target, chart.direction)
        return f"{target} cannot be judged without limits; {met} of {known} values meet it."
    if chart.assurance is Assurance.INCONSISTENT:
        return f"{target} is within the limits: it will be met at some times and missed at others, by chance."
    where = "above the upper limit" if chart.target > group.upper_limit else "below the lower limit"
    will = "met" if chart.assurance is Assurance.CONSISTENT_PASS else "missed"
    return f"{target} is {where}: it will go on being {will} unless the process changes."


def _times_met(points: Sequence[Point], target: float, direction: Direction) -> tuple[int, int]:
    values = [point.value for point in points if point.value is not None]
    is_higher_better = direction is Direction.INCREASE
    return sum(value >= target if is_higher_better else value <= target for value in values), len(values)


def _limits_note(chart: SeriesChart, group: Group) -> str:
    notes = []
    if group.is_trial and group.base_count > 1 and group.upper_limit is not None:
        few = f"they rest on {group.base_count} values, and 12 or more are needed to trust them"
        notes.append(f"These are trial limits: {few}.")
    if group.base_count < group.count and group.base_count:
        notes.append(_base(chart, group))
    if group.note is LimitNote.IMPOSSIBLE:
        notes.append(_IMPOSSIBLE[chart.kind])
    if group.widening is not None and group.note is not LimitNote.NO_VARIATION:
        times = f"{plain_number(group.widening, 2)} times"
        notes.append(f"The limits are {times} as wide as chance alone would make them, as the values vary more.")
    if group.note is LimitNote.NO_VARIATION and group.base_count < group.count:
        notes.append("The values that set the limits are all equal, so there are no limits.")
    if group.note is LimitNote.SCREENING_UNDONE:
        notes.append(
            "Nearly all values are equal. Leaving out extreme moving ranges would leave no variation at all, "
            "so the limits were worked out from all of them."
        )
    if group.screened_out:
        ranges = "moving range was" if group.screened_out == 1 else "moving ranges were"
        notes.append(f"{group.screened_out} extreme {ranges} left out when the limits were worked out.")
    return " ".join(notes)


def _base(chart: SeriesChart, group: Group) -> str:
    """Which values centre and limits rest on, where it is not all of them."""
    lines = f"The {centre_name(chart.kind)}" + (" and limits are" if chart.kind.has_limits else " is")
    count = f"{group.base_count} value{'' if group.base_count == 1 else 's'}"
    return f"{lines} fixed from the {f'{count} of the baseline' if chart.baseline is not None else f'first {count}'}."


def _unjudged(chart: SeriesChart) -> str:
    if not chart.kind.needs_denominator:
        return ""
    bare = sum(point.value is not None and point.centre is None for point in chart.points)
    has_others = any(point.centre is not None for point in chart.points)
    if not (bare and has_others):
        return ""
    return f"{bare} value{' has' if bare == 1 else 's have'} no denominator: drawn, but not judged."


def _rebased(chart: SeriesChart, group: Group, figures: Figures) -> str:
    if len(chart.groups) < 2:
        return ""
    start = figures.day(group.start)
    lines = f"{centre_name(chart.kind)} and limits were" if chart.kind.has_limits else "median was"
    earlier = "earlier ones stay" if chart.kind.has_limits else "the earlier one stays"
    return f"The {lines} worked out anew from {start}; {earlier} on the chart."


def _gaps(chart: SeriesChart) -> str:
    gaps = sum(point.value is None for point in chart.points)
    if not gaps:
        return ""
    means = "gaps are passed over" if chart.kind is ChartKind.RUN else "a gap ends a run"
    return f"{gaps} period{' has' if gaps == 1 else 's have'} no value; {means}."
