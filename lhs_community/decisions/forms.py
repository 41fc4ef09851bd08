"""What people type about a decision."""

from __future__ import annotations

from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from lhs_community.decisions.models import METHOD_LABELS
from lhs_community.safety.forms import Form


class DecisionForm(Form):
    title = StringField("Title", [DataRequired("Enter a title"), Length(max=200)], description="As a sentence: “We …”.")
    what = TextAreaField("What was decided?", [DataRequired("Say what was decided"), Length(max=10000)])
    why = TextAreaField("Why?", [DataRequired("Say why"), Length(max=10000)])
    method = RadioField(
        "How was it decided?",
        choices=[(method.value, label) for method, label in METHOD_LABELS.items()],
        validators=[DataRequired("Choose how it was decided")],
    )
    options_not_taken = TextAreaField(
        "Options not taken", [Optional(), Length(max=10000)], description="What else was on the table, and why not."
    )
    dissent = TextAreaField(
        "Who saw it differently, and why?",
        [Optional(), Length(max=10000)],
        description="Dissent is kept: later it may turn out to be right.",
    )
    owner_id = SelectField("Owner", coerce=int, description="Sees to it, and looks at it again.")
    decided_on = DateField("Decided on", [DataRequired("Enter a day, such as 14/3/2026")])
    review_on = DateField("Look at it again on", [Optional()])


class NoteForm(Form):
    body = TextAreaField("What did you find?", [DataRequired("Say in a sentence what you found"), Length(max=10000)])
    next_review_on = DateField("Look at it again on", [Optional()])
    kind = RadioField(
        "What is this?",
        choices=[
            ("review", "We looked at it again: it stands"),
            ("correction", "A correction of the record"),
            ("end", "It no longer stands"),
        ],
        default="review",
        validators=[DataRequired("Choose one")],
    )
