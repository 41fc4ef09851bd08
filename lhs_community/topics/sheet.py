"""The list of topics as CSV, in and out. Pure: text in, rows and problems out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lhs_community.foundation.errors import Invalid
from lhs_community.topics.models import DESCRIPTION_LENGTH, KEY_LENGTH, LABEL_LENGTH
from lhs_community.topics.words import clean_label, key_of

HEADER = ("topic", "other words", "description")
MOST_ROWS, LONGEST = 1_000, 200_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NAMES = {"topic": 0, "tag": 0, "label": 0, "other words": 1, "synonyms": 1, "synonym": 1, "description": 2}


@dataclass(frozen=True)
class SheetRow:
    """One line: `number` as a spreadsheet counts it. `problem` says what to mend; "" where it can be taken."""

    number: int
    label: str
    synonyms: tuple[str, ...] = ()
    description: str = ""
    problem: str = ""


def read(text: str) -> list[SheetRow]:
    """Raises Invalid where the text as a whole is no such list."""
    if len(text) > LONGEST:
        raise Invalid("This list is too long. Import it in parts of up to 200 kB.", "sheet")
    lines = _lines(text.lstrip("\ufeff"))
    if not lines:
        raise Invalid("Paste a list, or choose a file. One topic in each row.", "sheet")
    if len(lines) > MOST_ROWS:
        raise Invalid(f"Import up to {MOST_ROWS} topics at a time. This list has {len(lines)}.", "sheet")
    taken: dict[str, int] = {}
    return [_row(number, cells, taken) for number, cells in lines]


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """Filled rows with their numbers, their cells in the order of HEADER."""
    first = text.partition("\n")[0]
    delimiter = "\t" if "\t" in first else ","
    try:
        rows = [(number, [cell.strip() for cell in cells]) for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1
        ) if any(cell.strip() for cell in cells)]  # fmt: skip
    except csv.Error as error:
        raise Invalid("This is no list of rows and columns. Save the sheet as CSV first.", "sheet") from error
    if not rows:
        return []
    names = [cell.casefold() for cell in rows[0][1]]
    if not any(_NAMES.get(name) == 0 for name in names):
        return rows
    places = {_NAMES[name]: place for place, name in enumerate(names) if name in _NAMES}
    return [(number, [cells[places[i]] if places.get(i, len(cells)) < len(cells) else "" for i in range(3)])
            for number, cells in rows[1:]]  # fmt: skip


def _row(number: int, cells: Sequence[str], taken: dict[str, int]) -> SheetRow:
    label, others, description = (_plain(cell) for cell in (*cells, "", "")[:3])
    label = clean_label(label)
    synonyms = tuple(word for part in others.replace("|", ";").split(";") if (word := clean_label(part)))
    problem = _problem(label, synonyms, description) or _twice((label, *synonyms), number, taken)
    return SheetRow(number, label, synonyms, description, problem)


def _problem(label: str, synonyms: Sequence[str], description: str) -> str:
    for word in (label, *synonyms):
        if not key_of(word):
            return "The topic is missing."
        if len(word) > LABEL_LENGTH or len(key_of(word)) > KEY_LENGTH:
            return f"“{word[:40]}…” is longer than {LABEL_LENGTH} characters."
        if "," in word:
            return f"“{word}” has a comma in it. Put ; between other words."
    return f"The description is longer than {DESCRIPTION_LENGTH} characters." if len(description) > 500 else ""


def _twice(words: Iterable[str], number: int, taken: dict[str, int]) -> str:
    for word in words:
        if (before := taken.setdefault(key_of(word), number)) != number:
            return f"“{word}” stands in row {before} too."
    return ""


def _plain(cell: str) -> str:
    """Takes back what `write` put before a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA else cell


def write(rows: Iterable[Sequence[str]]) -> str:
    """CSV that no spreadsheet takes for formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    writer.writerows([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows)
    return out.getvalue()
