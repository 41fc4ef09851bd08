"""What people may say in a channel and how they look for it; rooms, people to talk with, and being left in peace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.chat.actions.retention import FEWEST_DAYS, MOST_DAYS
from lhs_community.chat.models.messages import BODY_LENGTH
from lhs_community.chat.models.rooms import ABOUT_LENGTH, NAME_LENGTH
from lhs_community.chat.queries.searching import Wanted
from lhs_community.files.forms import WithFiles
from lhs_community.foundation import clock
from lhs_community.foundation.errors import Invalid
from lhs_community.safety.forms import Form, MultiCheckboxField

WHAT_IT_BECOMES = {
    "thread": "A thread: ask the community, or discuss it",
    "summary": "A summary: the messages as a thread, and what they come to in short",
    "decision": "A decision: what was decided, and why",
    "action": "An action: who does what by when",
    "lesson": "A lesson: what others can learn from it",
    "project": "A project: something to improve",
    "kept": "Nothing yet: only keep it from being deleted",
}
TOO_LONG = f"Keep it under {BODY_LENGTH:,} characters, or start a thread."
EXAMPLE = "2026-11-20"


class KeepForm(Form):
    what = RadioField(
        "What should it become?",
        choices=list(WHAT_IT_BECOMES.items()),
        validators=[DataRequired("Choose what it should become")],
    )
    community = SelectField("Where?", choices=[], validators=[DataRequired("Choose a community")])

    def offer(self, communities: Sequence[tuple[str, str]]) -> None:
        """No choice of a community where the talk is in one."""
        if communities:
            self.community.choices = list(communities)
        else:
            del self.community


TOO_FEW_OR_MANY = f"Enter a number of days from {FEWEST_DAYS} to {MOST_DAYS}, or leave it empty."


class RetentionForm(Form):
    days = IntegerField(
        "After how many days are messages deleted?",
        validators=[Optional(), NumberRange(FEWEST_DAYS, MOST_DAYS, TOO_FEW_OR_MANY)],
        description="90 is usual. Leave it empty to keep everything.",
    )


class ConfirmForm(Form):
    """A button that must act once."""


class MessageForm(WithFiles):
    """Files may be all of it; that something is there is asked by the action."""

    body = TextAreaField("Message", validators=[Length(max=BODY_LENGTH, message=TOO_LONG)])


class EditMessageForm(Form):
    body = TextAreaField("Message", validators=[Length(max=BODY_LENGTH, message=TOO_LONG)])


def _printable(typed: str | None) -> str:
    """Without what nobody types and a database may refuse."""
    return "".join(letter for letter in typed or "" if letter.isprintable())


class SearchForm(Form):
    """Sent as an address, which can be kept: nothing is changed by it."""

    class Meta:
        csrf = False

    q = StringField("Words", [Length(max=200, message="Shorten this to 200 characters.")], [_printable])
    by = StringField("Said by", [Length(max=120)], [_printable], description="A name, or part of it")
    since = StringField("From", filters=[_printable], description=f"For example {EXAMPLE}")
    until = StringField("To", filters=[_printable], description="That day, too")

    def wanted(self, viewer: Viewer) -> Wanted:
        """Raises Invalid."""
        last = _day(self.until.data, "until")
        return Wanted(
            words=self.q.data or "",
            by=self.by.data or "",
            since=_begins(viewer, _day(self.since.data, "since")),
            until=_begins(viewer, last + timedelta(days=1) if last else None),
        )


def moment_of(viewer: Viewer, typed: str) -> datetime:
    """When a day begins where the viewer is. Raises Invalid."""
    begins = _begins(viewer, _day(typed, "on"))
    if begins is None:
        raise Invalid(f"Write the day as year, month and day, for example {EXAMPLE}.", "on")
    return begins


def _day(typed: str | None, field: str) -> date | None:
    text = (typed or "").strip()
    if not text:
        return None
    try:
        found = date.fromisoformat(text) if len(text) == len(EXAMPLE) else None
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year <= 2200:
        raise Invalid(f"“{text[:40]}” is no day. Write year, month and day, for example {EXAMPLE}.", field)
    return found


def _begins(viewer: Viewer, day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=clock.zone(viewer.time_zone)) if day else None


class RoomForm(Form):
    name = StringField(
        "Name",
        [DataRequired("Give the room a name."), Length(max=NAME_LENGTH)],
        description="A topic in a few words, such as Handover or Night shifts.",
    )
    about = StringField("What is it for?", [Optional(), Length(max=ABOUT_LENGTH)])

    def words(self) -> tuple[str, str]:
        return self.name.data or "", self.about.data or ""


class PeopleForm(Form):
    """Whom to talk with; those who are offered were found for this person."""

    find = StringField("Find people by name", [Optional(), Length(max=60)])
    people = MultiCheckboxField(
        "Talk with", [DataRequired("Choose who you want to talk with.")], coerce=int, choices=[]
    )

    def offer(self, people: Iterable[Person]) -> None:
        self.people.choices = [
            (one.id, f"{one.name}, {one.role_title}" if one.role_title else one.name) for one in people
        ]


class SettingsForm(Form):
    shows_presence = BooleanField(
        "Show when I am here, and when I am writing",
        description="Otherwise nobody sees you among those who have a channel open. You still see the others.",
    )
    accepts_direct = BooleanField(
        "People who share a community with me may start a direct talk with me",
        description="Talks that you have already go on. To end one with somebody, refuse it there.",
    )
