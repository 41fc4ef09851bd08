"""What people say of themselves."""

from __future__ import annotations

from wtforms import BooleanField, StringField
from wtforms.validators import Length, Optional

from lhs_community.expertise.models import ASK_LENGTH
from lhs_community.safety.forms import Form


class ExpertiseForm(Form):
    ask_about = StringField(
        "Ask me about",
        [Optional(), Length(max=ASK_LENGTH)],
        description="A few words, such as “starting a falls huddle, writing letters people can read”.",
    )
    takes_questions = BooleanField(
        "People may put questions to me", description="At most a few a week, and you can always say “not me”."
    )
    hides_evidence = BooleanField(
        "Do not list what I have done",
        description="Then nobody sees a list of your answers, projects and lessons, and you are not suggested.",
    )


class PressForm(Form):
    """A button that must act once."""
