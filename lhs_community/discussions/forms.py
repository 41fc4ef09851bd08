"""What people type to ask, answer, change, summarise and close."""

from __future__ import annotations

import re

from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lhs_community.discussions.keeping import Draft
from lhs_community.discussions.models.posts import BODY_LENGTH
from lhs_community.discussions.models.summaries import HEADING_LABELS, Heading
from lhs_community.discussions.models.threads import (
    KIND_LABELS,
    OUTCOME_LENGTH,
    REASON_LENGTH,
    TITLE_LENGTH,
    ThreadKind,
)
from lhs_community.discussions.models.trials import SETTING_LENGTH
from lhs_community.files.forms import WithFiles
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.safety.forms import Form

KINDS = [(kind.value, label) for kind, label in KIND_LABELS.items()]
THREAD_ADDRESS = re.compile(r"(?:^|/threads/)(\d{1,9})(?=$|[/?#])")
TAGS_HINT = "With commas between, such as “falls, nights”. Topics of the list are offered while you type."


def _without_name() -> BooleanField:
    """Views take it out where it is not offered."""
    return BooleanField("Post without my name", description="Others see “Anonymous member”.")


def split_tags(typed: str | None) -> list[str]:
    return [tag for tag in (typed or "").replace(";", ",").split(",") if tag.strip()]


class KeepForm(Form):
    """A thread from a chat message: its words are there already."""

    title = StringField("Title", [DataRequired("Enter a title"), Length(max=TITLE_LENGTH)])
    kind = SelectField("What is it?", choices=KINDS, default="question", validators=[DataRequired("Choose one")])
    tags = StringField("Tags", [Optional(), Length(max=400)], description=TAGS_HINT)

    def draft(self) -> Draft:
        return Draft(
            title=self.title.data or "",
            body=self.body.data or "" if "body" in self else "",
            kind=ThreadKind(self.kind.data),
            tags=split_tags(self.tags.data),
            is_anonymous="is_anonymous" in self and bool(self.is_anonymous.data),
        )


class AskForm(WithFiles, KeepForm):
    body = TextAreaField(
        "Details",
        [DataRequired("Say a little more"), Length(max=BODY_LENGTH)],
        description="Your setting, what you tried, what you would do with the answer.",
    )
    is_anonymous = _without_name()


class AskHereForm(AskForm):
    """Choices are filled by the view: the measures of the community. Left out where there are none."""

    measure = SelectField(
        "For a data question: which measure?",
        validators=[Optional()],
        description="Its chart stands above your question as it is now, and says when its figures change.",
    )

    def measure_ref(self) -> Ref | None:
        chosen = self.measure.data if "measure" in self else ""
        return Ref.parse(chosen) if chosen else None


class AskAnywhereForm(AskForm):
    """Choices are filled by the view: the communities the person may post in."""

    community = SelectField("Community", validators=[DataRequired("Choose a community")])


class ReplyForm(WithFiles):
    body = TextAreaField("Your reply", [DataRequired("Write your reply first"), Length(max=BODY_LENGTH)])
    is_anonymous = _without_name()


class EditPostForm(WithFiles):
    body = TextAreaField("Text", [DataRequired("Write something first"), Length(max=BODY_LENGTH)])

    def draft(self) -> Draft:
        return Draft(title="", body=self.body.data or "")


class EditFirstPostForm(EditPostForm):
    title = StringField("Title", [DataRequired("Enter a title"), Length(max=TITLE_LENGTH)])
    tags = StringField("Tags", [Optional(), Length(max=400)], description=TAGS_HINT)

    def draft(self) -> Draft:
        return Draft(title=self.title.data or "", body=self.body.data or "", tags=split_tags(self.tags.data))


def _part(heading: Heading, hint: str) -> TextAreaField:
    label = HEADING_LABELS[heading]
    longest = Length(max=OUTCOME_LENGTH, message=f"Shorten “{label.lower()}” to {OUTCOME_LENGTH} characters.")
    return TextAreaField(label, [Optional(), longest], description=hint)


class SummaryForm(Form):
    """Each part may be empty, not all of them. `seen`: the version of the draft that was on the page."""

    asked = _part(Heading.ASKED, "The question behind the thread, in a sentence or two.")
    said = _part(Heading.SAID, "The answers and experience that matter.")
    differ = _part(Heading.DIFFER, "Who sees it differently, and why. Dissent is worth keeping.")
    agreed = _part(Heading.AGREED, "What those who wrote have agreed on, or found to work.")
    open_ends = _part(Heading.OPEN_ENDS, "What nobody could answer yet.")
    seen = HiddenField()
    is_by_rules = HiddenField()

    def texts(self) -> dict[Heading, str]:
        return {heading: self[heading.value].data or "" for heading in Heading}

    def seen_version(self) -> int:
        given = self.seen.data or ""
        return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0


class HandOverForm(Form):
    person_id = SelectField("Who looks after it?", coerce=int, validators=[DataRequired("Choose somebody")])


class CloseForm(Form):
    body = TextAreaField(
        "Outcome",
        [DataRequired("Say in a sentence or two what came of it"), Length(max=OUTCOME_LENGTH)],
        description="What was found or decided, or where it goes on. Everybody reads this first.",
    )


class TrialForm(Form):
    has_worked = RadioField(
        "Did it work for you?",
        choices=[("yes", "It worked for us"), ("no", "It did not work for us")],
        validators=[InputRequired("Say whether it worked for you")],
    )
    setting = StringField(
        "Where did you try it?",
        [DataRequired("Say in a few words where you tried it"), Length(max=SETTING_LENGTH)],
        description="The kind of place, such as “28-bed medical ward, nights”. No names of people.",
    )


class AssignForm(Form):
    who = StringField(
        "Who should look after it?",
        [DataRequired("Choose a member of this community"), Length(max=60)],
        description="Begin to type a name and choose, or write the name that follows @ on their page.",
    )


class PostponeForm(Form):
    days = SelectField(
        "Until when?",
        choices=[("1", "Tomorrow"), ("2", "In 2 days"), ("4", "In 4 days"), ("7", "In a week"), ("14", "In 2 weeks")],
        default="2",
        validators=[InputRequired("Choose one")],
    )
    reason = StringField(
        "Why?",
        [DataRequired("Say in a few words why it takes longer"), Length(max=REASON_LENGTH)],
        description="Stands on the thread, so that whoever asked knows.",
    )


class ConfirmForm(Form):
    is_confirmed = BooleanField("Yes, these people may read it")


class MoveForm(ConfirmForm):
    community = RadioField("Where to?", validators=[InputRequired("Choose a community")])


class MergeForm(ConfirmForm):
    """Choices are filled by the view."""

    into = RadioField("Which thread takes it in?", validators=[Optional()])
    address = StringField(
        "Or another thread’s address",
        [Optional(), Length(max=300)],
        description="Copied from the browser, such as https://…/threads/12, or only its number.",
    )

    def chosen_id(self) -> int:
        typed = (self.address.data or "").strip() or (self.into.data or "")
        found = THREAD_ADDRESS.search(typed)
        if found is None:
            is_offered = self.into.choices and not (self.address.data or "").strip()
            field = "into" if is_offered else "address"
            raise Invalid("Choose a thread, or give the address of one.", field)
        return int(found.group(1))


class SplitForm(Form):
    """Choices are filled by the view: the posts shown, all but the first."""

    posts = SelectMultipleField("Which posts?", coerce=int)
    title = StringField("Title of the new thread", [DataRequired("Enter a title"), Length(max=TITLE_LENGTH)])
    kind = SelectField("What is it?", default="discussion", validators=[DataRequired("Choose one")])
