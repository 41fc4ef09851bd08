"""What people type to ask, answer, change, summarise and close."""

from __future__ import annotations

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from lhs_community.discussions.keeping import Draft
from lhs_community.discussions.models.posts import BODY_LENGTH
from lhs_community.discussions.models.threads import KIND_LABELS, OUTCOME_LENGTH, TITLE_LENGTH, ThreadKind
from lhs_community.files.forms import WithFiles
from lhs_community.safety.forms import Form

KINDS = [(kind.value, label) for kind, label in KIND_LABELS.items()]
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


class SummaryForm(Form):
    body = TextAreaField(
        "Summary",
        [DataRequired("Write the summary first"), Length(max=OUTCOME_LENGTH)],
        description="What was asked, what was said, where views differ, what was agreed, what is open.",
    )


class CloseForm(Form):
    body = TextAreaField(
        "Outcome",
        [DataRequired("Say in a sentence or two what came of it"), Length(max=OUTCOME_LENGTH)],
        description="What was found or decided, or where it goes on. Everybody reads this first.",
    )
