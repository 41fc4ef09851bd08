"""What people may say in a channel."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from lhs_community.chat.models.messages import BODY_LENGTH
from lhs_community.safety.forms import Form


class MessageForm(Form):
    body = TextAreaField(
        "Message",
        validators=[
            DataRequired("Write a message first."),
            Length(max=BODY_LENGTH, message=f"Keep it under {BODY_LENGTH:,} characters, or start a thread."),
        ],
    )
