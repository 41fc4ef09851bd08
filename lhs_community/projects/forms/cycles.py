"""What people type as they plan, do, study and act."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import Field, RadioField
from wtforms.validators import DataRequired

from lhs_community.projects.actions.cycles import Answer, Doing, Plan
from lhs_community.projects.forms.editing import MayWait, long_text, sentence, short_text
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.terms import ACT_LABELS, KIND_OF_TEST_LABELS, Act, StageOfTest
from lhs_community.safety.forms import EditForm

MOST_QUESTIONS = 5
ACTS = {
    Act.ADOPT: "it works: keep it, or test it more widely",
    Act.ADAPT: "promising: change it and test again",
    Act.ABANDON: "it did not help: let it go",
}
YES_NO = [("yes", "Yes"), ("no", "No")]


class PlanForm(EditForm):
    """The words of a plan. While the cycle is only planned, QuestionsForm adds its questions."""

    objective = sentence("What do you want to find out?", "Say what you want to find out", 300)
    stage_of_test = RadioField(
        "What kind of cycle is it?",
        choices=[(stage.value, label) for stage, label in KIND_OF_TEST_LABELS.items()],
        default=StageOfTest.TEST.value,
        validators=[DataRequired("Choose one")],
    )
    scale = short_text("How big is it?", longest=160, hint="Begin small: one bay, three nights. One patient is enough.")
    plan = long_text("Plan", "Who does what, when and where? What is noted, and by whom?")

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


class DoForm(EditForm):
    done = long_text(
        "What was done?",
        "What happened, in plain words. Counts and observations, nothing about single people.",
        may_wait=True,
    )
    as_planned = RadioField("Did it go as planned?", choices=YES_NO, validators=[MayWait()])
    unexpected = long_text("What was unexpected?", "Problems, surprises, things people said.")

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

    study = long_text(
        "What did you learn?", "Compare with what you expected. What does it mean for the change?", may_wait=True
    )

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


class ActForm(EditForm):
    act = RadioField(
        "What do you decide?",
        choices=[(act.value, f"{ACT_LABELS[act]}: {words}") for act, words in ACTS.items()],
        validators=[MayWait()],
    )
    next_step = long_text("What comes next?", "The next cycle takes this over.")

    @staticmethod
    def values_of(thing: Cycle) -> Mapping[str, object]:
        return {"act": thing.act.value if thing.act else None, "next_step": thing.next_step}

    def decision(self) -> Act | None:
        return Act(self.act.data) if self.act.data in {act.value for act in Act} else None


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"


def _truth(value: object) -> bool | None:
    return {"yes": True, "no": False}.get(str(value))
