"""What people type to make, describe and open up a community."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, DateField, FileField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from lhs_community.communities import sheet
from lhs_community.communities.actions.charters import Written
from lhs_community.communities.models import (
    CHARTER_LENGTH,
    HANDOVER_LENGTH,
    JOIN_QUESTION,
    NOTE_LENGTH,
    PURPOSE_LENGTH,
    QUESTION_LENGTH,
    Charter,
    CommunityKind,
    CommunityRole,
    Visibility,
)
from lhs_community.safety.forms import Form

LEVELS = [
    (Visibility.OPEN.value, "Open: everybody signed in reads and posts"),
    (Visibility.RESTRICTED.value, "Restricted: everybody signed in reads, members post"),
    (Visibility.PRIVATE.value, "Private: members only; nobody else learns that it exists"),
    (Visibility.CONFIDENTIAL.value, "Confidential: members only, and notices carry no titles"),
]
KINDS = [
    (CommunityKind.TEAM.value, "Team"),
    (CommunityKind.PROVIDER.value, "Provider"),
    (CommunityKind.SYSTEM.value, "System"),
]
ROLES = [(CommunityRole.MEMBER.value, "Member"), (CommunityRole.CONVENOR.value, "Convenor")]


def purpose_field() -> Any:
    return StringField(
        "Purpose",
        [DataRequired("Say in one sentence what it is for"), Length(max=PURPOSE_LENGTH)],
        description="One sentence: who learns what together.",
    )


class NewCommunityForm(Form):
    name = StringField("Name", [DataRequired("Enter a name"), Length(max=120)])
    purpose = purpose_field()
    work = TextAreaField(
        "How we work", [Optional(), Length(max=CHARTER_LENGTH)], description="The charter can say more later."
    )
    allows_anonymous = BooleanField(
        "People may post without their name",
        default=True,
        description="In questions, discussions and replies, never in notices. Needs enough members to hide somebody.",
    )
    visibility = RadioField("Who may read and post?", choices=LEVELS, validators=[DataRequired("Choose a level")])
    kind = RadioField("What is it?", choices=KINDS, validators=[DataRequired("Choose one")])


class CommunityForm(Form):
    name = StringField("Name", [DataRequired("Enter a name"), Length(max=120)])
    visibility = RadioField("Who may read and post?", choices=LEVELS, validators=[DataRequired("Choose a level")])
    allows_anonymous = BooleanField(
        "People may post without their name",
        default=True,
        description="In questions, discussions and replies, never in notices. Needs enough members to hide somebody.",
    )
    members_start_rooms = BooleanField(
        "Members may start rooms in its chat",
        default=True,
        description="A room is a place to talk about one topic. Otherwise only convenors start them.",
    )
    welcomer = SelectField(
        "Who welcomes new members?",
        [Optional()],
        description="New members learn who it is, and that person hears of each of them.",
        choices=[],
    )
    join_question = StringField(
        "What do you ask people who want to join?",
        [Optional(), Length(max=QUESTION_LENGTH)],
        description=f"Left empty, it is “{JOIN_QUESTION}”",
    )

    def offer_people(self, people: list[tuple[str, str]]) -> None:
        self.welcomer.choices = [("", "The convenors"), *people]

    def chosen_welcomer(self) -> int | None:
        return int(self.welcomer.data) if self.welcomer.data else None


class CharterForm(Form):
    purpose = purpose_field()
    principles = TextAreaField(
        "Principles",
        [Optional(), Length(max=CHARTER_LENGTH)],
        description="What you hold to when it is hard, such as: we say what did not work as plainly as what did.",
    )
    good = TextAreaField(
        "What good looks like",
        [Optional(), Length(max=CHARTER_LENGTH)],
        description="How you would notice that this community does what it is for.",
    )
    work = TextAreaField(
        "How we work",
        [Optional(), Length(max=CHARTER_LENGTH)],
        description="What belongs here, how soon people hear back, when you meet.",
    )
    review_on = DateField(
        "Look at it again on",
        [Optional()],
        description="The convenors are reminded that day. A year is usual.",
    )
    number = HiddenField(default="0")

    def written(self) -> Written:
        return Written(
            purpose=self.purpose.data or "",
            principles=self.principles.data or "",
            good=self.good.data or "",
            work=self.work.data or "",
            review_on=self.review_on.data,
        )

    def on_top_of(self) -> int:
        typed = str(self.number.data or "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else -1

    @classmethod
    def of(cls, charter: Charter | None) -> CharterForm:
        if charter is None:
            return cls()
        names = ("purpose", "principles", "good", "work", "review_on", "number")
        return cls(**{name: getattr(charter, name) for name in names})


class JoinRequestForm(Form):
    reason = TextAreaField(
        JOIN_QUESTION, [Optional(), Length(max=NOTE_LENGTH)], description="A sentence helps the convenor."
    )

    def ask(self, question: str) -> None:
        self.reason.label.text = question


class DeclineForm(Form):
    reason = TextAreaField(
        "Why not, and what could they do instead?",
        [DataRequired("Say in a sentence why, and what they could do instead."), Length(max=NOTE_LENGTH)],
        description="They read this. Kind and plain is best.",
    )


class WelcomeForm(Form):
    note = TextAreaField(
        "Say hello",
        [Optional(), Length(max=NOTE_LENGTH)],
        description="Two sentences do: where to start, and that they may ask you anything. Only they see it.",
    )


class InviteForm(Form):
    email = StringField("E-mail address", [DataRequired("Enter an e-mail address"), Length(max=320)])
    note = StringField(
        "A sentence from you", [Optional(), Length(max=NOTE_LENGTH)], description="It stands in the letter."
    )
    role = RadioField("Role", choices=ROLES, default="member", validators=[DataRequired("Choose a role")])
    is_external = BooleanField("External partner", description="Sees only the communities they are invited to.")


class InviteManyForm(Form):
    """A file that was chosen comes back as text in `typed`: a browser cannot be given a file again."""

    typed = TextAreaField(
        "Paste a list",
        [Optional(), Length(max=sheet.MOST_CHARACTERS)],
        description="One person on each line: e-mail address, name, role, note. Only the address is needed.",
    )
    file = FileField("Or choose a CSV file", description="The same columns, in any order if they have headings.")
    note = TextAreaField(
        "A sentence from you",
        [Optional(), Length(max=NOTE_LENGTH)],
        description="It stands in each letter that has no note of its own.",
    )
    is_external = BooleanField(
        "All of them are external partners", description="They see only the communities they are invited to."
    )

    def take_file(self) -> None:
        """Read the chosen file into the text area. Raises Invalid for what is not text."""
        upload: Any = self.file.data
        if getattr(upload, "filename", ""):
            self.typed.data = sheet.decode(upload.stream.read(sheet.MOST_CHARACTERS + 1))


class HandoverForm(Form):
    person = SelectField("Who takes over?", [DataRequired("Choose a member")], choices=[])
    note = TextAreaField(
        "What should they know?",
        [Optional(), Length(max=HANDOVER_LENGTH)],
        description="What is under way, what you promised to whom, what you would do next. Only you two read it.",
    )
    steps_down = BooleanField("I step down when they accept", description="You stay a member.")

    def offer_people(self, people: list[tuple[str, str]]) -> None:
        self.person.choices = [("", "Choose a member"), *people]


class PressForm(Form):
    """A button that must act once."""
