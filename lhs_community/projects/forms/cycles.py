"""What people type as they plan, do, study and act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wtforms import Field, HiddenField, RadioField
from wtforms.validators import DataRequired, Optional

from lhs_community.foundation.subjects import Card
from lhs_community.projects.actions.cycles import Answer, Decision, Doing, Plan
from lhs_community.projects.forms.editing import (
    MayWait,
    ProjectEditForm,
    long_text,
    sentence,
    short_text,
)
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.terms import ACT_LABELS, KIND_OF_TEST_LABELS, MOVE_LABELS, Act, NextMove, StageOfTest
from lhs_community.safety.forms import Form, MultiCheckboxField

MOST_QUESTIONS = 5
ACTS = {
    Act.ADOPT: "it works: keep it, or test it more widely",
    Act.ADAPT: "promising: change it and test again",
    Act.ABANDON: "it did not help: let it go",
}
MOVES = {
    NextMove.SCALE_UP: "try it more widely",
    NextMove.RUN_AGAIN: "the same once more, to be surer",
    NextMove.NEXT_CYCLE: "something is changed first",
}
YES_NO = [("yes", "Yes"), ("no", "No")]


class PlanForm(ProjectEditForm):
    """The words of a plan. While the cycle is only planned, QuestionsForm adds its questions."""

    objective = sentence("What do you want to find out?", "Say what you want to find out", 300)
    stage_of_test = RadioField(
        "What kind of cycle is it?",
        choices=[(stage.value, label) for stage, label in KIND_OF_TEST_LABELS.items()],
        default=StageOfTest.TEST.value,
        validators=[DataRequired("Choose one")],
    )
    scale = short_text("How big is it?", longest=160, hint="Begin small: one bay, three nights. One patient is enough.")
    plan = long_text("Plan", "How will you test it? Who does what, and when, can be added as tasks once it is saved.")
    data_what = sentence("What will you note or count?", hint="Just enough to answer the questions.")
    data_who = short_text("Who notes it?")
    data_when = short_text("When?")
    data_where = short_text("Where?")
    measures = MultiCheckboxField("Which measures should it move?", [Optional()], choices=[])

    @staticmethod
    def values_of(thing: Cycle) -> Mapping[str, object]:
        words: dict[str, object] = {
            "objective": thing.objective,
            "stage_of_test": thing.stage_of_test.value,
            "scale": thing.scale,
            "plan": thing.plan,
            "data_what": thing.data_what,
            "data_who": thing.data_who,
            "data_when": thing.data_when,
            "data_where": thing.data_where,
            "measures": list(thing.measures),
        }
        for number, one in enumerate(thing.questions, 1):
            words |= {f"question_{number}": one.question, f"prediction_{number}": one.prediction}
        return words

    def offer(self, measures: Sequence[Card]) -> None:
        self.measures.choices = [(str(card.ref), card.title) for card in measures]

    def typed(self) -> Plan:
        return Plan(
            objective=self.objective.data or "",
            stage_of_test=StageOfTest(self.stage_of_test.data),
            scale=self.scale.data or "",
            plan=self.plan.data or "",
            data_what=self.data_what.data or "",
            data_who=self.data_who.data or "",
            data_when=self.data_when.data or "",
            data_where=self.data_where.data or "",
            measures=self.measures.data or [],
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
    setattr(QuestionsForm, f"question_{_number}", sentence(f"Question {_number}", may_wait=True))
    setattr(
        QuestionsForm,
        f"prediction_{_number}",
        sentence(
            f"What do you expect? (question {_number})",
            hint="Your prediction. A wrong one teaches most.",
            may_wait=True,
        ),
    )


class DoForm(ProjectEditForm):
    done = long_text(
        "What was done?",
        "What happened, in plain words. Counts and observations, nothing about single people.",
        may_wait=True,
    )
    as_planned = RadioField("Did it go as planned?", choices=YES_NO, validators=[MayWait()])
    unexpected = long_text("What was unexpected?", "Problems, surprises, things people said.")
    collected = long_text("What was noted or counted?", "The figures, or where they are. Nothing about single people.")

    @staticmethod
    def values_of(thing: Cycle) -> Mapping[str, object]:
        return {
            "done": thing.done,
            "as_planned": _yes_no(thing.as_planned),
            "unexpected": thing.unexpected,
            "collected": thing.collected,
        }

    def typed(self) -> Doing:
        return Doing(
            done=self.done.data or "",
            as_planned=_truth(self.as_planned.data),
            unexpected=self.unexpected.data or "",
            collected=self.collected.data or "",
        )


class StudyForm(ProjectEditForm):
    """`for_questions` makes the form with two fields for each question."""

    compared = long_text(
        "How does what happened compare with what you expected?", "More than right or wrong: by how much, and where?"
    )
    study = long_text("What did you learn?", "What does it mean for the change?", may_wait=True)

    @staticmethod
    def values_of(thing: Cycle) -> Mapping[str, object]:
        words: dict[str, object] = {"compared": thing.compared, "study": thing.study}
        for number, one in enumerate(thing.questions, 1):
            words |= {f"answer_{number}": one.answer, f"right_{number}": _yes_no(one.was_right)}
        return words

    @classmethod
    def for_questions(cls, count: int) -> type[StudyForm]:
        fields: dict[str, object] = {}
        for number in range(1, count + 1):
            fields[f"answer_{number}"] = sentence(f"What did you find? (question {number})", longest=600, may_wait=True)
            fields[f"right_{number}"] = RadioField(
                f"Was the prediction right? (question {number})", choices=YES_NO, validators=[MayWait()]
            )
        return type("StudyForm", (cls,), fields)

    def answers(self) -> list[Answer] | None:
        """None where the form has no questions."""
        found: list[Answer] = []
        while f"answer_{len(found) + 1}" in self._fields:
            number = len(found) + 1
            found.append(
                Answer(text=self[f"answer_{number}"].data or "", was_right=_truth(self[f"right_{number}"].data))
            )
        return found or None


class ActForm(ProjectEditForm):
    act = RadioField(
        "What do you decide?",
        choices=[(act.value, f"{ACT_LABELS[act]}: {words}") for act, words in ACTS.items()],
        validators=[MayWait()],
    )
    next_move = RadioField(
        "And then?",
        choices=[
            *((move.value, f"{MOVE_LABELS[move]}: {words}") for move, words in MOVES.items()),
            ("", "Nothing more for now"),
        ],
        default="",
        validators=[MayWait()],
    )
    next_step = long_text("What comes next?", "The next cycle takes this over.")

    @staticmethod
    def values_of(thing: Cycle) -> Mapping[str, object]:
        return {
            "act": thing.act.value if thing.act else None,
            "next_move": thing.next_move.value if thing.next_move else "",
            "next_step": thing.next_step,
        }

    def decision(self) -> Decision:
        return Decision(
            act=Act(self.act.data) if self.act.data in {act.value for act in Act} else None,
            next_move=NextMove(self.next_move.data) if self.next_move.data else None,
            next_step=self.next_step.data or "",
        )


class TurnBackForm(Form):
    """`version`: the cycle as it was seen, so that nobody takes back a step that somebody else has just taken."""

    version = HiddenField()
    reason = sentence("Why is it taken back?", "Say why the step is taken back", hint="It stays on record.")

    def read_version(self) -> int:
        typed = str(self.version.data or "")
        return int(typed) if typed.isdecimal() and len(typed) < 9 else 0


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"


def _truth(value: object) -> bool | None:
    return {"yes": True, "no": False}.get(str(value))
