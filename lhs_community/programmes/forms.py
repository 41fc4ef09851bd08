"""What people type about programmes and shared definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional

from lhs_community.measures.actions.measures import Plan
from lhs_community.measures.forms.checks import figure_of, is_figure, typed_figure
from lhs_community.measures.forms.measures import CHART_CHOICES, DIRECTIONS, KINDS, PERIOD_CHOICES
from lhs_community.measures.models.measures import MeasureKind, Period
from lhs_community.measures.spc.terms import ChartKind, Direction
from lhs_community.programmes.actions.programmes import Outline
from lhs_community.programmes.models.definitions import Definition, DefinitionVersion
from lhs_community.programmes.models.programmes import NOTE_LENGTH, TITLE_LENGTH, Programme
from lhs_community.projects.forms.editing import DayField, long_text, sentence, short_text
from lhs_community.safety.forms import EditForm, Form


class ProgrammeForm(EditForm):
    title = short_text("Title", "Enter a title", TITLE_LENGTH, "For example: Fewer falls in hospital.")
    aim = long_text("What should be better, for whom, by when?", "The aim that all its projects share.")
    starts_on = DayField("Begins", [Optional()])
    ends_on = DayField("Ends", [Optional()])

    @staticmethod
    def values_of(thing: Programme) -> Mapping[str, object]:
        return {"title": thing.title, "aim": thing.aim, "starts_on": thing.starts_on, "ends_on": thing.ends_on}

    def outline(self) -> Outline:
        return Outline(self.title.data or "", self.aim.data or "", self.starts_on.data, self.ends_on.data)


class LeadForm(Form):
    person = SelectField("Somebody from the community", validators=[DataRequired("Choose a person")])

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        self.person.choices = [("", "Choose a person"), *((str(id_), name) for id_, name in people)]


class InviteForm(Form):
    project = SelectField(
        "Project",
        validators=[DataRequired("Choose a project")],
        description="Its lead is asked, and may say no. A project of another community stays with that community.",
    )
    note = sentence("What do you want to say to its lead?", longest=NOTE_LENGTH)

    def offer(self, projects: Sequence[tuple[int, str]]) -> None:
        self.project.choices = [("", "Choose a project"), *((str(id_), title) for id_, title in projects)]


class AnswerForm(Form):
    choice = RadioField(
        "What do you say?",
        choices=[("join", "Yes, the project belongs to it"), ("decline", "No, not now")],
        validators=[DataRequired("Choose yes or no")],
    )
    words = sentence("Why?", longest=NOTE_LENGTH, hint="If you say no, whoever asked is told in your words.")


class DefinitionForm(EditForm):
    name = short_text("Name", "Enter a name", 160, "The same at every site. For example: falls per 1,000 bed days.")
    kind = RadioField(
        "What kind of measure is it?",
        choices=KINDS,
        validators=[DataRequired("Choose one")],
    )
    direction = RadioField(
        "Which way is better?",
        choices=DIRECTIONS,
        validators=[DataRequired("Choose one")],
    )
    definition = long_text("How exactly is it counted?", "So that two sites would get the same number.")
    numerator = short_text("Numerator", longest=300, hint="What is counted. For example: falls reported on the ward.")
    denominator = short_text("Denominator", longest=300, hint="Out of what. For example: occupied bed days.")
    per = StringField(
        "Said for every",
        [Optional(), is_figure],
        description="1,000 for “per 1,000 bed days”, 100 for a percentage, otherwise 1.",
    )
    exclusions = sentence("What is left out?", longest=500)
    sampling = short_text("Sampling", longest=300, hint="All, or which: for example 20 notes a month.")
    period = SelectField("One value stands for", choices=PERIOD_CHOICES, validators=[Optional()])
    unit = StringField("Unit", [Optional(), Length(max=30)], description="For example %, or falls per 1,000 bed days.")
    chart_kind = RadioField(
        "Which chart fits?", choices=CHART_CHOICES, default=ChartKind.XMR.value, validators=[DataRequired("Choose one")]
    )
    target = StringField("Target", [Optional(), is_figure])
    target_by = DayField("Target by", [Optional()])
    lowest = StringField("Lowest value there can be", [Optional(), is_figure])
    highest = StringField("Highest value there can be", [Optional(), is_figure])
    is_unscreened = BooleanField("Match the Making Data Count Excel tool")

    @staticmethod
    def values_of(thing: Definition | DefinitionVersion) -> Mapping[str, object]:
        newest = thing.newest if isinstance(thing, Definition) else thing
        as_they_are = ("name", "definition", "numerator", "denominator", "exclusions", "sampling", "unit", "target_by")
        figures = ("target", "lowest", "highest")
        return {
            **{name: getattr(newest, name) for name in as_they_are},
            **{name: typed_figure(getattr(newest, name)) for name in figures},
            "per": typed_figure(None if newest.per == 1 else newest.per),
            "kind": newest.kind.value,
            "direction": newest.direction.value,
            "chart_kind": newest.chart_kind.value,
            "period": newest.period.value if newest.period else "",
            "is_unscreened": not newest.is_screened,
        }

    def terms(self) -> Plan:
        texts = ("name", "definition", "numerator", "denominator", "exclusions", "sampling", "unit")
        typed: dict[str, Any] = {name: self[name].data or "" for name in texts}
        return Plan(
            **typed,
            kind=MeasureKind(self.kind.data),
            direction=Direction(self.direction.data),
            chart_kind=ChartKind(self.chart_kind.data),
            period=Period(self.period.data) if self.period.data else None,
            per=1.0 if (per := figure_of(self.per)) is None else per,
            target=figure_of(self.target),
            target_by=self.target_by.data,
            lowest=figure_of(self.lowest),
            highest=figure_of(self.highest),
            is_screened=not self.is_unscreened.data,
        )


class ProposalForm(DefinitionForm):
    reason = sentence(
        "What is different, and why?",
        "Say what is better about the new version",
        NOTE_LENGTH,
        "Each project reads this beside the differences, and answers for itself.",
    )


class TakeUpForm(Form):
    project = SelectField("Which project takes it up?", validators=[DataRequired("Choose a project")])
    measure = SelectField(
        "As which measure?",
        validators=[Optional()],
        description="If the project counts this already, choose its measure: you see first how the two differ.",
    )
    site = short_text(
        "Ward or site", longest=80, hint="For a new measure, if the project counts it in several places: one for each."
    )

    def offer(self, projects: Sequence[tuple[int, str]], measures: Sequence[tuple[int, str]]) -> None:
        self.project.choices = [(str(id_), title) for id_, title in projects]
        self.measure.choices = [("", "A new measure"), *((str(id_), title) for id_, title in measures)]


class VersionForm(Form):
    choice = RadioField(
        "What does your project do?",
        choices=[
            ("accept", "Take the new version: the measure is counted and drawn that way from now on"),
            ("decline", "Keep what we have, and say why"),
        ],
        validators=[DataRequired("Choose one")],
    )
    reason = sentence("Why does it not fit here?", longest=NOTE_LENGTH, hint="If you keep what you have.")
