"""Fields, and the form for a text that several people edit: it carries the version it read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import DateField, Field, HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lhs_community.foundation.text import LONGEST
from lhs_community.projects.actions.versions import Stale, Versioned
from lhs_community.safety.forms import Form


class DayField(DateField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Enter a date as year-month-day, for example 2027-03-31.") from error


class MultiCheckboxField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class MayWait(Optional):
    """May be empty for now, yet not marked "optional": the step cannot end without it."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags: dict[str, bool] = {}


def _rules(problem: str, longest: int, *, may_wait: bool = False) -> list[object]:
    first = DataRequired(problem) if problem else MayWait() if may_wait else Optional()
    return [first, Length(max=longest, message=f"Keep this to {longest} characters.")]


def short_text(label: str, problem: str = "", longest: int = 200, hint: str = "") -> StringField:
    return StringField(label, _rules(problem, longest), description=hint)


def sentence(
    label: str, problem: str = "", longest: int = 300, hint: str = "", *, may_wait: bool = False
) -> TextAreaField:
    """One line of text that may be long: it wraps, so that all of it can be seen on a phone."""
    return TextAreaField(label, _rules(problem, longest, may_wait=may_wait), description=hint)


def long_text(label: str, hint: str = "", *, may_wait: bool = False) -> TextAreaField:
    return TextAreaField(label, _rules("", LONGEST, may_wait=may_wait), description=hint)


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
