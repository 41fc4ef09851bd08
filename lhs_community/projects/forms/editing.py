"""Fields that several forms of projects are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from lhs_community.accounts import current
from lhs_community.foundation.text import LONGEST
from lhs_community.projects.queries.revisions import values_at
from lhs_community.safety.forms import EditForm


class DayField(DateField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Enter a date as year-month-day, for example 2027-03-31.") from error


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


class ProjectEditForm(EditForm):
    """Of what has a history: two long texts are brought together from what both began with."""

    def as_it_was(self, thing: Any, version: int) -> Mapping[str, str]:
        return values_at(current.viewer(), thing, version)
