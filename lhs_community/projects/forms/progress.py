"""What a team says of its progress."""

from __future__ import annotations

from datetime import date

from wtforms import RadioField
from wtforms.validators import DataRequired, Optional

from lhs_community.projects.forms.editing import DayField, sentence
from lhs_community.projects.models.progress import NOTE_LENGTH
from lhs_community.projects.progress import SCALE, on_scale
from lhs_community.safety.forms import Form


class ProgressForm(Form):
    score = RadioField(
        "Where do you stand?",
        choices=[(str(halves), f"{on_scale(halves)} {words}") for halves, words in SCALE.items()],
        validators=[DataRequired("Choose where you stand")],
    )
    note = sentence("What does it rest on?", "Say what the score rests on", NOTE_LENGTH)
    set_on = DayField("On which day did you agree on it?", [Optional()])

    def halves(self) -> int:
        return int(self.score.data)

    def day(self) -> date | None:
        return self.set_on.data
