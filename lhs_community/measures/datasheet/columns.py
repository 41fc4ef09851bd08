"""Which column is which: said by the heading, the only way it can be, or guessed for somebody to confirm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from lhs_community.measures.datasheet.cells import read_date, read_value
from lhs_community.measures.datasheet.table import Record
from lhs_community.measures.datasheet.terms import Asked, Columns, Problem, letters

_DATES = frozenset({"date", "day", "week", "month", "period", "week starting", "month starting", "month start"})
_VALUES = frozenset({"value", "values", "y", "count", "number", "rate", "percentage", "percent", "result", "measure"})
_NUMERATORS = frozenset({"numerator", "count", "number", "events", "cases", "n"})
_DENOMINATORS = frozenset({"denominator", "out of", "of", "total", "opportunities", "population", "all"})
_LOOKED_AT = 20  # rows


def _has_digit(cells: Sequence[str]) -> bool:
    """A row with one is meant as figures, even if one of them is mistyped."""
    return any(character.isdigit() for cell in cells for character in cell)


def told_columns(records: Sequence[Record], chosen: Columns) -> Columns:
    """As somebody has chosen them. Words over dates, and no number over numbers, are a heading."""
    top = records[0].cells if records else []
    cells = [top[at] if at < len(top) else "" for at in chosen.used]
    over_figures = any(_can(read_value, cell) for cell in cells[1:] if cell)
    return replace(chosen, has_heading=any(cells) and not _has_digit(cells[:1]) and not over_figures)


def find_columns(records: Sequence[Record], asked: Asked) -> Columns | Problem:
    """By the heading; without one, by how many there are. A Problem says what the heading must name."""
    names = [cell.casefold() for cell in records[0].cells]
    if asked.may_divide and (divided := _divided(names, asked)):
        return divided
    dates, values = _places(names, _DATES), _places(names, _VALUES)
    if not dates and not values:
        return _without_names(records, asked)
    if not dates and len(names) == 2:
        dates = [1 - values[0]]
    if not values and len(names) == 2:
        values = [1 - dates[0]]
    if asked.must_divide:
        return _asked_for(records, "one column “date”, one “numerator” and one “denominator”")
    if len(dates) != 1 or len(values) != 1:
        return _asked_for(records, "one column “date” and one column “value”")
    return Columns(dates[0], values[0])


def _asked_for(records: Sequence[Record], what: str) -> Problem:
    return Problem(records[0].number, "", f"The header must name {what}.")


def _places(names: Sequence[str], known: frozenset[str]) -> list[int]:
    return [index for index, name in enumerate(names) if name in known]


def _divided(names: Sequence[str], asked: Asked) -> Columns | None:
    """Where the heading names what is counted and what it is divided by, in usual words or in the measure's own."""
    own_numerator, own_denominator = asked.numerator.casefold().strip(), asked.denominator.casefold().strip()
    dates = _places(names, _DATES)
    numerators = _places(names, _NUMERATORS | {own_numerator} - {""})
    denominators = _places(names, _DENOMINATORS | {own_denominator} - {""})
    if len(dates) == len(numerators) == len(denominators) == 1:
        return Columns(dates[0], numerator=numerators[0], denominator=denominators[0])
    return None


def _without_names(records: Sequence[Record], asked: Asked) -> Columns | Problem:
    width = max(len(record.cells) for record in records)
    is_heading = not _has_digit(records[0].cells)
    if asked.may_divide and width >= 3:
        return Columns(0, numerator=1, denominator=2, is_certain=width == 3, has_heading=is_heading)
    if asked.must_divide:
        message = "Give three cells in each row: the date, the number, and what it is divided by."
        return Problem(records[0].number, "", message)
    if is_heading and width > 2 and len(records) > 1:
        return _asked_for(records, "one column “date” and one column “value”")
    return Columns(0, 1, has_heading=is_heading and len(records[0].cells) == 2)


def guess_columns(records: Sequence[Record], asked: Asked) -> Columns:
    """For a form to begin with: the first column of dates, and the figures beside it."""
    found = find_columns(records, asked)
    if isinstance(found, Columns) and found.is_certain:
        return found
    body = records[1 : _LOOKED_AT + 1] or records
    width = max((len(record.cells) for record in records), default=0)
    dates = [at for at in range(width) if _mostly(body, at, read_date)]
    day = dates[0] if dates else 0
    numbers = [at for at in range(width) if at not in dates and _mostly(body, at, read_value)]
    if asked.may_divide and len(numbers) > 1:
        return Columns(day, numerator=numbers[0], denominator=numbers[1], is_certain=False)
    other = next((at for at in range(width) if at != day), 1)
    return Columns(day, numbers[0] if numbers else other, is_certain=False)


def likely_columns(records: Sequence[Record], asked: Asked) -> Columns | None:
    """Where somebody had better confirm which column is which; None where it is certain, or nobody can tell."""
    found = find_columns(records, asked)
    if isinstance(found, Columns) and found.is_certain:
        return None
    guess = guess_columns(records, asked)
    return guess if _mostly(records[1:] or records, guess.date, read_date) else None


def _mostly(records: Sequence[Record], at: int, reads: Callable[[str], object]) -> bool:
    cells = [record.cells[at] for record in records if at < len(record.cells) and record.cells[at]]
    return bool(cells) and sum(_can(reads, cell) for cell in cells) * 2 > len(cells)


def _can(reads: Callable[[str], object], cell: str) -> bool:
    try:
        reads(cell)
    except ValueError:
        return False
    return True


def offered(records: Sequence[Record]) -> list[tuple[str, str]]:
    """Every column, to choose from: its number, and its letter with what stands on top."""
    width = max((len(record.cells) for record in records), default=0)
    top = records[0].cells if records else []
    tops = [top[at][:40] if at < len(top) else "" for at in range(width)]
    return [(str(at), f"{letters(at)}: {name}" if name else letters(at)) for at, name in enumerate(tops)]
