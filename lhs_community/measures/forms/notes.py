"""Working limits out anew, and notes on a chart."""

from __future__ import annotations

from datetime import date

from wtforms import (
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional

from lhs_community.foundation.refs import Ref
from lhs_community.measures import datasheet
from lhs_community.measures.forms.checks import DATE_HINT, is_date
from lhs_community.safety.forms import Form


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
