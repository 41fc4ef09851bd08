"""Pasted or uploaded figures, `date,value`, one row a period: read whole, or every problem is named."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lhs_community.foundation.errors import Invalid
from lhs_community.measures.spc.terms import Observation

MOST_BYTES = 200_000
MOST_ROWS = 5_000
LARGEST = 1e15  # beyond this neighbouring numbers can no longer be told apart
_EARLIEST, _LATEST = 1900, 2100

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_DATE_NAMES = {"date", "day", "week", "month", "period", "week starting", "month starting", "month start"}
_VALUE_NAMES = {
    "value",
    "values",
    "y",
    "count",
    "number",
    "rate",
    "percentage",
    "percent",
    "result",
    "measure",
}
_NUMBER = re.compile(r"[+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)


@dataclass(frozen=True)
class Row:
    """`number` is the row as a spreadsheet counts it, header included. `value` None is a gap."""

    number: int
    date: date
    value: float | None


@dataclass(frozen=True)
class Problem:
    """What is wrong where. Row 0 is the sheet as a whole; `column` is date, value or empty for the row."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        if not self.row:
            return self.message
        place = f"Row {self.row}, {self.column}" if self.column else f"Row {self.row}"
        return f"{place}: {self.message}"


@dataclass(frozen=True)
class Sheet:
    """The rows in date order, or none if there is any problem. Notes are to be known, not to be mended."""

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def observations(self) -> tuple[Observation, ...]:
        return tuple(Observation(row.date, row.value) for row in self.rows)


class BadSheet(Invalid):
    """With every problem of a sheet that cannot be taken."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        count = "One thing" if len(problems) == 1 else f"{len(problems)} things"
        super().__init__(f"{count} to put right in the figures; nothing is saved yet.", "figures")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Correction:
    """A value that a sheet would put in place of another. None is a gap."""

    day: date
    old: float | None
    new: float | None


class Unexplained(Invalid):
    """With the corrections that want a reason."""

    def __init__(self, corrections: Sequence[Correction]) -> None:
        count = len(corrections)
        super().__init__(
            f"Other values stand for {count} of these dates. Say why they change; the old ones are kept.", "reason"
        )
        self.corrections = tuple(corrections)


def corrections(known: Mapping[date, float | None], rows: Sequence[Row]) -> tuple[Correction, ...]:
    """Where `rows` say something else than what is known."""
    return tuple(
        Correction(row.date, known[row.date], row.value)
        for row in rows
        if row.date in known and known[row.date] != row.value
    )


def share(numerator: float, denominator: float, per: float) -> float:
    """What is plotted of a numerator and its denominator. Multiplied first: 7 of 100, per 100, is 7 exactly."""
    return numerator * per / denominator


def decode(content: bytes) -> str:
    """The text of an uploaded file: UTF-8, or UTF-16 where it says so, or what older spreadsheets write."""
    if len(content) > MOST_BYTES:
        raise Invalid(f"Choose a file smaller than {MOST_BYTES // 1000:,} kB.")
    for start, name in (
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"", "utf-8-sig"),
        (b"", "cp1252"),
    ):
        if content.startswith(start):
            try:
                text = content.decode(name)
            except UnicodeDecodeError:
                continue
            if "\0" not in text:
                return text
    raise Invalid("Choose a text file (CSV). This one is not text: save the sheet as CSV first.")


def read(text: str) -> Sheet:
    """All rows, or all problems: never a part of a sheet."""
    text = text.removeprefix("\ufeff")
    if not text.strip():
        return _refused("There are no rows. Give a date and a value on each line, as 2024-04-01,45.")
    try:
        records = list(_records(text))
    except csv.Error as error:
        return _refused(f"This cannot be read as rows and cells ({error}).")
    if len(records) > MOST_ROWS + 1:
        return _refused(f"There are more than {MOST_ROWS:,} rows. Split the series, or use longer periods.")
    columns, body, notes = _columns(records)
    if isinstance(columns, Problem):
        return Sheet(problems=(columns,))
    return _sheet(columns, body, notes)


def _refused(message: str) -> Sheet:
    return Sheet(problems=(Problem(0, "", message),))


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, with the number a spreadsheet gives them."""
    opening = next(line for line in text.splitlines() if line.strip())
    delimiter = next((mark for mark in "\t;" if mark in opening), ",")
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
        if any(cell.strip() for cell in cells):
            yield number, [_tidy(cell) for cell in cells]


def _tidy(cell: str) -> str:
    return " ".join(cell.split())


def _columns(
    records: Sequence[tuple[int, list[str]]],
) -> tuple[tuple[int, int] | Problem, Sequence[tuple[int, list[str]]], list[str]]:
    """Which cell is the date and which the value, the rows below the header, and what was left out."""
    names = [cell.casefold() for cell in records[0][1]]
    dates = [index for index, name in enumerate(names) if name in _DATE_NAMES]
    values = [index for index, name in enumerate(names) if name in _VALUE_NAMES]
    if not dates and not values:
        is_header = len(names) == 2 and not _looks_like_data(names)
        return (0, 1), records[1:] if is_header else records, []
    number = records[0][0]
    if not dates and len(names) == 2:
        dates = [1 - values[0]]
    if not values and len(names) == 2:
        values = [1 - dates[0]]
    if len(dates) != 1 or len(values) != 1:
        message = "The header must name one column “date” and one column “value”."
        return Problem(number, "", message), (), []
    notes = []
    if others := [name for index, name in enumerate(records[0][1]) if index not in (dates[0], values[0]) and name]:
        notes.append(f"Columns that are not used: {', '.join(others)}.")
    return (dates[0], values[0]), records[1:], notes


def _looks_like_data(cells: Sequence[str]) -> bool:
    """Either cell has a digit, so the row is meant as figures even if one of them is mistyped."""
    return any(character.isdigit() for cell in cells for character in cell)


def _sheet(columns: tuple[int, int], records: Sequence[tuple[int, list[str]]], notes: list[str]) -> Sheet:
    if not records:
        return _refused("There is a header but no row below it.")
    rows: list[Row] = []
    problems: list[Problem] = []
    seen: dict[date, int] = {}
    for number, cells in records:
        row = _row(number, cells, columns, has_others=bool(notes))
        if isinstance(row, Problem):
            problems.append(row)
        elif row.date in seen:
            problems.append(Problem(number, "date", f"{row.date} is in row {seen[row.date]} already."))
        else:
            seen[row.date] = number
            rows.append(row)
    if problems:
        return Sheet(problems=tuple(problems))
    if not any(row.value is not None for row in rows):
        return _refused("No row has a value.")
    return Sheet(tuple(sorted(rows, key=lambda row: row.date)), (), tuple(notes + _notes(rows, records, columns)))


def _notes(rows: Sequence[Row], records: Sequence[tuple[int, list[str]]], columns: tuple[int, int]) -> list[str]:
    notes = []
    if [row.date for row in rows] != sorted(row.date for row in rows):
        notes.append("The rows were not in date order; they have been sorted.")
    known = [cells[columns[1]] for _, cells in records if columns[1] < len(cells) and cells[columns[1]]]
    marked = sum(cell.endswith("%") for cell in known)
    if 0 < marked < len(known):
        notes.append(f"{marked} of {len(known)} values have a percent sign; all were read as they stand.")
    return notes


def _row(number: int, cells: list[str], columns: tuple[int, int], *, has_others: bool) -> Row | Problem:
    date_at, value_at = columns
    if not has_others and any(cells[2:]):
        message = 'There are more than two cells. Put a number with commas in quotes, as "1,234".'
        return Problem(number, "", message)
    try:
        day = read_date(cells[date_at] if date_at < len(cells) else "")
    except ValueError as error:
        return Problem(number, "date", str(error))
    if value_at >= len(cells) and not has_others and len(cells) == 1:
        return Problem(number, "value", "There is only one cell. Put a comma after the date, also before a gap.")
    try:
        return Row(number, day, read_value(cells[value_at] if value_at < len(cells) else ""))
    except ValueError as error:
        return Problem(number, "value", str(error))


def read_value(cell: str) -> float | None:
    """A number, with or without thousands separators and percent sign; None for an empty cell."""
    text = cell.strip().removesuffix("%").replace("−", "-").replace("\u202f", " ").strip()
    if not text:
        if cell.strip():
            raise ValueError(f"“{_shown(cell)}” is not a number.")
        return None
    if re.fullmatch(r"[+-]?\d{1,3}(?: \d{3})+(?:\.\d+)?", text, re.ASCII):
        text = text.replace(" ", "")
    if not _NUMBER.fullmatch(text):
        hint = " Write decimals with a point." if re.fullmatch(r"[+-]?\d+,\d+", text) else ""
        raise ValueError(f"“{_shown(cell)}” is not a number. Leave the cell empty for a gap.{hint}")
    number = float(text.replace(",", ""))
    if not math.isfinite(number) or abs(number) > LARGEST:
        raise ValueError(f"“{_shown(cell)}” is too large.")
    return number


def _shown(cell: str) -> str:
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
    raise ValueError(f"“{_shown(cell)}” is not a date. Write it as 2024-04-01, 01/04/2024 (day first) or April 2024.")


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
        raise ValueError(f"“{_shown(cell)}” is not a day of the calendar.{hint}") from None
    if not _EARLIEST <= year <= _LATEST:
        raise ValueError(f"The year {year} lies outside {_EARLIEST} to {_LATEST}.")
    return day


def neutral(cell: str) -> str:
    """A cell of text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else cell


def write(header: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> str:
    """CSV text; figures as they are, text made harmless, None as an empty cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    for row in rows:
        writer.writerow(neutral(cell) if isinstance(cell, str) else cell for cell in row)
    return out.getvalue()
