"""What people may say in a channel."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from lhs_community.chat.actions.retention import FEWEST_DAYS, MOST_DAYS
from lhs_community.chat.models.messages import BODY_LENGTH
from lhs_community.safety.forms import Form

WHAT_IT_BECOMES = {
    "thread": "A thread: ask the community, or discuss it",
    "summary": "A summary: the messages as a thread, and what they come to in short",
    "decision": "A decision: what was decided, and why",
    "action": "An action: who does what by when",
    "lesson": "A lesson: what others can learn from it",
    "project": "A project: something to improve",
    "kept": "Nothing yet: only keep it from being deleted",
}


class KeepForm(Form):
    what = RadioField(
        "What should it become?",
        choices=list(WHAT_IT_BECOMES.items()),
        validators=[DataRequired("Choose what it should become")],
    )
    community = SelectField("Where?", choices=[], validators=[DataRequired("Choose a community")])

    def offer(self, communities: Sequence[tuple[str, str]]) -> None:
        """No choice of a community where the talk is in one."""
        if communities:
            self.community.choices = list(communities)
        else:
            del self.community


TOO_FEW_OR_MANY = f"Enter a number of days from {FEWEST_DAYS} to {MOST_DAYS}, or leave it empty."


class RetentionForm(Form):
    days = IntegerField(
        "After how many days are messages deleted?",
        validators=[Optional(), NumberRange(FEWEST_DAYS, MOST_DAYS, TOO_FEW_OR_MANY)],
        description="90 is usual. Leave it empty to keep everything.",
    )


class ConfirmForm(Form):
    """A button that must act once."""


class MessageForm(Form):
    body = TextAreaField(
        "Message",
        validators=[
            DataRequired("Write a message first."),
            Length(max=BODY_LENGTH, message=f"Keep it under {BODY_LENGTH:,} characters, or start a thread."),
        ],
    )
