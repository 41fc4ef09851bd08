"""How often a stable process would show a signal by chance alone, so that nobody is sent chasing noise.

Source: our own measurement, 4,000 random normal series of each length (standard error at most 0.8
percentage points) under the four "Making Data Count" rules with screening. It is a property of the rules,
not of a series.
"""

from __future__ import annotations

from itertools import pairwise

from lhs_community.measures.spc.terms import MAKING_DATA_COUNT, XmrChart

# number of values -> share of stable series with at least one signal
MEASURED = ((12, 0.06), (24, 0.18), (36, 0.29), (60, 0.47))
SOURCE = "Measured on 4,000 simulated stable series of each length."


def chance_of_signal(count: int) -> float | None:
    """The share for a stable series of `count` values, in a straight line between the measured lengths.

    None below the shortest measured length; the longest measured share stands for anything longer.
    """
    if count < MEASURED[0][0]:
        return None
    for (shorter, low), (longer, high) in pairwise(MEASURED):
        if count <= longer:
            return low + (high - low) * (count - shorter) / (longer - shorter)
    return MEASURED[-1][1]


def _chance_of_chart(chart: XmrChart) -> float | None:
    """Groups are judged apart: a signal in any of them is 1 less the chance of none at all."""
    chances = [chance_of_signal(group.count) for group in chart.groups]
    known = [chance for chance in chances if chance is not None]
    if not known:
        return None
    none_at_all = 1.0
    for chance in known:
        none_at_all *= 1 - chance
    return 1 - none_at_all


def note(chart: XmrChart) -> str:
    """One or two sentences for people, with their source."""
    if chart.rules != MAKING_DATA_COUNT:
        return "How often these rules raise a false alarm is not known: only our default rules were measured."
    chance = _chance_of_chart(chart)
    if chance is None:
        return "How often a stable process of fewer than 12 values would show a signal has not been measured."
    count = sum(group.count for group in chart.groups)
    is_longer = any(group.count > MEASURED[-1][0] for group in chart.groups)
    words = (
        f"{'At least' if is_longer else 'About'} 1 in {round(1 / chance)} stable processes of this length "
        f"({count} values{_split(chart)}) would show a signal somewhere by chance alone. {SOURCE}"
    )
    if chart.fix_after_n is not None and any(group.count > group.base_count for group in chart.groups):
        words += " With fixed limits, as here, false alarms are more frequent than that."
    return words


def _split(chart: XmrChart) -> str:
    return f" in {len(chart.groups)} stretches" if len(chart.groups) > 1 else ""
