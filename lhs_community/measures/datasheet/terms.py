"""A sheet of figures, and what is wrong with one, as types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from string import ascii_uppercase

from lhs_community.foundation.errors import Invalid
from lhs_community.measures.spc.terms import Observation
from lhs_community.measures.suppression import Figure


@dataclass(frozen=True)
class Asked:
    """What a measure asks of its figures.

    `may_divide`: a numerator and a denominator instead of a value, `must_divide`: no value alone. `is_share`: the
    numerator is no larger. `numerator` and `denominator` are what the measure calls them.
    """

    may_divide: bool = False
    must_divide: bool = False
    is_share: bool = False
    per: float = 1.0
    numerator: str = ""
    denominator: str = ""


A_VALUE = Asked()


@dataclass(frozen=True)
class Columns:
    """Which cells of a row are which, counted from 0. Either `value`, or `numerator` and `denominator`.

    `is_certain`: nobody needs to be asked, because the heading says so or because there is nothing else.
    `has_heading`: the first row names the columns.
    """

    date: int
    value: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    is_certain: bool = True
    has_heading: bool = True

    @property
    def used(self) -> tuple[int, ...]:
        return tuple(one for one in (self.date, self.value, self.numerator, self.denominator) if one is not None)


@dataclass(frozen=True)
class Row:
    """`number` is the row as a spreadsheet counts it, header included. `value` None is a gap."""

    number: int
    date: date
    value: float | None
    numerator: float | None = None
    denominator: float | None = None


def letters(column: int) -> str:
    """What a spreadsheet calls a column: A, B, … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = ascii_uppercase[rest] + name
    return name


@dataclass(frozen=True)
class Problem:
    """What is wrong where. Row 0 is the sheet as a whole; `column` says what the cell is for; `at` is its column."""

    row: int
    column: str
    message: str
    at: int | None = None

    @property
    def cell(self) -> str:
        """As a spreadsheet names it: C7."""
        return f"{letters(self.at)}{self.row}" if self.row and self.at is not None else ""

    def __str__(self) -> str:
        if not self.row:
            return self.message
        place = f"Row {self.row}, cell {self.cell}" if self.cell else f"Row {self.row}"
        return f"{place}: {self.message}"


@dataclass(frozen=True)
class Sheet:
    """The rows in date order, or none if there is any problem. Notes are to be known, not to be mended."""

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    columns: Columns | None = None

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
    old_counts: str = ""
    new_counts: str = ""


class Unexplained(Invalid):
    """With the corrections that want a reason."""

    def __init__(self, corrections: Sequence[Correction]) -> None:
        count = len(corrections)
        super().__init__(
            f"Other values stand for {count} of these dates. Say why they change; the old ones are kept.", "reason"
        )
        self.corrections = tuple(corrections)


def corrections(known: Mapping[date, Figure], rows: Sequence[Row]) -> tuple[Correction, ...]:
    """Where `rows` say something else than what is known."""
    found = []
    for row in rows:
        one = known.get(row.date)
        if one is None or (one.value, one.numerator, one.denominator) == (row.value, row.numerator, row.denominator):
            continue
        found.append(Correction(row.date, one.value, row.value, _counts(one), _counts(row)))
    return tuple(found)


def _counts(one: Figure | Row) -> str:
    if one.numerator is None or one.denominator is None:
        return ""
    return f"{one.numerator:,.12g} of {one.denominator:,.12g}"
