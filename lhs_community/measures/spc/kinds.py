"""What each kind of chart, its centre line and its rules are called."""

from __future__ import annotations

from lhs_community.measures.spc.terms import (
    ANHOEJ,
    MAKING_DATA_COUNT,
    RUN_CHART,
    ChartKind,
    Rules,
    SeriesChart,
)

KIND_NAMES = {
    ChartKind.XMR: "XmR chart",
    ChartKind.RUN: "Run chart",
    ChartKind.C: "c chart",
    ChartKind.U: "u chart",
    ChartKind.U_PRIME: "u′ chart",
    ChartKind.P: "p chart",
    ChartKind.P_PRIME: "p′ chart",
    ChartKind.G: "g chart",
    ChartKind.T: "t chart",
}
KIND_MEANINGS = {
    ChartKind.XMR: "single values, one a period",
    ChartKind.RUN: "single values round their median, without limits",
    ChartKind.C: "counts of events, where there is as much opportunity in each period",
    ChartKind.U: "rates: events out of a denominator that varies",
    ChartKind.U_PRIME: "rates with very large denominators (Laney)",
    ChartKind.P: "proportions: how many of how many",
    ChartKind.P_PRIME: "proportions with very large denominators (Laney)",
    ChartKind.G: "cases between rare events",
    ChartKind.T: "time between rare events",
}


PRESET_NAMES = {
    "making_data_count": "Making Data Count",
    "run_chart": "Run chart rules",
    "run_chart_shift_of_6": "Shift of 6 (run charts)",
    "western_electric_shift_of_8": "Shift of 8 (Western Electric, IHI)",
    "sustained_shift_of_9": "Shift of 9 (Scotland)",
    "anhoej": "Anhøj: few false alarms",
}


def centre_name(kind: ChartKind) -> str:
    if kind in (ChartKind.RUN, ChartKind.G):
        return "median"
    return "centre line" if kind is ChartKind.T else "mean"


def rules_name(rules: Rules, kind: ChartKind) -> str:
    """The rule set in a few words: "Making Data Count", "shift of 6, trend of 5"."""
    if kind is ChartKind.RUN:
        if rules == ANHOEJ:
            return "Anhøj: unusually long runs or few crossings"
        lengths = f"shift of {rules.shift_length}, trend of {rules.trend_length}"
        return f"run chart rules: {lengths}, runs test" if rules == RUN_CHART else lengths
    if rules == MAKING_DATA_COUNT:
        return "Making Data Count: outside the limits, trend of 7, two in three, shift of 7"
    return f"outside the limits, trend of {rules.trend_length}, two in three, shift of {rules.shift_length}"


def how_made(chart: SeriesChart) -> str:
    """One sentence that is printed with every chart: its kind, its rules and, where it applies, its screening."""
    words = f"{KIND_NAMES[chart.kind]}. Rules: {rules_name(chart.rules, chart.kind)}."
    if chart.kind in (ChartKind.XMR, ChartKind.T, ChartKind.U_PRIME, ChartKind.P_PRIME):
        state = "are left out of the limits, once" if chart.is_screened else "count (no screening)"
        words += f" Extreme moving ranges {state}."
    return words
