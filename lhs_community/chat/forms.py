"""What people may say in a channel."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

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


class MessageForm(Form):
    body = TextAreaField(
        "Message",
        validators=[
            DataRequired("Write a message first."),
            Length(max=BODY_LENGTH, message=f"Keep it under {BODY_LENGTH:,} characters, or start a thread."),
        ],
    )
