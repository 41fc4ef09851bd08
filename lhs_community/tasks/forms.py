"""What people type about tasks: several at once when they are added, one when it is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wtforms import DateField, Field, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional

from lhs_community.safety.forms import EditForm, Form
from lhs_community.tasks.actions import Wanted
from lhs_community.tasks.models import PLACE_LENGTH, TEXT_LENGTH, Task

ROWS = 4
PARTS = ("text", "owner_id", "place", "due_on")


class DayField(DateField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Enter a date as year-month-day, for example 2027-03-31.") from error


def _text(label: str, *first: object) -> StringField:
    long = f"Keep this to {TEXT_LENGTH} characters."
    return StringField(label, [*first, Length(max=TEXT_LENGTH, message=long)])


def _place(label: str) -> StringField:
    long = f"Keep this to {PLACE_LENGTH} characters."
    return StringField(label, [Optional(), Length(max=PLACE_LENGTH, message=long)])


class AddForm(Form):
    """Up to four tasks. A row without a text is not one; the first must be."""

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        for number in range(1, ROWS + 1):
            owner: SelectField = self[f"owner_id_{number}"]
            owner.choices = list(choices)

    def rows(self) -> list[tuple[Field, ...]]:
        return [tuple(self[f"{part}_{number}"] for part in PARTS) for number in range(1, ROWS + 1)]

    def wanted(self) -> list[Wanted]:
        """Rows keep their numbers as far as they are filled without a gap."""
        return [
            Wanted(text=text.data or "", owner_id=int(owner.data), place=place.data or "", due_on=due.data)
            for text, owner, place, due in self.rows()
            if text.data and text.data.strip()
        ]

    def is_filled_in_order(self) -> bool:
        filled = [bool(text.data and text.data.strip()) for text, *_ in self.rows()]
        return filled == sorted(filled, reverse=True)


for _number in range(1, ROWS + 1):
    _name = f" (task {_number})" if _number > 1 else ""
    _first = DataRequired("Say what is to be done") if _number == 1 else Optional()
    setattr(AddForm, f"text_{_number}", _text(f"What is to be done?{_name}", _first))
    setattr(AddForm, f"owner_id_{_number}", SelectField(f"Who does it?{_name}", choices=[]))
    setattr(AddForm, f"place_{_number}", _place(f"Where?{_name}"))
    setattr(AddForm, f"due_on_{_number}", DayField(f"By when?{_name}", [Optional()]))


class ChangeForm(EditForm):
    text = _text("What is to be done?", DataRequired("Say what is to be done"))
    owner_id = SelectField("Who does it?", choices=[])
    place = _place("Where?")
    due_on = DayField("By when?", [Optional()])

    @staticmethod
    def values_of(thing: Task) -> Mapping[str, object]:
        return {"text": thing.text, "owner_id": str(thing.owner_id), "place": thing.place, "due_on": thing.due_on}

    def wanted(self) -> Wanted:
        return Wanted(
            text=self.text.data or "",
            owner_id=int(self.owner_id.data),
            place=self.place.data or "",
            due_on=self.due_on.data,
        )
