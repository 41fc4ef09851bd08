"""What a measure is."""

from __future__ import annotations

from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from lhs_community.measures import datasheet
from lhs_community.measures.actions.measures import Plan
from lhs_community.measures.forms.checks import is_figure
from lhs_community.measures.models.measures import Measure, MeasureKind
from lhs_community.measures.spc.figures import plain_number
from lhs_community.measures.spc.terms import Direction
from lhs_community.safety.forms import Form

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


def _figure(field: StringField) -> float | None:
    return datasheet.read_value(field.data or "")


def _typed(number: float | None) -> str:
    return "" if number is None else plain_number(number, 10).replace("−", "-")


class MeasureForm(Form):
    name = StringField(
        "Name",
        [DataRequired("Enter a name"), Length(max=160)],
        description="What is counted, for whom and how often. For example: falls on Fern ward each week.",
    )
    kind = RadioField("What kind of measure is it?", choices=KINDS, validators=[DataRequired("Choose one")])
    definition = TextAreaField(
        "How exactly is it counted?",
        [Optional(), Length(max=4000)],
        description="So that two people would get the same number: what is counted, out of what, what is left out.",
    )
    unit = StringField(
        "Unit", [Optional(), Length(max=30)], description="For example %, minutes or falls. Leave empty for a count."
    )
    direction = RadioField("Which way is better?", choices=DIRECTIONS, validators=[DataRequired("Choose one")])
    target = StringField("Target", [Optional(), is_figure])
    lowest = StringField(
        "Lowest value there can be", [Optional(), is_figure], description="Usually 0. Limits are not drawn below it."
    )
    highest = StringField("Highest value there can be", [Optional(), is_figure], description="100 for a percentage.")
    source = StringField(
        "Where do the figures come from?", [Optional(), Length(max=500)], description="A system, an audit, a tally."
    )
    is_unscreened = BooleanField(
        "Match the Making Data Count Excel tool",
        description="Keeps extreme jumps between neighbours when limits are worked out; otherwise they are left out.",
    )
    fix_after_n = IntegerField(
        "Fix the limits after so many values",
        [Optional(), NumberRange(2, 1000, "Enter a whole number from 2 to 1,000")],
        description="Only if you have agreed a baseline. At least 12 are wanted.",
    )

    def plan(self) -> Plan:
        return Plan(
            name=self.name.data or "",
            kind=MeasureKind(self.kind.data),
            direction=Direction(self.direction.data),
            definition=self.definition.data or "",
            unit=self.unit.data or "",
            target=_figure(self.target),
            lowest=_figure(self.lowest),
            highest=_figure(self.highest),
            source=self.source.data or "",
            is_screened=not self.is_unscreened.data,
            fix_after_n=self.fix_after_n.data,
        )

    @classmethod
    def of(cls, measure: Measure) -> MeasureForm:
        return cls(
            name=measure.name,
            kind=measure.kind.value,
            definition=measure.definition,
            unit=measure.unit,
            direction=measure.direction.value,
            target=_typed(measure.target),
            lowest=_typed(measure.lowest),
            highest=_typed(measure.highest),
            source=measure.source,
            is_unscreened=not measure.is_screened,
            fix_after_n=measure.fix_after_n,
        )
