"""What a chart says, in plain English, made from its flags alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lhs_community.measures.spc.figures import Figures, figures_of
from lhs_community.measures.spc.terms import (
    Assurance,
    Direction,
    Group,
    LimitNote,
    Point,
    PointType,
    SpecialCause,
    Variation,
    XmrChart,
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
NOTHING_STANDS_OUT = "No value stands out, so look at how the process works rather than at single ups and downs."
_REASONS = {
    SpecialCause.ABOVE_UPPER_LIMIT: "is above the upper limit",
    SpecialCause.BELOW_LOWER_LIMIT: "is below the lower limit",
    SpecialCause.TREND_UP: "belongs to a trend of {trend} or more values, each higher than the last",
    SpecialCause.TREND_DOWN: "belongs to a trend of {trend} or more values, each lower than the last",
    SpecialCause.TWO_IN_THREE_ABOVE: "is one of two in three values close to the upper limit",
    SpecialCause.TWO_IN_THREE_BELOW: "is one of two in three values close to the lower limit",
    SpecialCause.SHIFT_ABOVE: "belongs to a run of {shift} or more values above the mean",
    SpecialCause.SHIFT_BELOW: "belongs to a run of {shift} or more values below the mean",
}
_PLACES = {
    SpecialCause.ABOVE_UPPER_LIMIT: "above the upper limit",
    SpecialCause.BELOW_LOWER_LIMIT: "below the lower limit",
    SpecialCause.TREND_UP: "in a rising trend",
    SpecialCause.TREND_DOWN: "in a falling trend",
    SpecialCause.TWO_IN_THREE_ABOVE: "close to the upper limit",
    SpecialCause.TWO_IN_THREE_BELOW: "close to the lower limit",
    SpecialCause.SHIFT_ABOVE: "in a run above the mean",
    SpecialCause.SHIFT_BELOW: "in a run below the mean",
}


@dataclass(frozen=True)
class Signal:
    """Neighbouring points of one group with the same label."""

    cause: SpecialCause
    point_type: PointType
    start: date
    end: date
    count: int


def cause_label(cause: SpecialCause, shift_length: int = 7, trend_length: int = 7) -> str:
    """A rule's name for a table or a tooltip."""
    return {
        SpecialCause.ABOVE_UPPER_LIMIT: "Above the upper limit",
        SpecialCause.BELOW_LOWER_LIMIT: "Below the lower limit",
        SpecialCause.TREND_UP: f"Trend of {trend_length} or more rising",
        SpecialCause.TREND_DOWN: f"Trend of {trend_length} or more falling",
        SpecialCause.TWO_IN_THREE_ABOVE: "Two in three close to the upper limit",
        SpecialCause.TWO_IN_THREE_BELOW: "Two in three close to the lower limit",
        SpecialCause.SHIFT_ABOVE: f"Run of {shift_length} or more above the mean",
        SpecialCause.SHIFT_BELOW: f"Run of {shift_length} or more below the mean",
    }[cause]


def signals(chart: XmrChart) -> list[Signal]:
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


def signal_text(signal: Signal, shift_length: int, trend_length: int) -> str:
    """A signal in half a sentence, to be put before "in May 2024"."""
    label = cause_label(signal.cause, shift_length, trend_length)
    return f"{POINT_LABELS[signal.point_type]}: {label[0].lower()}{label[1:]}"


def explain(chart: XmrChart, unit: str = "") -> str:
    """What the chart says, as one paragraph."""
    last = chart.last
    if last is None:
        return "There are no values yet."
    figures = figures_of(chart, unit)
    group = chart.groups[last.group]
    parts = [_what_is_usual(group, figures), _latest(chart, last, figures), _earlier(chart, last, figures)]
    parts += [
        _target(chart, group, figures),
        _limits_note(chart, group),
        _rebased(chart, group, figures),
        _gaps(chart),
    ]
    return " ".join(part for part in parts if part)


def headline(chart: XmrChart, unit: str = "") -> str:
    """The latest value and what it means, for a card or beside a small chart."""
    last = chart.last
    if last is None or last.value is None:
        return "There are no values yet."
    figures = figures_of(chart, unit)
    latest = f"{figures.value(last.value)} in {figures.day(last.date)}"
    if not figures.is_monthly:
        latest = f"{figures.value(last.value)} on {figures.day(last.date)}"
    if last.special_cause is None:
        told = "no special cause" if _has_room(last) else "too little to judge yet"
        if chart.groups[last.group].note is LimitNote.NO_VARIATION:
            told = "no variation"
        return f"Latest: {latest}; {told}."
    cause = cause_label(last.special_cause, chart.rules.shift_length, chart.rules.trend_length)
    return f"Latest: {latest}. {POINT_LABELS[last.point_type]}: {cause[0].lower()}{cause[1:]}."


def assurance_label(chart: XmrChart) -> str:
    """The assurance icon in words; a process without limits is told apart from one that meets its target at random."""
    if chart.assurance is None:
        return ""
    if chart.last is None or chart.last.upper_limit is None:
        return "Target: cannot be judged without limits"
    return ASSURANCE_LABELS[chart.assurance]


def short_variation(chart: XmrChart) -> str:
    """A word or two for a tag; empty while there is nothing to judge."""
    last = chart.last
    if last is None or not (last.special_cause or _has_room(last)):
        return ""
    return POINT_LABELS[last.point_type]


def _what_is_usual(group: Group, figures: Figures) -> str:
    if group.mean is None:
        return "There is no value to take a mean from yet."
    values = f"{group.count} value{'' if group.count == 1 else 's'}"
    if group.count == 1:
        return "There is one value, so there are no limits yet."
    opening = f"{values} from {figures.day(group.start)} to {figures.day(group.end)}, "
    if group.note is LimitNote.NO_VARIATION and group.base_count == group.count:
        return opening + f"all of them {figures.value(group.mean)}: there is no variation."
    if group.lower_limit is None or group.upper_limit is None:
        return opening + f"with a mean of {figures.computed(group.mean)} and no limits yet."
    lower, upper = figures.computed(group.lower_limit), figures.computed(group.upper_limit)
    mean = figures.computed(group.mean)
    expected = f"While nothing changes, values are expected between {lower} and {upper}."
    return f"{opening}with a mean of {mean}. {expected}"


def _latest(chart: XmrChart, last: Point, figures: Figures) -> str:
    assert last.value is not None
    opening = f"The latest value, {figures.value(last.value)} in {figures.day(last.date)}, "
    if not figures.is_monthly:
        opening = f"The latest value, {figures.value(last.value)} on {figures.day(last.date)}, "
    cause = last.special_cause
    if cause is None:
        if not _has_room(last):
            return ""
        return opening + "is within what this process usually does (common cause variation)."
    reason = _REASONS[cause].format(shift=chart.rules.shift_length, trend=chart.rules.trend_length)
    meaning = _MEANINGS[last.point_type]
    return f"{opening}{reason}. That is unlikely to be chance (special cause variation), {meaning}."


def _earlier(chart: XmrChart, last: Point, figures: Figures) -> str:
    found = signals(chart)
    if last.special_cause is not None:
        found = found[:-1]
    if not found:
        return "" if last.special_cause or not _has_room(last) else NOTHING_STANDS_OUT
    told = [_signal(signal, figures) for signal in reversed(found[-3:])]
    rest = f"; and {len(found) - 3} more before that" if len(found) > 3 else ""
    return f"Earlier signals, newest first: {'; '.join(told)}{rest}."


def _has_room(point: Point) -> bool:
    """Are there limits, with something between them?"""
    return point.upper_limit is not None and point.upper_limit != point.lower_limit


def _signal(signal: Signal, figures: Figures) -> str:
    name = _PLACES[signal.cause]
    sense = {PointType.IMPROVEMENT: ", better", PointType.CONCERN: ", worse"}.get(signal.point_type, "")
    if signal.count == 1:
        return f"1 value {name} ({figures.day(signal.start)}{sense})"
    return f"{signal.count} values {name} ({figures.day(signal.start)} to {figures.day(signal.end)}{sense})"


def _target(chart: XmrChart, group: Group, figures: Figures) -> str:
    if chart.target is None:
        return ""
    target = f"The target of {figures.exact(chart.target)}"
    if chart.direction is Direction.NEUTRAL:
        return f"{target} is drawn but not judged, as neither direction is better."
    if group.lower_limit is None or group.upper_limit is None:
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


def _limits_note(chart: XmrChart, group: Group) -> str:
    notes = []
    if group.is_trial and group.base_count > 1:
        few = f"they rest on {group.base_count} values, and 12 or more are needed to trust them"
        notes.append(f"These are trial limits: {few}.")
    elif group.base_count < group.count:
        notes.append(f"The mean and limits are fixed from the first {group.base_count} values.")
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


def _rebased(chart: XmrChart, group: Group, figures: Figures) -> str:
    if len(chart.groups) < 2:
        return ""
    start = figures.day(group.start)
    return f"The mean and limits were worked out anew from {start}; earlier ones stay on the chart."


def _gaps(chart: XmrChart) -> str:
    gaps = sum(point.value is None for point in chart.points)
    if not gaps:
        return ""
    return f"{gaps} period{' has' if gaps == 1 else 's have'} no value; a gap ends a run."
