"""What people type about a meeting, its agenda, its notes and what it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from flask import request
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lhs_community.accounts.forms import ZONES
from lhs_community.files.forms import WithFiles
from lhs_community.meetings import times
from lhs_community.meetings.actions.agenda import Point
from lhs_community.meetings.actions.meetings import Plan, Repeats
from lhs_community.meetings.actions.tasks import Undertaking
from lhs_community.meetings.models import (
    KIND_LABELS,
    LINK_LABELS,
    LONGEST_MINUTES,
    MOST_PLACES,
    MOST_REPEATS,
    NOTES_LENGTH,
    SHORT_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    AgendaItem,
    Details,
    Meeting,
    MeetingKind,
)
from lhs_community.safety.forms import EditForm, Form

NOBODY = (0, "Nobody yet")


class MultiCheckboxField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _short(label: str, longest: int, hint: str = "") -> StringField:
    return StringField(label, [Optional(), Length(max=longest)], description=hint)


class ChangeForm(EditForm):
    """Choices of `host_ids` are filled by the view: the community's members. `which` shows where it is asked."""

    title = StringField("Title", [DataRequired("Enter a title"), Length(max=TITLE_LENGTH)])
    kind = RadioField(
        "What kind of meeting?",
        choices=[(kind.value, label) for kind, label in KIND_LABELS.items()],
        default="other",
        validators=[DataRequired("Choose one")],
    )
    day = DateField("Day", [DataRequired("Enter a day, such as 2027-03-14")])
    starts = TimeField("Begins at", [DataRequired("Enter a time, such as 12:30")])
    which = RadioField(
        "Clocks go back then, so this time comes twice. Which one?",
        choices=[("first", "The first, before clocks go back"), ("second", "The second, after clocks went back")],
        validators=[Optional()],
    )
    minutes = IntegerField(
        "Length in minutes",
        [
            DataRequired("Enter a number of minutes"),
            NumberRange(5, LONGEST_MINUTES, f"Enter a length from 5 to {LONGEST_MINUTES} minutes."),
        ],
        default=60,
    )
    time_zone = SelectField("Time zone", choices=[(zone, times.words(zone)) for zone in ZONES])
    place = _short("Place", 200, "A room and how to find it. Leave empty when it is online only.")
    joining_link = _short(
        "Joining link",
        SHORT_LENGTH,
        "The https address of the call. Only people who may read this and are signed in see it.",
    )
    purpose = TextAreaField("What is it for?", [Optional(), Length(max=TEXT_LENGTH)])
    capacity = IntegerField(
        "Places",
        [Optional(), NumberRange(1, MOST_PLACES, f"Enter a number from 1 to {MOST_PLACES}, or leave it empty.")],
        description="Who signs up when they are taken is put on a waiting list. Leave empty when anybody may come.",
    )
    access_note = TextAreaField(
        "Expenses and access",
        [Optional(), Length(max=TEXT_LENGTH)],
        description="What patients and carers can claim, and how somebody asks for captions, a ramp or an interpreter.",
    )
    host_ids = MultiCheckboxField("Who facilitates?", coerce=int, validators=[Optional()])

    @staticmethod
    def values_of(thing: Any) -> Mapping[str, object]:
        meeting: Meeting = thing.meeting
        wall = times.wall_of(meeting.wall_time)
        return {
            "title": meeting.title, "kind": meeting.kind.value, "day": wall.date(), "starts": wall.time(),
            "which": "second" if meeting.is_second_hour else None, "minutes": meeting.minutes,
            "time_zone": meeting.time_zone, "place": meeting.place, "joining_link": meeting.joining_link,
            "purpose": meeting.purpose, "capacity": meeting.capacity, "access_note": meeting.access_note,
            "host_ids": [host.person_id for host in meeting.hosts],
        }  # fmt: skip

    def plan(self) -> Plan:
        """Raises Invalid for a time that the clock never shows, or shows twice."""
        assert self.day.data
        assert self.starts.data
        return Plan(
            title=self.title.data or "",
            when=times.resolve(
                times.combine(self.day.data, self.starts.data), self.time_zone.data, self.which.data or ""
            ),
            minutes=self.minutes.data or 0,
            kind=MeetingKind(self.kind.data),
            purpose=self.purpose.data or "",
            place=self.place.data or "",
            joining_link=self.joining_link.data or "",
            capacity=self.capacity.data,
            access_note=self.access_note.data or "",
            host_ids=tuple(self.host_ids.data or ()),
        )


class ArrangeForm(ChangeForm):
    repeat = RadioField(
        "Does it repeat?",
        choices=[(repeat.value, label) for repeat, label in times.REPEAT_LABELS.items()],
        default="never",
        description="Each one becomes a meeting of its own, at the same time on the clock in summer and winter.",
    )
    count = IntegerField(
        "How many meetings in all?",
        [Optional(), NumberRange(1, MOST_REPEATS, f"Enter a number from 1 to {MOST_REPEATS}.")],
        description="Only for a meeting that repeats.",
    )

    def repeats(self) -> Repeats:
        every = times.Repeat(self.repeat.data or "never")
        return Repeats(every, (self.count.data or 6) if every is not times.Repeat.NEVER else 1, self.which.data or "")


class CancelForm(Form):
    why = _short("Why?", SHORT_LENGTH, "One sentence for those who were coming.")
    and_later = BooleanField("Call off the later meetings of this series too")


class ItemForm(Form):
    """Choices of `lead_id` are filled by the view."""

    title = StringField("Title", [DataRequired("Enter a title"), Length(max=TITLE_LENGTH)])
    minutes = IntegerField(
        "Minutes",
        [Optional(), NumberRange(0, LONGEST_MINUTES, f"Enter a number of minutes from 0 to {LONGEST_MINUTES}.")],
    )
    lead_id = SelectField("Who leads on it?", coerce=int)
    note = TextAreaField("Note", [Optional(), Length(max=TEXT_LENGTH)], description="What to read or bring.")

    def point(self) -> Point:
        return Point(self.title.data or "", self.minutes.data or 0, self.lead_id.data or None, self.note.data or "")


class PutForm(Form):
    """The community's coming meetings: choices are filled by the view."""

    meeting_id = RadioField("On which agenda?", coerce=int, validators=[DataRequired("Choose a meeting")])


class NotesForm(EditForm):
    """A field for each point of the agenda is added by `notes_form`."""

    notes = TextAreaField(
        "Everything else",
        [Optional(), Length(max=NOTES_LENGTH)],
        description="Who came with what, what was said on no point of the agenda.",
    )

    @staticmethod
    def values_of(thing: Any) -> Mapping[str, object]:
        return {f"item_{item.id}": item.notes for item in thing.items} | {"notes": thing.notes}

    def texts(self) -> dict[str, str]:
        return {name: self._fields[name].data or "" for name in self._fields if name == "notes" or name[:5] == "item_"}


def notes_form(meeting: Meeting) -> NotesForm:
    """For this meeting's agenda. What was typed on a point that has gone meanwhile moves to "everything else"."""
    fields = {f"item_{item.id}": _noted(item) for item in meeting.items}
    form = cast(NotesForm, type("NotesOnPoints", (NotesForm,), fields)(data=NotesForm.values_of(meeting)))
    if form.is_submitted():
        gone = [
            text for name, text in request.form.items() if name[:5] == "item_" and name not in fields and text.strip()
        ]
        form.notes.data = "\n\n".join([form.notes.data or "", *gone]).strip()
    form.show(meeting)
    return form


def _noted(item: AgendaItem) -> TextAreaField:
    return TextAreaField(item.title, [Optional(), Length(max=NOTES_LENGTH)])


class TaskForm(Form):
    """Choices of `owner_id` are filled by the view."""

    text = StringField("What is to be done?", [DataRequired("Say what is to be done"), Length(max=SHORT_LENGTH)])
    owner_id = SelectField("Who does it?", coerce=int)
    due_on = DateField("By when?", [Optional()])

    def undertaking(self, item_id: int | None) -> Undertaking:
        return Undertaking(self.text.data or "", self.owner_id.data, self.due_on.data, item_id)


class LinkForm(WithFiles):
    """A link, files, or both."""

    kind = RadioField(
        "What is it?",
        choices=[(kind.value, label) for kind, label in LINK_LABELS.items()],
        default="slides",
        validators=[DataRequired("Choose one")],
    )
    label = _short("Name of the link", TITLE_LENGTH)
    url = _short("Address of the link", SHORT_LENGTH, "It begins with https://")


def details_of(meeting: Meeting) -> dict[str, object]:
    return dict(ChangeForm.values_of(Details(meeting)))


def people_choices(
    people: Iterable[tuple[int, str]], *, first: Iterable[int] = (), or_nobody: bool = False
) -> Sequence[tuple[int, str]]:
    """Each once, by name; above all others those of `first`, who may be chosen already."""
    upper = set(first)
    named = sorted(dict(people).items(), key=lambda one: (one[0] not in upper, one[1].casefold()))
    return [NOBODY, *named] if or_nobody else named
