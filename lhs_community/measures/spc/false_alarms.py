"""How often a stable process would show a signal by chance alone, so that nobody is sent chasing noise.

Source: our own measurement, 4,000 random stable series of each length (standard error at most 0.8 percentage
points): normal ones for the four "Making Data Count" rules with screening, for a run chart's shift of 6, trend of 5
or runs test, and for Anhøj's rules. The other charts under the same four rules: Poisson counts round 10 (c; u and u′
with denominators that differ by a fifth), proportions of 0.3 of about 100 (p, p′), geometric numbers of cases round
30 (g), exponential times (t). It is a property of the rules, not of a series; for much rarer events it would be higher.
"""

from __future__ import annotations

from itertools import pairwise

from lhs_community.measures.spc.terms import ANHOEJ, MAKING_DATA_COUNT, RUN_CHART, ChartKind, Rules, SeriesChart

# number of values -> share of stable series with at least one signal (domain rules A14)
MEASURED = ((12, 0.06), (24, 0.18), (36, 0.29), (60, 0.47))
MEASURED_RUN_CHART = ((12, 0.13), (24, 0.38), (36, 0.56), (60, 0.80))
MEASURED_ANHOEJ = ((12, 0.02), (24, 0.03), (36, 0.04), (60, 0.04))
MEASURED_LIMITS = {
    ChartKind.XMR: MEASURED,
    ChartKind.C: ((12, 0.04), (24, 0.17), (36, 0.30), (60, 0.49)),
    ChartKind.U: ((12, 0.04), (24, 0.17), (36, 0.28), (60, 0.47)),
    ChartKind.P: ((12, 0.03), (24, 0.15), (36, 0.26), (60, 0.44)),
    ChartKind.U_PRIME: ((12, 0.08), (24, 0.18), (36, 0.31), (60, 0.51)),
    ChartKind.P_PRIME: ((12, 0.08), (24, 0.18), (36, 0.29), (60, 0.47)),
    ChartKind.G: ((12, 0.15), (24, 0.38), (36, 0.57), (60, 0.79)),
    ChartKind.T: ((12, 0.07), (24, 0.17), (36, 0.24), (60, 0.40)),
}
SOURCE = "Measured on 4,000 simulated stable series of each length."
Table = tuple[tuple[int, float], ...]


def table_for(kind: ChartKind, rules: Rules) -> Table | None:
    """None where nobody has measured these rules on this kind of chart."""
    if kind is ChartKind.RUN:
        return {RUN_CHART: MEASURED_RUN_CHART, ANHOEJ: MEASURED_ANHOEJ}.get(rules)
    return MEASURED_LIMITS[kind] if rules == MAKING_DATA_COUNT else None


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
        return "How often these rules raise a false alarm is not known: only our default rules were measured."
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
