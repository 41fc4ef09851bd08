"""How often and when the digest comes."""

from __future__ import annotations

from wtforms import RadioField, SelectField

from lhs_community.digest.models import FREQUENCY_LABELS, DigestPlan, Frequency
from lhs_community.safety.forms import Form

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class DigestForm(Form):
    frequency = RadioField("How often?", choices=[(one.value, label) for one, label in FREQUENCY_LABELS.items()])
    weekday = SelectField("On which day?", choices=list(enumerate(DAYS)), coerce=int, description="For once a week.")
    hour = SelectField("At what time?", choices=[(hour, f"{hour:02}:00") for hour in range(24)], coerce=int)

    @classmethod
    def of(cls, plan: DigestPlan | None, default: Frequency) -> DigestForm:
        if plan is None:
            return cls(frequency=default.value, weekday=0, hour=7)
        return cls(frequency=plan.frequency.value, weekday=plan.weekday, hour=plan.hour)
