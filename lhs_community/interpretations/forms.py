"""What people type when they read a signal together."""

from __future__ import annotations

from datetime import UTC, datetime, time

from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from lhs_community.interpretations.actions import Given
from lhs_community.interpretations.models import SURENESS_LABELS, Reading, Sureness
from lhs_community.safety.forms import Form

LONGEST = 4000


class OpenForm(Form):
    due_on = DateField(
        "Show all readings on",
        [Optional()],
        description="Until then each person sees only their own. Leave it empty to decide later.",
    )

    def due_at(self) -> datetime | None:
        """The morning of that day."""
        return datetime.combine(self.due_on.data, time(8), UTC) if self.due_on.data else None


class ReadingForm(Form):
    what_changed = TextAreaField(
        "What do you think changed?",
        [DataRequired("Say in a sentence what you think changed"), Length(max=LONGEST)],
        description="Or, if you think that nothing did: what made it look so.",
    )
    since = StringField("Since when?", [Optional(), Length(max=100)], description="For example: the first week of May.")
    why = TextAreaField("Why do you think so?", [Optional(), Length(max=LONGEST)])
    sureness = RadioField(
        "How sure are you?",
        choices=[(one.value, label) for one, label in SURENESS_LABELS.items()],
        validators=[DataRequired("Choose how sure you are")],
    )
    evidence = TextAreaField(
        "What evidence is there?", [Optional(), Length(max=LONGEST)], description="Figures, rotas, what people saw."
    )
    would_change = TextAreaField(
        "What would change your mind?",
        [Optional(), Length(max=LONGEST)],
        description="The fact that would settle it, if somebody went and looked.",
    )

    def given(self) -> Given:
        return Given(
            what_changed=self.what_changed.data or "",
            sureness=Sureness(self.sureness.data),
            since=self.since.data or "",
            why=self.why.data or "",
            evidence=self.evidence.data or "",
            would_change=self.would_change.data or "",
        )

    @classmethod
    def of(cls, reading: Reading | None) -> ReadingForm:
        """With one's own words, to be changed."""
        if reading is None:
            return cls()
        return cls(
            what_changed=reading.what_changed,
            since=reading.since,
            why=reading.why,
            sureness=reading.sureness.value,
            evidence=reading.evidence,
            would_change=reading.would_change,
        )


class SettleForm(Form):
    agreed = StringField(
        "What do you agree it means?",
        [Optional(), Length(max=200)],
        description="One sentence: it stands on the chart at this signal. Leave it empty if you do not agree.",
    )
    reasons = TextAreaField("Why do you think so, together?", [Optional(), Length(max=LONGEST)])
    differences = TextAreaField(
        "Where do views differ?",
        [Optional(), Length(max=LONGEST)],
        description="Who saw it differently is kept: later it may turn out to be right.",
    )
