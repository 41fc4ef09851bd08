"""Reading a pasted or uploaded list of people to invite: text in, lines and what is wrong with them out."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from lhs_community.foundation.errors import Invalid

MOST_LINES = 5_000
MOST_CHARACTERS = 2_000_000
NAME_LENGTH, NOTE_LENGTH, EMAIL_LENGTH = 120, 500, 320
COLUMNS = ("email", "name", "role", "note")
LABELS = {"email": "E-mail address", "name": "Name", "role": "Role", "note": "Note"}
HEADINGS = {
    "email": {"email", "e-mail", "mail", "address", "email address", "e-mail address"},
    "name": {"name", "full name", "person"},
    "role": {"role", "as"},
    "note": {"note", "message", "comment"},
}
ROLES = {"": "member", "member": "member", "convenor": "convenor"}


@dataclass(frozen=True, slots=True)
class Line:
    """One person, as typed. `row` counts from 1 as in a spreadsheet, the heading included."""

    row: int
    email: str
    name: str = ""
    role: str = ""
    note: str = ""

    def cells(self) -> list[str | int]:
        return [self.row, self.email, self.name, self.role, self.note]


def decode(content: bytes) -> str:
    """The text of a chosen file, as spreadsheets save it. Raises Invalid."""
    if len(content) > MOST_CHARACTERS or content.startswith((b"PK", b"\xd0\xcf")) or b"\0" in content:
        raise Invalid("This is no CSV file of at most 2 MB. In your spreadsheet choose “save as CSV”.", "file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read(text: str) -> list[Line]:
    """The lines of a list that parts its columns by comma, semicolon or tab. Raises Invalid, naming the row."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    if "\0" in text or len(text) > MOST_CHARACTERS:
        raise Invalid("This is no list of addresses that can be read. Save it as CSV and try again.", "typed")
    rows = [(number, cells) for number, cells in _rows(text) if any(cells)]
    if not rows:
        raise Invalid("Paste a list, or choose a file. Each line holds one e-mail address.", "typed")
    order = _order(rows[0][1])
    if order is not None:
        rows = rows[1:]
    if len(rows) > MOST_LINES:
        raise Invalid(
            f"A list holds at most {MOST_LINES:,} people; this one has {len(rows):,}. Cut it in two.", "typed"
        )
    if not rows:
        raise Invalid("This list has a heading but no addresses.", "typed")
    return [_line(number, cells, order or COLUMNS) for number, cells in rows]


def _rows(text: str) -> list[tuple[int, list[str]]]:
    first = next((line for line in text.split("\n") if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
        return [(number, [cell.strip() for cell in cells]) for number, cells in enumerate(reader, 1)]
    except csv.Error as error:
        raise Invalid("A quotation mark is opened and not closed, or a cell is far too long.", "typed") from error


def _order(cells: Sequence[str]) -> Sequence[str] | None:
    """Which column stands where, when the first line is a heading; unknown columns are left alone."""
    found = [next((column for column, words in HEADINGS.items() if cell.casefold() in words), "") for cell in cells]
    if "email" not in found or any("@" in cell for cell in cells):
        return None
    return found


def _line(row: int, cells: Sequence[str], order: Sequence[str]) -> Line:
    # What is too long is cut where it is kept; the extra character lets the check see it.
    longest = {"email": EMAIL_LENGTH, "name": NAME_LENGTH, "role": 40, "note": NOTE_LENGTH}
    named = {
        column: " ".join(cell.split())[: longest[column] + 1]
        for column, cell in zip(order, cells, strict=False)
        if column
    }
    return Line(row=row, email=named.pop("email", ""), **named)
