"""What is wrong, in a report."""

from __future__ import annotations

from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from lhs_community.moderation.models import NOTE_LENGTH, REASON_LABELS
from lhs_community.safety.forms import Form


class FlagForm(Form):
    reason = RadioField(
        "What is wrong with it?",
        choices=[(reason.value, label) for reason, label in REASON_LABELS.items()],
        validators=[DataRequired("Choose what is wrong")],
    )
    note = TextAreaField(
        "Anything the convenors should know",
        [Optional(), Length(max=NOTE_LENGTH)],
        description="Do not repeat details that could identify somebody.",
    )
