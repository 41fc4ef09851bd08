"""What people type about projects and cycles. A form for text that several people edit carries the version it read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import (
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lhs_community.foundation.text import LONGEST
from lhs_community.projects.actions.cycles import Answer, Doing, Plan
from lhs_community.projects.actions.versions import Stale, Versioned
from lhs_community.projects.charter import Charter
from lhs_community.projects.models import (
    ACT_LABELS,
    KIND_OF_TEST_LABELS,
    STAGE_LABELS,
    STATUS_LABELS,
    Act,
    Cycle,
    Driver,
    DriverKind,
    Idea,
    IdeaStatus,
    Project,
    Stage,
    StageOfTest,
)
from lhs_community.safety.forms import Form

MOST_QUESTIONS = 5
STAGES = {
    Stage.INTENT: "an idea of what should be better",
    Stage.CHARTER: "problem, aim and team are agreed",
    Stage.PLANNING: "drivers, measures and first tests are planned",
    Stage.TESTING: "PDSA cycles are under way",
    Stage.IMPROVING: "the measures show it",
    Stage.SUSTAINED: "it is how the work is done now",
    Stage.STOPPED: "we will not go on",
}
ACTS = {
    Act.ADOPT: "it works: keep it, or test it more widely",
    Act.ADAPT: "promising: change it and test again",
    Act.ABANDON: "it did not help: let it go",
}
YES_NO = [("yes", "Yes"), ("no", "No")]


class DayField(DateField):  # type: ignore[misc]  # WTForms ships no types for its fields
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Enter a date as year-month-day, for example 2027-03-31.") from error


class MultiCheckboxField(SelectMultipleField):  # type: ignore[misc]  # as above
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _text(label: str, problem: str = "", longest: int = 200, hint: str = "") -> StringField:
    rule = DataRequired(problem) if problem else Optional()
    return StringField(
        label, [rule, Length(max=longest, message=f"Keep this to {longest} characters.")], description=hint
    )


def _long(label: str, hint: str = "") -> TextAreaField:
    return TextAreaField(label, [Optional(), Length(max=LONGEST)], description=hint)


@dataclass(frozen=True)
class Difference:
    """What somebody else saved in one field. `was_taken`: the editor had not touched it, so it is in the field now."""

    theirs: str
    was_taken: bool


class EditForm(Form):
    """For a thing that several people edit. When it is stale it shows both versions, field by field.

    `as_read` holds a short digest of each text as it was when the form was opened, so that a field the editor never
    touched takes over what the other person wrote.
    """

    version = HiddenField()
    as_read = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differences: dict[str, Difference] = {}

    def show(self, thing: Versioned) -> None:
        """Note what the editor is about to see."""
        if not self.is_submitted():
            self._note(thing, self.values_of(thing))

    def read_version(self) -> int:
        typed = str(self.version.data or "")
        return int(typed) if typed.isdecimal() and len(typed) < 9 else 0

    @staticmethod
    def values_of(thing: Any) -> Mapping[str, object]:
        """Field name -> what stands there now."""
        raise NotImplementedError

    @contextmanager
    def refusals(self) -> Iterator[None]:
        with super().refusals():
            try:
                yield
            except Stale as stale:
                self._compare(stale.thing)
                raise

    def _note(self, thing: Versioned, values: Mapping[str, object]) -> None:
        self.version.data = str(thing.version)
        self.as_read.data = " ".join(f"{name}:{_digest(value)}" for name, value in values.items())

    def _compare(self, thing: Versioned) -> None:
        values = self.values_of(thing)
        read = dict(part.split(":", 1) for part in str(self.as_read.data or "").split() if ":" in part)
        for name, theirs in values.items():
            field = self._fields.get(name)
            if field is None or _digest(field.data) == _digest(theirs):
                continue
            is_untouched = read.get(name) == _digest(field.data)
            self.differences[name] = Difference(_shown(field, theirs), was_taken=is_untouched)
            if is_untouched:
                field.data, field.raw_data = theirs, None
        self._note(thing, values)


def _same(value: object) -> str:
    if isinstance(value, list | tuple):
        return ",".join(sorted(str(one) for one in value))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _digest(value: object) -> str:
    return hashlib.sha256(_same(value).encode()).hexdigest()[:10]


def _shown(field: Field, value: object) -> str:
    """As a reader would say it: the labels of choices, a date in words."""
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    if hasattr(field, "choices"):
        labels = {str(key): str(label) for key, label, *_ in field.choices}
        wanted = value if isinstance(value, list | tuple) else [value]
        return ", ".join(labels.get(str(one), str(one)) for one in wanted)
    return _same(value)


class StartForm(Form):
    community = SelectField("Community", validators=[DataRequired("Choose a community")])
    title = _text("What is the project called?", "Enter a title", 160, "One sentence is enough to begin.")
    problem = _long("What is the problem?", "What happens now, to whom, how often? No details of single people.")
    aim_text = _text(
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
    title = _text("Title", "Enter a title", 160)
    problem = _long("Problem", "What happens now, to whom, how often? What have you seen yourselves?")
    aim_for_whom = _text("For whom?", hint="For example: people staying on Fern ward.")
    aim_what = _text("What should change?", hint="For example: falls for every 1,000 bed days.")
    aim_how_good = _text("How good?", hint="For example: from 8.4 to 6.0 or fewer.")
    aim_by = DayField("By when?", [Optional()])
    aim_text = _text(
        "The aim in one sentence", longest=600, hint="Leave empty to have it put together from the parts above."
    )
    scope = _long("Scope", "What is in, what is out.")
    balancing = _long("What might get worse?", "Unintended effects, and how you would notice them.")

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
    stopped_reason = _long(
        "If you stop: why?", "What you learned, said honestly. It helps the next team more than a success story."
    )


class TeamForm(Form):
    person = SelectField("Somebody from the community", validators=[Optional()])
    handle = _text("Or their @name", longest=41, hint="For people who may read this community but are not a member.")
    role = _text("Role in the project", longest=80, hint="For example: lead, measurement, carer partner, sponsor.")

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        self.person.choices = [("", "Choose a person"), *((str(id_), name) for id_, name in people)]


class RoleForm(Form):
    role = _text("Role in the project", longest=80)


class DriverForm(EditForm):
    title = _text("Driver", "Enter what drives the aim", 160, "Something that has to be so for the aim to be met.")
    kind = RadioField(
        "Which layer?",
        choices=[
            (DriverKind.PRIMARY.value, "Primary: it drives the aim itself"),
            (DriverKind.SECONDARY.value, "Secondary: it drives one or more primary drivers"),
        ],
        validators=[DataRequired("Choose a layer")],
    )
    primaries = MultiCheckboxField(
        "Primary drivers that it serves", [Optional()], choices=[], description="If it is secondary."
    )

    @staticmethod
    def values_of(thing: Driver) -> Mapping[str, object]:
        primaries = [str(one.id) for one in thing.primaries]
        return {"title": thing.title, "kind": thing.kind.value, "primaries": primaries}

    def offer(self, drivers: Sequence[Driver], but: int = 0) -> None:
        some = [one for one in drivers if one.kind is DriverKind.PRIMARY and one.id != but]
        self.primaries.choices = [(str(one.id), one.title) for one in some]

    def chosen(self) -> list[int]:
        return [int(one) for one in self.primaries.data or ()]


class IdeaForm(EditForm):
    title = _text("Change idea", "Enter the idea", 200, "Small enough that somebody could try it next week.")
    drivers = MultiCheckboxField("Drivers that it works on", [Optional()], choices=[])
    status = RadioField(
        "Status",
        choices=[(status.value, label) for status, label in STATUS_LABELS.items()],
        default=IdeaStatus.IDEA.value,
        validators=[DataRequired("Choose a status")],
        description="It follows the decisions of the cycles by itself.",
    )

    @staticmethod
    def values_of(thing: Idea) -> Mapping[str, object]:
        drivers = [str(one.id) for one in thing.drivers]
        return {"title": thing.title, "drivers": drivers, "status": thing.status.value}

    def offer(self, drivers: Sequence[Driver]) -> None:
        """Secondary drivers; primary ones too where a project has no others, or the idea hangs on one."""
        hung_on = set(self.drivers.data or ())
        secondary = [one for one in drivers if one.kind is DriverKind.SECONDARY]
        shown = [one for one in drivers if one in secondary or not secondary or str(one.id) in hung_on]
        self.drivers.choices = [(str(one.id), one.title) for one in shown]

    def chosen(self) -> list[int]:
        return [int(one) for one in self.drivers.data or ()]


class PlanForm(EditForm):
    """The words of a plan. While the cycle is only planned, QuestionsForm adds its questions."""

    objective = _text("What do you want to find out?", "Say what you want to find out", 300)
    stage_of_test = RadioField(
        "What kind of cycle is it?",
        choices=[(stage.value, label) for stage, label in KIND_OF_TEST_LABELS.items()],
        default=StageOfTest.TEST.value,
        validators=[DataRequired("Choose one")],
    )
    scale = _text("How big is it?", longest=160, hint="Begin small: one bay, three nights. One patient is enough.")
    plan = _long("Plan", "Who does what, when and where? What is noted, and by whom?")

    @staticmethod
    def values_of(thing: Cycle) -> Mapping[str, object]:
        words = {
            "objective": thing.objective,
            "stage_of_test": thing.stage_of_test.value,
            "scale": thing.scale,
            "plan": thing.plan,
        }
        for number, one in enumerate(thing.questions, 1):
            words |= {f"question_{number}": one.question, f"prediction_{number}": one.prediction}
        return words

    def typed(self) -> Plan:
        return Plan(
            objective=self.objective.data or "",
            stage_of_test=StageOfTest(self.stage_of_test.data),
            scale=self.scale.data or "",
            plan=self.plan.data or "",
            questions=self._questions(),
        )

    def _questions(self) -> list[tuple[str, str]] | None:
        return None


class QuestionsForm(PlanForm):
    def pairs(self) -> list[tuple[Field, Field]]:
        return [(self[f"question_{number}"], self[f"prediction_{number}"]) for number in range(1, MOST_QUESTIONS + 1)]

    def _questions(self) -> list[tuple[str, str]]:
        return [(question.data or "", prediction.data or "") for question, prediction in self.pairs()]


for _number in range(1, MOST_QUESTIONS + 1):
    setattr(QuestionsForm, f"question_{_number}", _text(f"Question {_number}", longest=300))
    setattr(
        QuestionsForm,
        f"prediction_{_number}",
        _text(
            f"What do you expect? (question {_number})", longest=300, hint="Your prediction. A wrong one teaches most."
        ),
    )


class DoForm(EditForm):
    done = _long(
        "What was done?", "What happened, in plain words. Counts and observations, nothing about single people."
    )
    as_planned = RadioField("Did it go as planned?", choices=YES_NO, validators=[Optional()])
    unexpected = _long("What was unexpected?", "Problems, surprises, things people said.")

    @staticmethod
    def values_of(thing: Cycle) -> Mapping[str, object]:
        return {"done": thing.done, "as_planned": _yes_no(thing.as_planned), "unexpected": thing.unexpected}

    def typed(self) -> Doing:
        return Doing(
            done=self.done.data or "",
            as_planned=_truth(self.as_planned.data),
            unexpected=self.unexpected.data or "",
        )


class StudyForm(EditForm):
    """`for_questions` makes the form with two fields for each question."""

    study = _long("What did you learn?", "Compare with what you expected. What does it mean for the change?")

    @staticmethod
    def values_of(thing: Cycle) -> Mapping[str, object]:
        words: dict[str, object] = {"study": thing.study}
        for number, one in enumerate(thing.questions, 1):
            words |= {f"answer_{number}": one.answer, f"right_{number}": _yes_no(one.was_right)}
        return words

    @classmethod
    def for_questions(cls, count: int) -> type[StudyForm]:
        fields: dict[str, object] = {}
        for number in range(1, count + 1):
            fields[f"answer_{number}"] = _text(f"What did you find? (question {number})", longest=600)
            fields[f"right_{number}"] = RadioField(
                f"Was the prediction right? (question {number})", choices=YES_NO, validators=[Optional()]
            )
        return type("StudyForm", (cls,), fields)

    def answers(self) -> list[Answer] | None:
        """None where the form has no questions."""
        found = []
        while f"answer_{len(found) + 1}" in self._fields:
            number = len(found) + 1
            found.append(
                Answer(text=self[f"answer_{number}"].data or "", was_right=_truth(self[f"right_{number}"].data))
            )
        return found or None


class ActForm(EditForm):
    act = RadioField(
        "What do you decide?",
        choices=[(act.value, f"{ACT_LABELS[act]}: {words}") for act, words in ACTS.items()],
        validators=[Optional()],
    )
    next_step = _long("What comes next?", "The next cycle takes this over.")

    @staticmethod
    def values_of(thing: Cycle) -> Mapping[str, object]:
        return {"act": thing.act.value if thing.act else None, "next_step": thing.next_step}

    def decision(self) -> Act | None:
        return Act(self.act.data) if self.act.data in {act.value for act in Act} else None


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"


def _truth(value: object) -> bool | None:
    return {"yes": True, "no": False}.get(str(value))
