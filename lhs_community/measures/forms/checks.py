"""Figures and dates in text fields."""

from __future__ import annotations

from wtforms import (
    StringField,
    ValidationError,
)

from lhs_community.measures import datasheet
from lhs_community.safety.forms import Form

DATE_HINT = "For example 2024-04-01, 1 April 2024 or April 2024."


def is_figure(_form: Form, field: StringField) -> None:
    try:
        datasheet.read_value(field.data or "")
    except ValueError as error:
        raise ValidationError(f"Enter a number. {error}") from error


def is_date(_form: Form, field: StringField) -> None:
    try:
        datasheet.read_date(field.data or "")
    except ValueError as error:
        raise ValidationError(str(error)) from error
