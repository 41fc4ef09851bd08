"""What people type in a diagnostic: what it is about, and its lines."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from lhs_community.diagnostics.models import Diagnostic, DiagnosticKind
from lhs_community.safety.forms import EditForm

TITLES = {
    DiagnosticKind.FISHBONE: "The problem, which stands at the head",
    DiagnosticKind.WHYS: "The problem: what happened?",
    DiagnosticKind.PROCESS: "Which way, from where to where?",
    DiagnosticKind.PARETO: "What was counted, where and when?",
}
HINTS = {
    DiagnosticKind.FISHBONE: "One a line: a kind of cause, below it the causes, indented by two spaces; details are "
    "indented once more.",
    DiagnosticKind.WHYS: "Ask why, and write the answer on a line; ask why of that, and so on. Indent lines to branch. "
    "Begin a line with ! where there is a root cause that you can change.",
    DiagnosticKind.PROCESS: "One step a line, as “who: what”. After | comes the time, or the word value where it adds "
    "value for the person it is for. Wait: is a wait. A line that ends in ? is a decision, its other ways out below, "
    "indented.",
    DiagnosticKind.PARETO: "One a line: a cause, a comma, and how often it was found. Two columns of a sheet can be "
    "pasted.",
}


class DiagnosticForm(EditForm):
    title = StringField("Title", [DataRequired("Enter what it is about"), Length(max=160)])
    text = TextAreaField("Lines", [DataRequired("Enter at least one line"), Length(max=12_000)])

    def suit(self, kind: DiagnosticKind) -> None:
        self.title.label.text = TITLES[kind]
        self.text.description = HINTS[kind]

    @staticmethod
    def values_of(thing: Diagnostic) -> Mapping[str, object]:
        return {"title": thing.title, "text": thing.text}
