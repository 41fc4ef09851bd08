"""What people type for a report: what they ask of the sponsor, and how far back it looks."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from lhs_community.safety.forms import EditForm, Form
from lhs_community.writeups.actions.reports import LONGEST_ASK
from lhs_community.writeups.models import Period, SponsorAsk


class AskForm(EditForm):
    text = TextAreaField(
        "What do you ask of the sponsor?",
        [Optional(), Length(max=LONGEST_ASK, message=f"Keep this to {LONGEST_ASK} characters.")],
        description="One thing that only a sponsor can do: a decision, a door opened, time, money. And by when.",
    )

    @staticmethod
    def values_of(thing: SponsorAsk) -> Mapping[str, object]:
        return {"text": thing.text}


class SendForm(Form):
    """Nothing to fill in; the period stands in the address."""


def period_of(typed: str) -> Period | None:
    """From an address; None, the usual one, for what it does not know."""
    return Period(typed) if typed in {period.value for period in Period} else None
