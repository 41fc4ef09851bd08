"""What people type about a measure. Figures and dates are taken as people write them, so these are text fields."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.measures import datasheet
from lhs_community.measures.actions import Plan
from lhs_community.measures.models import Measure, MeasureKind
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
DATE_HINT = "For example 2024-04-01, 1 April 2024 or April 2024."


def is_figure(_form: Form, field: StringField) -> None:
    try:
        datasheet.read_value(field.data or "")
    except ValueError as error:
        raise ValidationError(f"Enter a number. {error}") from error


def is_date(_form: Form, field: StringField) -> None:
    try:
        datasheet.read_date(field.data or "")
    except ValueError as error:
        raise ValidationError(str(error)) from error


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


class FiguresForm(Form):
    """A file that was chosen comes back as text in `figures`: a browser cannot be given a file again."""

    figures = TextAreaField(
        "Paste figures",
        [Optional(), Length(max=datasheet.MOST_BYTES)],
        description="A date and a value on each line, with a comma or a tab between. Leave the value out for a gap.",
    )
    file = FileField("Or choose a CSV file", description="Columns date and value. At most 200 kB.")
    file_name = HiddenField(validators=[Length(max=200)])
    reason = StringField(
        "Why are earlier values corrected?",
        [Optional(), Length(max=300)],
        description="Only if these figures replace others. The old values are kept.",
    )

    def take_file(self) -> None:
        """Read the chosen file into the text area. Raises Invalid for what is not text."""
        upload: Any = self.file.data
        if not getattr(upload, "filename", ""):
            return
        self.file_name.data = upload.filename[:200]
        try:
            self.figures.data = datasheet.decode(upload.stream.read(datasheet.MOST_BYTES + 1))
        except Invalid as error:
            raise Invalid(error.message, "file") from error


class RebaseForm(Form):
    day = StringField(
        "From which date?",
        [DataRequired("Enter a date"), is_date],
        description=f"The first period of the new level. {DATE_HINT}",
    )
    reason = TextAreaField(
        "What changed, and why will it last?",
        [DataRequired("Say what changed"), Length(max=500)],
        description="It stands under the chart. Earlier limits stay on it too.",
    )
    change = SelectField("Which cycle tested the change?", [Optional()], choices=[])

    def offer_changes(self, changes: list[tuple[str, str]]) -> None:
        self.change.choices = [("", "None of our cycles"), *changes]

    def chosen_day(self) -> date:
        return datasheet.read_date(self.day.data or "")

    def chosen_change(self) -> Ref | None:
        return Ref.parse(self.change.data) if self.change.data else None


class AnnotationForm(Form):
    day = StringField("When?", [DataRequired("Enter a date"), is_date], description=DATE_HINT)
    text = StringField(
        "What happened?",
        [DataRequired("Say what happened"), Length(max=200)],
        description="A few words, such as: new rota began.",
    )

    def chosen_day(self) -> date:
        return datasheet.read_date(self.day.data or "")
