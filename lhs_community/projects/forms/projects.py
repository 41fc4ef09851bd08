"""What people type about a project, its charter, stage and team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired, Optional

from lhs_community.projects.charter import Charter
from lhs_community.projects.forms.editing import DayField, long_text, sentence, short_text
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.terms import STAGE_LABELS, Stage
from lhs_community.safety.forms import EditForm, Form

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
    title = short_text("What is the project called?", "Enter a title", 160, "One sentence is enough to begin.")
    problem = long_text(  # type: ignore[assignment]  # form["problem"]: by name it is the message of the form
        "What is the problem?", "What happens now, to whom, how often? No details of single people."
    )
    aim_text = sentence(
        "What do you want to achieve?", longest=600, hint="For whom, what, how good, by when – as far as you know."
    )

    def offer(self, communities: Sequence[tuple[str, str]]) -> None:
        self.community.choices = communities

    def charter(self) -> Charter:
        # In brackets, as everywhere: `form.problem` is the message of the form itself.
        return Charter(
            title=self.title.data or "", problem=self["problem"].data or "", aim_text=self.aim_text.data or ""
        )


class CharterForm(EditForm):
    title = short_text("Title", "Enter a title", 160)
    problem = long_text(  # type: ignore[assignment]  # as above
        "Problem", "What happens now, to whom, how often? What have you seen yourselves?"
    )
    aim_for_whom = short_text("For whom?", hint="For example: people staying on Fern ward.")
    aim_what = short_text("What should change?", hint="For example: falls for every 1,000 bed days.")
    aim_how_good = short_text("How good?", hint="For example: from 8.4 to 6.0 or fewer.")
    aim_by = DayField("By when?", [Optional()])
    aim_text = sentence(
        "The aim in one sentence", longest=600, hint="Leave empty to have it put together from the parts above."
    )
    scope = long_text("Scope", "What is in, what is out.")
    balancing = long_text("What might get worse?", "Unintended effects, and how you would notice them.")

    @staticmethod
    def values_of(thing: Project) -> Mapping[str, object]:
        return {
            "title": thing.title,
            "problem": thing.problem,
            "aim_for_whom": thing.aim_for_whom,
            "aim_what": thing.aim_what,
            "aim_how_good": thing.aim_how_good,
            "aim_by": thing.aim_by,
            "aim_text": thing.aim_text,
            "scope": thing.scope,
            "balancing": thing.balancing,
        }

    def charter(self) -> Charter:
        typed = {name: self[name].data or "" for name in Charter.__dataclass_fields__ if name != "aim_by"}
        return Charter(**typed, aim_by=self.aim_by.data)


class StageForm(Form):
    stage = RadioField(
        "Where does the project stand?",
        choices=[(stage.value, f"{STAGE_LABELS[stage]}: {words}") for stage, words in STAGES.items()],
        validators=[DataRequired("Choose a stage")],
    )
    stopped_reason = long_text(
        "If you stop: why?", "What you learned, said honestly. It helps the next team more than a success story."
    )


class TeamForm(Form):
    person = SelectField("Somebody from the community", validators=[Optional()])
    handle = short_text(
        "Or their @name", longest=41, hint="For somebody who reads this community without being a member."
    )
    role = short_text("Role in the project", longest=80, hint="For example: lead, measurement, carer partner, sponsor.")

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        self.person.choices = [("", "Choose a person"), *((str(id_), name) for id_, name in people)]


class RoleForm(Form):
    role = short_text("Role in the project", longest=80)


class PutBackForm(Form):
    """`version` is the one whose page the person saw before deciding."""

    version = HiddenField()

    def read_version(self) -> int:
        typed = str(self.version.data or "")
        return int(typed) if typed.isdecimal() and len(typed) < 9 else 0
