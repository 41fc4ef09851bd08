"""What a convenor and an information-governance lead write to unseal a name."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from lhs_community.safety.forms import Form
from lhs_community.unsealing.models import GROUND_LABELS, REASON_LENGTH

GROUNDS = [(ground.value, label) for ground, label in GROUND_LABELS.items()]


class AskForm(Form):
    ground = RadioField("Why must it be known?", choices=GROUNDS, validators=[DataRequired("Choose a ground")])
    reason = TextAreaField(
        "Your reason",
        [DataRequired("Give your reason"), Length(max=REASON_LENGTH)],
        description="What happened, and why nothing less will do. The author reads this if it is approved.",
    )
    shows_post = BooleanField(
        "Show this one post to the information-governance lead",
        description="They may not be able to read this community. Without the post they decide on your reason alone.",
    )


class DecideForm(Form):
    note = TextAreaField(
        "Note to the convenor",
        [Optional(), Length(max=REASON_LENGTH)],
        description="Why, or what to try instead. The convenor reads it.",
    )
