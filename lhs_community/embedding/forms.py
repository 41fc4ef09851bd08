"""How an improvement is kept, and what somebody finds who looks again."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import DateField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lhs_community.embedding.actions import Plan
from lhs_community.embedding.models import STILL_LABELS, Embedding, StillThere
from lhs_community.foundation.text import LONGEST
from lhs_community.safety.forms import EditForm, Form


class DayField(DateField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Enter a date as year-month-day, for example 2027-03-31.") from error


def _text(label: str, hint: str) -> TextAreaField:
    long = f"Keep this to {LONGEST} characters."
    return TextAreaField(label, [Optional(), Length(max=LONGEST, message=long)], description=hint)


class PlanForm(EditForm):
    owner_id = SelectField("Who keeps it from then on?", choices=[], description="Somebody in the service, by name.")
    standard_work = _text("Standard work", "What is done now as a matter of course, and where that is written down.")
    training = _text("Training", "How do new people learn it? Who shows them?")
    monitoring = _text("Monitoring", "Which measure is watched, by whom, how often; and who acts when it slips?")

    @staticmethod
    def values_of(thing: Embedding) -> Mapping[str, object]:
        return {
            "owner_id": str(thing.owner_id or ""),
            "standard_work": thing.standard_work,
            "training": thing.training,
            "monitoring": thing.monitoring,
        }

    def plan(self) -> Plan:
        return Plan(
            owner_id=int(self.owner_id.data) if self.owner_id.data else None,
            standard_work=self.standard_work.data or "",
            training=self.training.data or "",
            monitoring=self.monitoring.data or "",
        )


class HandOverForm(Form):
    on = DayField("On which day was it handed over?", [InputRequired("Enter the day")])


class CheckForm(Form):
    answer = RadioField(
        "Is it still in place?",
        choices=[(answer.value, label) for answer, label in STILL_LABELS.items()],
        validators=[DataRequired("Choose whether it is still in place")],
    )
    note = _text("What did you find?", "What is done, what has slipped, what helped. Nothing about single people.")

    def chosen(self) -> StillThere:
        return StillThere(self.answer.data)
