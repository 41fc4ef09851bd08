"""Text as rows of cells, and back; whole workbooks as text that a form can carry."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lhs_community.foundation.errors import Invalid

MOST_BYTES = 200_000
MOST_ROWS = 5_000
MOST_COLUMNS = 60
# No cell holds a form feed: the reader of workbooks takes it out.
_BETWEEN_SHEETS = "\f"
_HIDDEN = " (hidden)"


@dataclass(frozen=True)
class Record:
    """A row that is not empty, with the number a spreadsheet gives it."""

    number: int
    cells: list[str]


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
    raise Invalid("Choose a text file (CSV) or an Excel workbook (.xlsx). Save the sheet as one of them first.")


def records(text: str) -> list[Record]:
    """Raises csv.Error."""
    found = ((number, [_tidy(cell) for cell in cells]) for number, cells in enumerate(_rows(text), start=1))
    return [Record(number, cells) for number, cells in found if any(cells)]


def with_cells(text: str, mended: Mapping[tuple[int, int], str]) -> str:
    """The text with other cells at some places (row as a spreadsheet counts, column from 0). Raises csv.Error."""
    if not mended:
        return text
    rows = list(_rows(text))
    for (number, column), cell in mended.items():
        if 1 <= number <= len(rows) and column < MOST_COLUMNS:
            row = rows[number - 1]
            row.extend([""] * (column + 1 - len(row)))
            row[column] = cell
    return to_text(rows)


def to_text(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        # An empty row keeps its line, so that the rows below keep their numbers.
        out.write("\n") if not any(row) else writer.writerow(row)
    return out.getvalue()


def _rows(text: str) -> Iterator[list[str]]:
    text = text.removeprefix("\ufeff")
    opening = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = next((mark for mark in "\t;" if mark in opening), ",")
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _tidy(cell: str) -> str:
    return " ".join(cell.split())


@dataclass(frozen=True)
class Part:
    """A sheet of a workbook as text."""

    name: str
    text: str
    is_hidden: bool = False

    @property
    def label(self) -> str:
        return f"{self.name}{_HIDDEN}" if self.is_hidden else self.name


@dataclass(frozen=True)
class Book:
    """The sheets of a workbook, and what it holds beside them: remarks, formulas, names. Only the guard reads that."""

    parts: tuple[Part, ...]
    beside: str = ""

    @property
    def first(self) -> Part:
        """The one that is meant, most likely: the first with figures that can be seen."""
        return next((one for one in self.parts if one.text.strip() and not one.is_hidden), self.parts[0])

    def part(self, name: str) -> Part | None:
        return next((one for one in self.parts if one.name == name), None)

    def without(self, name: str) -> str:
        """All but one sheet, for the guard."""
        others = [f"{one.name}\n\n{one.text}" for one in self.parts if one.name != name]
        return "\n\n".join([*others, self.beside])

    def with_text(self, name: str, text: str) -> Book:
        parts = tuple(Part(one.name, text, one.is_hidden) if one.name == name else one for one in self.parts)
        return Book(parts, self.beside)

    def packed(self) -> str:
        """As text for a hidden field; `unpack` reads it."""
        return _BETWEEN_SHEETS.join([self.beside, *(f"{one.label}\n{one.text}" for one in self.parts)])


def unpack(text: str) -> Book | None:
    beside, *sheets = text.replace("\r\n", "\n").split(_BETWEEN_SHEETS)
    if not sheets:
        return None
    parts = []
    for sheet in sheets:
        label, _, rows = sheet.partition("\n")
        parts.append(Part(label.removesuffix(_HIDDEN), rows, label.endswith(_HIDDEN)))
    return Book(tuple(parts), beside)
