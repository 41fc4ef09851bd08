"""Single cells: a number, a date."""

from __future__ import annotations

import math
import re
from datetime import date

LARGEST = 1e15  # beyond this neighbouring numbers can no longer be told apart
_EARLIEST, _LATEST = 1900, 2100

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_NUMBER = re.compile(r"[+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)


def share(numerator: float, denominator: float, per: float) -> float:
    """What is plotted of a numerator and its denominator. Multiplied first: 7 of 100, per 100, is 7 exactly."""
    return numerator * per / denominator


def read_value(cell: str) -> float | None:
    """A number, with or without thousands separators and percent sign; None for an empty cell."""
    text = cell.strip().removesuffix("%").replace("−", "-").replace("\u202f", " ").strip()
    if not text:
        if cell.strip():
            raise ValueError(f"“{shown(cell)}” is not a number.")
        return None
    if re.fullmatch(r"[+-]?\d{1,3}(?: \d{3})+(?:\.\d+)?", text, re.ASCII):
        text = text.replace(" ", "")
    if not _NUMBER.fullmatch(text):
        hint = " Write decimals with a point." if re.fullmatch(r"[+-]?\d+,\d+", text) else ""
        raise ValueError(f"“{shown(cell)}” is not a number. Leave the cell empty for a gap.{hint}")
    number = float(text.replace(",", ""))
    if not math.isfinite(number) or abs(number) > LARGEST:
        raise ValueError(f"“{shown(cell)}” is too large.")
    return number


def shown(cell: str) -> str:
    return cell if len(cell) <= 30 else cell[:29] + "…"


_WAYS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[t ]00:00(?::00(?:\.0+)?)?z?)?", re.ASCII),
    re.compile(r"(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})", re.ASCII),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d{2})(?: 00:00(?::00)?)?", re.ASCII),
    re.compile(
        r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?[ -])?(?P<name>[a-z]{3,9})\.?,?[ -](?P<year>\d{4}|\d{2})",
        re.ASCII,
    ),
    re.compile(r"(?P<year>\d{4})[ -](?P<name>[a-z]{3,9})", re.ASCII),
)


def read_date(cell: str) -> date:
    """A day, or the first day of a month. Day before month where both are figures. Raises ValueError."""
    text = cell.strip().casefold()
    if not text:
        raise ValueError("The date is missing.")
    for way in _WAYS:
        if (found := way.fullmatch(text)) and (day := _date_of(cell, found.groupdict())):
            return day
    raise ValueError(f"“{shown(cell)}” is not a date. Write it as 2024-04-01, 01/04/2024 (day first) or April 2024.")


def _date_of(cell: str, parts: dict[str, str | None]) -> date | None:
    year = int(parts["year"] or 0)
    if year < 100:
        year += 2000
    month = int(parts.get("month") or 0)
    if name := parts.get("name"):
        named = "sep" if name == "sept" else name
        month = next((index for index, full in enumerate(_MONTHS, 1) if full == named or full[:3] == named), 0)
        if not month:
            return None
    try:
        day = date(year, month, int(parts.get("day") or 1))
    except ValueError:
        hint = " The day comes before the month." if "/" in cell else ""
        raise ValueError(f"“{shown(cell)}” is not a day of the calendar.{hint}") from None
    if not _EARLIEST <= year <= _LATEST:
        raise ValueError(f"The year {year} lies outside {_EARLIEST} to {_LATEST}.")
    return day
