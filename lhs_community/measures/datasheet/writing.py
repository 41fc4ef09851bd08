"""Sheets as other programs take them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence


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
