"""What people type about a project, its charter, stage and team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired, Optional

from lhs_community.files.forms import WithFiles
from lhs_community.projects.charter import Charter
from lhs_community.projects.forms.editing import DayField, ProjectEditForm, long_text, sentence, short_text
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import PART_LABELS, STAGE_LABELS, Stage, TeamPart
from lhs_community.safety.forms import Form

STAGES = {
    Stage.INTENT: "an idea of what should be better",
    Stage.CHARTER: "problem, aim and team are agreed",
    Stage.PLANNING: "drivers, measures and first tests are planned",
    Stage.TESTING: "PDSA cycles are under way",
    Stage.IMPROVING: "the measures show it",
    Stage.SUSTAINED: "it is how the work is done now",
    Stage.STOPPED: "we will not go on",
}


class StartForm(Form):
    community = SelectField("Community", validators=[DataRequired("Choose a community")])
    template = SelectField(
        "Begin from a template?",
        [Optional()],
        choices=[("", "No, from an empty page")],
        description="It brings hints for the charter, a first driver diagram and measures to think of.",
    )
    title = short_text("What is the project called?", "Enter a title", 160, "One sentence is enough to begin.")
    problem = long_text(  # type: ignore[assignment]  # form["problem"]: by name it is the message of the form
        "What is the problem?", "What happens now, to whom, how often? No details of single people."
    )
    aim_text = sentence(
        "What do you want to achieve?", longest=600, hint="For whom, what, how good, by when – as far as you know."
    )

    def offer(self, communities: Sequence[tuple[str, str]], templates: Sequence[tuple[str, str]] = ()) -> None:
        self.community.choices = communities
        self.template.choices = [("", "No, from an empty page"), *templates]

    def charter(self) -> Charter:
        # In brackets, as everywhere: `form.problem` is the message of the form itself.
        return Charter(
            title=self.title.data or "", problem=self["problem"].data or "", aim_text=self.aim_text.data or ""
        )


class CharterForm(ProjectEditForm):
    title = short_text("Title", "Enter a title", 160)
    problem = long_text(  # type: ignore[assignment]  # as above
        "Problem", "What happens now, to whom, how often? What have you seen yourselves?"
    )
    aim_for_whom = short_text("For whom?", hint="For example: people staying on Fern ward.")
    aim_what = short_text("What should change?", hint="For example: falls for every 1,000 bed days.")
    aim_where = short_text("Where?", hint="For example: Fern ward and the garden rooms.")
    aim_how_good = short_text("How good?", hint="For example: from 8.4 to 6.0 or fewer.")
    aim_by = DayField("By when?", [Optional()])
    aim_measure_id = SelectField("Which measure will show it?", [Optional()], choices=[("", "None yet")])
    aim_text = sentence(
        "The aim in one sentence", longest=600, hint="Leave empty to have it put together from the parts above."
    )
    scope = long_text("What is in", "Where, whom and which part of the work you mean to change.")
    scope_out = long_text("What is out", "What you leave alone, so that the project can end.")
    starts_on = DayField("Planned start", [Optional()])
    ends_on = DayField("Planned end", [Optional()])
    risks = long_text("Risks", "What could stop or slow you, and what you would do then.")
    equality = long_text(
        "Equality", "Who might gain less than others, or be harmed, though the average improves? How would you see it?"
    )
    balancing = long_text(
        "What might get worse?", "Unintended effects elsewhere, and the balancing measure that would show them."
    )
    ethics = long_text(
        "Ethics and data protection",
        "Is it improvement or research? Who has looked at it? Which figures are used, and who can see them?",
    )

    @staticmethod
    def values_of(thing: Project) -> Mapping[str, object]:
        return {
            "title": thing.title,
            "problem": thing.problem,
            "aim_for_whom": thing.aim_for_whom,
            "aim_what": thing.aim_what,
            "aim_where": thing.aim_where,
            "aim_how_good": thing.aim_how_good,
            "aim_by": thing.aim_by,
            "aim_measure_id": str(thing.aim_measure_id or ""),
            "aim_text": thing.aim_text,
            "scope": thing.scope,
            "scope_out": thing.scope_out,
            "starts_on": thing.starts_on,
            "ends_on": thing.ends_on,
            "balancing": thing.balancing,
            "equality": thing.equality,
            "risks": thing.risks,
            "ethics": thing.ethics,
        }

    def offer(self, measures: Sequence[tuple[int, str]], hints: Mapping[str, str]) -> None:
        """The project's measures, and what its template says beside a field."""
        self.aim_measure_id.choices = [("", "None yet"), *((str(id_), title) for id_, title in measures)]
        for name, hint in hints.items():
            if name in self._fields and hint:
                self._fields[name].description = f"{self._fields[name].description} From the template: {hint}".strip()

    def charter(self) -> Charter:
        days: dict[str, Any] = {name: self[name].data for name in ("aim_by", "starts_on", "ends_on")}
        others = Charter.__dataclass_fields__.keys() - days.keys() - {"aim_measure_id"}
        typed: dict[str, Any] = {name: self[name].data or "" for name in others}
        return Charter(**typed, **days, aim_measure_id=int(self.aim_measure_id.data or 0) or None)


class StageForm(Form):
    stage = RadioField(
        "Where does the project stand?",
        choices=[(stage.value, f"{STAGE_LABELS[stage]}: {words}") for stage, words in STAGES.items()],
        validators=[DataRequired("Choose a stage")],
    )
    stopped_reason = long_text(
        "If you stop: why?", "What you learned, said honestly. It helps the next team more than a success story."
    )


def _part() -> RadioField:
    return RadioField(
        "Part on the team",
        choices=[(part.value, label) for part, label in PART_LABELS.items()],
        default=TeamPart.MEMBER.value,
        validators=[DataRequired("Choose a part")],
    )


class TeamForm(Form):
    person = SelectField("Somebody from the community", validators=[Optional()])
    handle = short_text(
        "Or their @name", longest=41, hint="For somebody who reads this community without being a member."
    )
    part = _part()
    role = short_text("Role in the project", longest=80, hint="In your own words: counts falls on Mondays.")

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        self.person.choices = [("", "Choose a person"), *((str(id_), name) for id_, name in people)]


class RoleForm(Form):
    part = _part()
    role = short_text("Role in the project", longest=80)


class PlaceForm(Form):
    part = _part()
    words = short_text(
        "Who is it?",
        "Say who it is",
        120,
        "By their part, not by name. For example: two people with lived experience of falls.",
    )


class TemplateForm(Form):
    title = short_text("Title of the template", "Enter a title", 120, "What somebody would look for.")
    about = short_text("What is it for?", longest=300, hint="One sentence.")


class FilesForm(WithFiles):
    """What people attach to a project: the part for files is all of it."""


class PutBackForm(Form):
    """`version` is the one whose page the person saw before deciding."""

    version = HiddenField()

    def read_version(self) -> int:
        typed = str(self.version.data or "")
        return int(typed) if typed.isdecimal() and len(typed) < 9 else 0
