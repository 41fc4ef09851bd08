"""What people type about lessons and adoptions."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lhs_community.library.actions.adoptions import Adapted
from lhs_community.library.actions.lessons import Written
from lhs_community.library.actions.reviews import CHECKLIST, Judgement
from lhs_community.library.evidence import LABELS
from lhs_community.library.models import OUTCOME_LABELS, SECTIONS, Lesson, LessonKind
from lhs_community.safety.forms import Form

LONGEST = Length(max=10000)
AS_WORKED_OUT = ""
KIND_HINTS = {
    "worked": "Worked",
    "did_not_work": "Did not work",
    "mixed": "Mixed: in part, or not for everybody",
    "warning": "Warning: something others should look out for",
}


class MultiCheckboxField(SelectMultipleField):
    """Several boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class LessonForm(Form):
    """Only title and kind have to be there for a draft; what a reviewer needs is asked when it is handed in."""

    title = StringField(
        "Your advice, in one sentence",
        [DataRequired("Enter your advice"), Length(max=200)],
        description="As you would say it to a colleague: “Ring the ward before the porter leaves”.",
    )
    kind = RadioField(
        "What came of it?",
        choices=list(KIND_HINTS.items()),
        validators=[DataRequired("Choose what came of it")],
        description="What did not work is as useful to others as what did.",
    )
    community_id = SelectField("Community", coerce=int, description="Whoever reads this community can read the lesson.")
    topics = StringField(
        "Topics",
        [Optional(), Length(max=500)],
        description="Up to eight, with commas between them: falls, older people, nights",
    )
    setting = StringField(
        "Setting",
        [Optional(), Length(max=300)],
        description="What kind of place, how big, how staffed. So that others can see how like theirs it is.",
    )
    # Read in brackets, as the other sections: `form.problem` is the message of the form itself.
    problem = TextAreaField("The problem", [Optional(), LONGEST])  # type: ignore[assignment]  # as above
    context = TextAreaField(
        "Where and with whom", [Optional(), LONGEST], description="What was there already that mattered."
    )
    what_was_done = TextAreaField(
        "What was done",
        [Optional(), LONGEST],
        description="What, who, how, where, how often: enough for somebody else to try it.",
    )
    what_happened = TextAreaField(
        "What happened", [Optional(), LONGEST], description="With figures if you have them; what did not change, too."
    )
    why_we_think_so = TextAreaField(
        "Why we think so", [Optional(), LONGEST], description="What else could explain it, and why it does not."
    )
    would_do_differently = TextAreaField("What we would do differently", [Optional(), LONGEST])
    barriers = TextAreaField("What got in the way", [Optional(), LONGEST])
    enablers = TextAreaField("What helped", [Optional(), LONGEST])
    cost_and_time = TextAreaField("Cost and staff time", [Optional(), LONGEST])
    where_it_would_not_work = TextAreaField("Where it would not work", [Optional(), LONGEST])
    revision = HiddenField()

    def show(self, lesson: Lesson) -> None:
        """Fill a fresh form with what is kept."""
        for name in ("title", "setting", *SECTIONS):
            self[name].data = getattr(lesson, name)
        self.kind.data = lesson.kind.value
        self.topics.data = ", ".join(lesson.topics)
        self.revision.data = str(lesson.revision)

    def written(self) -> Written:
        return Written(
            title=self.title.data or "",
            kind=LessonKind(self.kind.data),
            setting=self.setting.data or "",
            topics=tuple((self.topics.data or "").split(",")),
            texts={section: self[section].data or "" for section in SECTIONS},
        )

    def revision_number(self) -> int:
        typed = str(self.revision.data or "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


class ReviewForm(Form):
    checked = MultiCheckboxField("What you have checked", choices=list(CHECKLIST.items()))
    verdict = RadioField(
        "What next?",
        choices=[("publish", "Publish it"), ("send_back", "Send it back to its author")],
        validators=[DataRequired("Choose what happens next")],
    )
    comments = TextAreaField(
        "Comments for the author",
        [Optional(), LONGEST],
        description="Needed when you send it back. Readers do not see them.",
    )
    limit = SelectField("How far can it be relied on?", description="You can lower the level, not raise it.")
    reason = StringField(
        "Why does it count for less?",
        [Optional(), Length(max=500)],
        description="Only when you lower it. Readers see this.",
    )

    def offer_levels(self, found: int, limit: int | None = None) -> None:
        offer_levels(self.limit, found, limit)

    def judgement(self) -> Judgement:
        return Judgement(
            checked=frozenset(self.checked.data or ()),
            comments=self.comments.data or "",
            limit=chosen_level(self.limit),
            reason=self.reason.data or "",
        )


class EvidenceForm(Form):
    limit = SelectField("How far can it be relied on?", description="You can lower the level, not raise it.")
    reason = StringField(
        "Why does it count for less?", [Optional(), Length(max=500)], description="Readers see your reason."
    )


def offer_levels(field: SelectField, found: int, limit: int | None) -> None:
    """The level worked out, and those below it."""
    lower = [(str(level), f"Lower it to: {LABELS[level]}") for level in range(found - 1, -1, -1)]
    field.choices = [(AS_WORKED_OUT, f"As worked out: {LABELS[found]}"), *lower]
    if not field.raw_data:
        field.data = AS_WORKED_OUT if limit is None or limit >= found else str(limit)


def chosen_level(field: SelectField) -> int | None:
    return int(field.data) if field.data else None


class RetireForm(Form):
    reason = StringField(
        "Why should people not follow it any more?",
        [Optional(), Length(max=500)],
        description="Stands on its page, for those whom an old link leads there.",
    )


class AdaptedForm(Form):
    """What becomes of each part of the lesson."""

    kept = TextAreaField(
        "What do you keep, and why?", [DataRequired("Say what you keep"), LONGEST], description="The part that matters."
    )
    changed = TextAreaField("What do you change, and why?", [Optional(), LONGEST])
    dropped = TextAreaField("What do you drop, and why?", [Optional(), LONGEST])
    added = TextAreaField("What do you add, and why?", [Optional(), LONGEST])

    def adapted(self) -> Adapted:
        names = ("kept", "changed", "dropped", "added")
        return Adapted(**{name: self[name].data or "" for name in names})


class AdoptForm(AdaptedForm):
    project = SelectField("Into which project?", coerce=int)


class OutcomeForm(AdaptedForm):
    outcome = RadioField(
        "How is it going?",
        choices=[(outcome.value, label) for outcome, label in OUTCOME_LABELS.items()],
        validators=[DataRequired("Choose how it is going")],
    )
    what_happened = TextAreaField(
        "What happened?",
        [Optional(), LONGEST],
        description="With figures where you have them. What did not work helps the next team as much.",
    )
