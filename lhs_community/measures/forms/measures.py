"""What a measure is."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from lhs_community.measures.actions.measures import Plan
from lhs_community.measures.definition import CHARTS, MOST_SUPPRESSED, PERIODS
from lhs_community.measures.forms.checks import (
    DATE_HINT,
    day_of,
    figure_of,
    is_date,
    is_figure,
    typed_day,
    typed_figure,
)
from lhs_community.measures.models.measures import Measure, MeasureKind, Period
from lhs_community.measures.spc.terms import ChartKind, Direction
from lhs_community.safety.forms import EditForm

KINDS = [
    (MeasureKind.OUTCOME.value, "Outcome: what matters to the people you serve"),
    (MeasureKind.PROCESS.value, "Process: whether the change happens as planned"),
    (MeasureKind.BALANCING.value, "Balancing: whether something else gets worse"),
]
DIRECTIONS = [
    (Direction.INCREASE.value, "Higher is better"),
    (Direction.DECREASE.value, "Lower is better"),
    (Direction.NEUTRAL.value, "Neither: we want to know when it changes"),
]
CHART_CHOICES = [(kind.value, f"{words.label}. {words.fits}") for kind, words in CHARTS.items()]
PERIOD_CHOICES = [("", "Not said"), *((period.value, label.capitalize()) for period, label in PERIODS.items())]


def _line(label: str, longest: int, hint: str = "") -> StringField:
    return StringField(label, [Optional(), Length(max=longest)], description=hint)


def _figure(label: str, hint: str = "") -> StringField:
    return StringField(label, [Optional(), is_figure], description=hint)


def _day(label: str, hint: str = "") -> StringField:
    return StringField(label, [Optional(), is_date], description=hint)


class MeasureForm(EditForm):
    name = StringField(
        "Name",
        [DataRequired("Enter a name"), Length(max=160)],
        description="What is counted, for whom and how often. For example: falls on Fern ward each week.",
    )
    site = _line(
        "Ward or site", 80, "If the project counts it in several places: those of one name are drawn side by side."
    )
    kind = RadioField("What kind of measure is it?", choices=KINDS, validators=[DataRequired("Choose one")])
    definition = TextAreaField(
        "How exactly is it counted?",
        [Optional(), Length(max=4000)],
        description="So that two people would get the same number.",
    )
    unit = _line("Unit", 30, "For example %, minutes or falls. Leave empty for a count.")
    direction = RadioField("Which way is better?", choices=DIRECTIONS, validators=[DataRequired("Choose one")])
    target = _figure("Target")
    target_by = _day("Reach the target by", DATE_HINT)

    numerator = _line("What is counted (the numerator)", 300, "For example: falls that staff saw or found.")
    denominator = _line(
        "What it is divided by (the denominator)",
        300,
        "For example: bed days in the month. Leave empty for a plain count or value. p and u charts need it.",
    )
    per = _figure("Said per", "100 for a percentage, 1000 for falls per 1,000 bed days. Only if it is divided.")
    exclusions = _line("What is left out", 500, "For example: people who stay for less than a day.")

    period = SelectField("One value stands for", choices=PERIOD_CHOICES, validators=[Optional()])
    source = _line("Where do the figures come from?", 500, "A system, an audit, a tally.")
    sampling = _line("All of them, or a sample?", 300, "For example: ten notes a week, drawn by lot.")
    collected_by = _line("Who collects them?", 200, "A role, such as ward clerk.")

    baseline_from = _day("Baseline from", f"The values before the change, which set the middle line. {DATE_HINT}")
    baseline_until = _day("Baseline until")
    fix_after_n = IntegerField(
        "Or: fix the limits after so many values",
        [Optional(), NumberRange(2, 1000, "Enter a whole number from 2 to 1,000")],
        description="Only if you have agreed a baseline. At least 12 are wanted.",
    )

    chart_kind = RadioField(
        "Which chart fits?", choices=CHART_CHOICES, default=ChartKind.XMR.value, validators=[DataRequired("Choose one")]
    )
    lowest = _figure("Lowest value there can be", "Usually 0. Limits are not drawn below it.")
    highest = _figure("Highest value there can be", "100 for a percentage.")
    is_unscreened = BooleanField(
        "Match the Making Data Count Excel tool",
        description="Keeps extreme jumps between neighbours when limits are worked out; otherwise they are left out.",
    )

    suppress_below = IntegerField(
        "Hide numbers smaller than",
        [
            Optional(),
            NumberRange(2, MOST_SUPPRESSED, f"Enter a whole number from 2 to {MOST_SUPPRESSED}"),
        ],
        description="If it counts people, and few of them could be recognised: 5 is usual. Others than the team then "
        "read “fewer than 5”. Leave empty to show all.",
    )

    def plan(self) -> Plan:
        return Plan(
            name=self.name.data or "",
            site=self.site.data or "",
            kind=MeasureKind(self.kind.data),
            direction=Direction(self.direction.data),
            definition=self.definition.data or "",
            unit=self.unit.data or "",
            target=figure_of(self.target),
            target_by=day_of(self.target_by),
            numerator=self.numerator.data or "",
            denominator=self.denominator.data or "",
            per=1.0 if (per := figure_of(self.per)) is None else per,
            exclusions=self.exclusions.data or "",
            period=Period(self.period.data) if self.period.data else None,
            source=self.source.data or "",
            sampling=self.sampling.data or "",
            collected_by=self.collected_by.data or "",
            baseline_from=day_of(self.baseline_from),
            baseline_until=day_of(self.baseline_until),
            fix_after_n=self.fix_after_n.data,
            chart_kind=ChartKind(self.chart_kind.data),
            lowest=figure_of(self.lowest),
            highest=figure_of(self.highest),
            is_screened=not self.is_unscreened.data,
            suppress_below=self.suppress_below.data,
        )

    def has_trouble(self, *names: str) -> bool:
        """A part that is folded away opens where something in it is wrong or was changed by somebody else."""
        return any(self[name].errors or name in self.differences for name in names)

    @staticmethod
    def values_of(thing: Measure) -> Mapping[str, object]:
        texts = ("name", "site", "definition", "unit", "numerator", "denominator", "exclusions", "source", "sampling")
        figures = ("target", "lowest", "highest")
        days = ("target_by", "baseline_from", "baseline_until")
        return {
            **{name: getattr(thing, name) for name in (*texts, "collected_by", "fix_after_n", "suppress_below")},
            **{name: typed_figure(getattr(thing, name)) for name in figures},
            **{name: typed_day(getattr(thing, name)) for name in days},
            "per": typed_figure(None if thing.per == 1 else thing.per),
            "kind": thing.kind.value,
            "direction": thing.direction.value,
            "chart_kind": thing.chart_kind.value,
            "period": thing.period.value if thing.period else "",
            "is_unscreened": not thing.is_screened,
        }
