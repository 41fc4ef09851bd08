"""Which notices to mark as read, and when one wants none."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired

from lhs_community.foundation.refs import Ref
from lhs_community.notifications.hours import DAY, Plan
from lhs_community.notifications.models import ProtectedTime
from lhs_community.safety.forms import Form, MultiCheckboxField

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TIMES = [(minute, f"{minute // 60:02}:{minute % 60:02}") for minute in range(0, DAY, 30)]
EVENING, MORNING = 19 * 60, 7 * 60


class MarkReadForm(Form):
    about = HiddenField()
    up_to = IntegerField(validators=[InputRequired("Say up to which notice.")])

    def ref(self) -> Ref | None:
        """None: all of them. Raises Invalid for what names nothing."""
        return Ref.parse(self.about.data) if self.about.data else None


class ProtectedTimeForm(Form):
    is_on = BooleanField("Hold notices back in my protected time", default=True)
    days = MultiCheckboxField("On these days", coerce=int, choices=list(enumerate(DAYS)))
    starts = SelectField("From", coerce=int, choices=TIMES)
    ends = SelectField("To", coerce=int, choices=TIMES, description="Earlier than the start: it ends on the next day.")
    whole_days = MultiCheckboxField("And all day on", coerce=int, choices=list(enumerate(DAYS)))

    @classmethod
    def of(cls, kept: ProtectedTime | None) -> ProtectedTimeForm:
        """Weekday nights are offered to who has never chosen."""
        if kept is None:
            return cls(is_on=True, days=list(range(5)), starts=EVENING, ends=MORNING, whole_days=[5, 6])
        plan = kept.plan
        return cls(
            is_on=kept.is_on, days=list(plan.days), starts=plan.starts, ends=plan.ends, whole_days=list(plan.whole_days)
        )

    def plan(self) -> Plan:
        days, whole_days = frozenset(self.days.data or ()), frozenset(self.whole_days.data or ())
        return Plan(days, self.starts.data, self.ends.data, whole_days)
