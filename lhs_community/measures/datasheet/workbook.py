"""Excel workbooks as text, read in a process of its own (see files/reader.py)."""

from __future__ import annotations

from lhs_community.files.intake import Sent, read_sheets
from lhs_community.foundation.errors import Invalid
from lhs_community.measures.datasheet.table import MOST_BYTES, Book, Part, to_text

MOST_WORKBOOK = 3_000_000  # bytes
MOST_CARRIED = 600_000  # characters of all its sheets


def open_workbook(name: str, content: bytes) -> Book:
    """Slow: not while a transaction is open. Raises Invalid for the field `file`."""
    if len(content) > MOST_WORKBOOK:
        raise Invalid(f"Choose a workbook smaller than {MOST_WORKBOOK // 1_000_000} MB.", "file")
    try:
        sheets, beside = read_sheets(Sent(name, content))
    except Invalid as problem:
        raise Invalid(problem.message, "file") from problem
    book = Book(tuple(Part(one.name, to_text(one.rows), one.is_hidden) for one in sheets), beside)
    if len(book.packed()) > MOST_CARRIED or any(len(one.text) > MOST_BYTES for one in book.parts):
        raise Invalid("This workbook is too large. Save the sheet with the figures as a file of its own.", "file")
    return book
