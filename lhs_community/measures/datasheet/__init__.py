"""Sheets of figures, one row a period: read whole, or every problem is named with its row and cell; and written."""

from lhs_community.measures.datasheet.cells import LARGEST, read_date, read_value, share
from lhs_community.measures.datasheet.reading import read
from lhs_community.measures.datasheet.table import MOST_BYTES, MOST_ROWS, decode
from lhs_community.measures.datasheet.terms import (
    Asked,
    BadSheet,
    Columns,
    Correction,
    Problem,
    Row,
    Sheet,
    Unexplained,
    corrections,
)
from lhs_community.measures.datasheet.writing import neutral, write

__all__ = [
    "LARGEST", "MOST_BYTES", "MOST_ROWS", "Asked", "BadSheet", "Columns", "Correction", "Problem", "Row", "Sheet",
    "Unexplained", "corrections", "decode", "neutral", "read", "read_date", "read_value", "share", "write",
]  # fmt: skip
