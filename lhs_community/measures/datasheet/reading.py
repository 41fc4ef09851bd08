"""From text to rows: all of them, or every problem with its row and cell."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date

from lhs_community.measures.datasheet.cells import read_date, read_value, share, shown
from lhs_community.measures.datasheet.columns import find_columns, told_columns
from lhs_community.measures.datasheet.table import MOST_COLUMNS, MOST_ROWS, Record, records
from lhs_community.measures.datasheet.terms import A_VALUE, Asked, Columns, Problem, Row, Sheet


def read(text: str, asked: Asked = A_VALUE, columns: Columns | None = None) -> Sheet:
    """All rows, or all problems: never a part of a sheet. `columns`: as somebody has said."""
    if not text.strip("\ufeff \t\r\n"):
        example = "2024-04-01,4,120" if asked.must_divide else "2024-04-01,45"
        what = "the number and what it is divided by" if asked.must_divide else "a value"
        return _refused(f"There are no rows. Give a date and {what} on each line, as {example}.")
    try:
        found = records(text)
    except csv.Error as error:
        return _refused(f"This cannot be read as rows and cells ({error}).")
    if not found:
        return _refused("There are only empty cells.")
    if len(found) > MOST_ROWS + 1:
        return _refused(f"There are more than {MOST_ROWS:,} rows. Split the series, or use longer periods.")
    if max(len(record.cells) for record in found) > MOST_COLUMNS:
        return _refused(f"There are more than {MOST_COLUMNS} columns. Keep those that matter.")
    if columns and columns.value is not None and asked.must_divide:
        return _refused("Choose the column of the number and that of what it is divided by.")
    known = told_columns(found, columns) if columns else find_columns(found, asked)
    if isinstance(known, Problem):
        return Sheet(problems=(known,))
    return _Reader(known, asked, is_told=columns is not None).read(found)


def _refused(message: str) -> Sheet:
    return Sheet(problems=(Problem(0, "", message),))


class _Reader:
    def __init__(self, columns: Columns, asked: Asked, *, is_told: bool) -> None:
        self.columns, self.asked = columns, asked
        self.problems: list[Problem] = []
        self.has_others = is_told

    def read(self, found: Sequence[Record]) -> Sheet:
        body, notes = self._below_heading(found)
        if not body:
            return _refused("There is a header but no row below it.")
        rows: list[Row] = []
        seen: dict[date, int] = {}
        for record in body:
            row = self._row(record)
            if row is None:
                continue
            if row.date in seen:
                self._wrong(record, "date", self.columns.date, f"{row.date} is in row {seen[row.date]} already.")
            else:
                seen[row.date] = record.number
                rows.append(row)
        if self.problems:
            return Sheet(problems=tuple(self.problems), columns=self.columns)
        if not any(row.value is not None for row in rows):
            return _refused("No row has a value.")
        notes += self._notes(rows, body)
        return Sheet(tuple(sorted(rows, key=lambda row: row.date)), (), tuple(notes), self.columns)

    def _below_heading(self, found: Sequence[Record]) -> tuple[Sequence[Record], list[str]]:
        """The rows of figures, and a note of what is left out."""
        if not self.columns.has_heading:
            return found, []
        others = [name for at, name in enumerate(found[0].cells) if at not in self.columns.used and name]
        self.has_others = self.has_others or bool(others)
        return found[1:], [f"Columns that are not used: {', '.join(others)}."] if others else []

    def _row(self, record: Record) -> Row | None:
        """None where something is wrong, which is noted then."""
        before = len(self.problems)
        width = len(self.columns.used)
        if not self.has_others and any(record.cells[width:]):
            count = {2: "two", 3: "three"}[width]
            message = f'There are more than {count} cells. Put a number with commas in quotes, as "1,234".'
            self._wrong(record, "", None, message)
            return None
        day = self._day(record)
        if self.columns.value is not None:
            if len(record.cells) == 1 and day and not self.has_others:
                message = "There is only one cell. Put a comma after the date, also before a gap."
                self._wrong(record, "value", self.columns.value, message)
            value = self._number(record, "value", self.columns.value)
            return Row(record.number, day, value) if day and len(self.problems) == before else None
        numerator = self._number(record, "numerator", self.columns.numerator)
        denominator = self._number(record, "denominator", self.columns.denominator)
        if day is None or len(self.problems) > before or not self._fit(record, numerator, denominator):
            return None
        if numerator is None or not denominator:
            return Row(record.number, day, None)
        return Row(record.number, day, share(numerator, denominator, self.asked.per), numerator, denominator)

    def _day(self, record: Record) -> date | None:
        try:
            return read_date(self._cell(record, self.columns.date))
        except ValueError as error:
            self._wrong(record, "date", self.columns.date, str(error))
            return None

    def _number(self, record: Record, name: str, at: int | None) -> float | None:
        try:
            return read_value(self._cell(record, at))
        except ValueError as error:
            self._wrong(record, name, at, str(error))
            return None

    def _fit(self, record: Record, numerator: float | None, denominator: float | None) -> bool:
        """Whether the two can belong together."""
        columns = self.columns
        if numerator is None and denominator in (None, 0):
            return True
        if numerator is None:
            self._wrong(record, "numerator", columns.numerator, "The number is missing. Leave both out for a gap.")
        elif denominator is None:
            message = "What it is divided by is missing. Leave both out for a gap."
            self._wrong(record, "denominator", columns.denominator, message)
        elif numerator < 0:
            self._wrong(record, "numerator", columns.numerator, "A count cannot be below 0.")
        elif denominator < 0:
            self._wrong(record, "denominator", columns.denominator, "This cannot be below 0.")
        elif denominator == 0 and numerator == 0:
            return True
        elif denominator == 0:
            message = "Nothing can be divided by 0. Leave both out for a gap."
            self._wrong(record, "denominator", columns.denominator, message)
        elif self.asked.is_share and numerator > denominator:
            whole = shown(self._cell(record, columns.denominator))
            message = f"The number is larger than what it is a share of ({whole})."
            self._wrong(record, "numerator", columns.numerator, message)
        else:
            return True
        return False

    @staticmethod
    def _cell(record: Record, at: int | None) -> str:
        return record.cells[at] if at is not None and at < len(record.cells) else ""

    def _wrong(self, record: Record, column: str, at: int | None, message: str) -> None:
        self.problems.append(Problem(record.number, column, message, at))

    def _notes(self, rows: Sequence[Row], body: Sequence[Record]) -> list[str]:
        notes = []
        if [row.date for row in rows] != sorted(row.date for row in rows):
            notes.append("The rows were not in date order; they have been sorted.")
        known = [cell for record in body if (cell := self._cell(record, self.columns.value))]
        marked = sum(cell.endswith("%") for cell in known)
        if 0 < marked < len(known):
            notes.append(f"{marked} of {len(known)} values have a percent sign; all were read as they stand.")
        return notes
