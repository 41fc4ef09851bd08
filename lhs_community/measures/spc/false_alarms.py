"""How often a stable process would show a signal by chance alone, so that nobody is sent chasing noise.

Source: our own measurement, 4,000 random normal series of each length (standard error at most 0.8
percentage points): the four "Making Data Count" rules with screening; a run chart's shift of 6, trend of 5 or runs
test; and Anhøj's rules. It is a property of the rules, not of a series.
"""

from __future__ import annotations

from itertools import pairwise

from lhs_community.measures.spc.terms import ANHOEJ, MAKING_DATA_COUNT, RUN_CHART, ChartKind, Rules, SeriesChart

# number of values -> share of stable series with at least one signal (domain rules A14)
MEASURED = ((12, 0.06), (24, 0.18), (36, 0.29), (60, 0.47))
MEASURED_RUN_CHART = ((12, 0.13), (24, 0.38), (36, 0.56), (60, 0.80))
MEASURED_ANHOEJ = ((12, 0.02), (24, 0.03), (36, 0.04), (60, 0.04))
SOURCE = "Measured on 4,000 simulated stable series of each length."
Table = tuple[tuple[int, float], ...]


def table_for(kind: ChartKind, rules: Rules) -> Table | None:
    """None where nobody has measured these rules on this kind of chart."""
    if kind is ChartKind.RUN:
        return {RUN_CHART: MEASURED_RUN_CHART, ANHOEJ: MEASURED_ANHOEJ}.get(rules)
    return MEASURED if kind is ChartKind.XMR and rules == MAKING_DATA_COUNT else None


def chance_of_signal(count: int, table: Table = MEASURED) -> float | None:
    """The share for a stable series of `count` values, in a straight line between the measured lengths.

    None below the shortest measured length; the longest measured share stands for anything longer.
    """
    if count < table[0][0]:
        return None
    for (shorter, low), (longer, high) in pairwise(table):
        if count <= longer:
            return low + (high - low) * (count - shorter) / (longer - shorter)
    return table[-1][1]


def chance_of_chart(chart: SeriesChart) -> float | None:
    """Groups are judged apart: a signal in any of them is 1 less the chance of none at all."""
    table = table_for(chart.kind, chart.rules)
    chances = [chance_of_signal(group.count, table) for group in chart.groups] if table else []
    known = [chance for chance in chances if chance is not None]
    if not known:
        return None
    none_at_all = 1.0
    for chance in known:
        none_at_all *= 1 - chance
    return 1 - none_at_all


def note(chart: SeriesChart) -> str:
    """One or two sentences for people, with their source."""
    if table_for(chart.kind, chart.rules) is None:
        if chart.kind in (ChartKind.XMR, ChartKind.RUN):
            return "How often these rules raise a false alarm is not known: only our default rules were measured."
        return "How often these rules raise a false alarm on this kind of chart has not been measured."
    chance = chance_of_chart(chart)
    if chance is None:
        return "How often a stable process of fewer than 12 values would show a signal has not been measured."
    count = sum(group.count for group in chart.groups)
    is_longer = any(group.count > MEASURED[-1][0] for group in chart.groups) and chart.rules != ANHOEJ
    words = (
        f"{'At least' if is_longer else 'About'} {_odds(chance)} stable processes of this length "
        f"({count} values{_split(chart)}) would show a signal somewhere by chance alone. {SOURCE}"
    )
    if chart.rules == RUN_CHART:
        words += " Most of these false alarms are short trends."
    is_fixed = chart.fix_after_n is not None or chart.baseline is not None
    if is_fixed and any(group.count > group.base_count for group in chart.groups):
        what = "limits" if chart.kind.has_limits else "median"
        words += f" With fixed {what}, as here, false alarms are more frequent than that."
    return words


def _odds(chance: float) -> str:
    """ "1 in 6"; "8 in 10" where more than half would."""
    return f"{round(chance * 10)} in 10" if chance > 0.55 else f"1 in {round(1 / chance)}"


def _split(chart: SeriesChart) -> str:
    return f" in {len(chart.groups)} stretches" if len(chart.groups) > 1 else ""
