"""Figures and dates in text fields."""

from __future__ import annotations

from datetime import date

from wtforms import (
    StringField,
    ValidationError,
)

from lhs_community.measures import datasheet
from lhs_community.measures.spc.figures import plain_number
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


def figure_of(field: StringField) -> float | None:
    """What was typed, once `is_figure` has passed it."""
    return datasheet.read_value(field.data or "")


def typed_figure(number: float | None) -> str:
    """As somebody would type it."""
    return "" if number is None else plain_number(number, 10).replace("−", "-")


def day_of(field: StringField) -> date | None:
    typed = (field.data or "").strip()
    return datasheet.read_date(typed) if typed else None


def typed_day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
