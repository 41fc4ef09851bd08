"""Causes with how often each was found, one a line: "cause, 12". Their Pareto chart is foundation/pareto.py's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lhs_community.diagnostics.kinds.outline import Branch
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.pareto import MOST_PARTS
from lhs_community.safety import guard

TOGETHER = "Several causes together"
EXAMPLE = """No porter, 41
Medicines not ready, 63
Letter not written, 18
Family not reached, 9"""
_ROW = re.compile(r"(?P<label>.+?)\s*[,;:|\t ]\s*(?P<count>\d{1,9}(?:\.\d{1,4})?)")

Row = tuple[str, float]


def rows_of(lines: Sequence[Branch]) -> list[Row]:
    """Raises Invalid with the line's number for what is no cause with its count."""
    found: dict[str, Row] = {}
    for line in lines:
        row = _ROW.fullmatch(line.text)
        if row is None or line.branches:
            raise Invalid(f"Line {line.line}: write a cause, a comma and how often, such as “No porter, 41”.", "text")
        label = row["label"].strip()
        if label.casefold() in found:
            raise Invalid(f"Line {line.line}: “{label}” stands there twice. Add the two together.", "text")
        found[label.casefold()] = (label, float(row["count"]))
    if len(found) > MOST_PARTS:
        raise Invalid(f"Keep this to {MOST_PARTS} causes. Put the rarest together.", "text")
    return list(found.values())


def small(rows: Sequence[Row]) -> list[str]:
    """The causes whose counts the guard takes for so small that a person might be singled out."""
    return [label for label, count in rows if _is_small(count)]


def _is_small(count: float) -> bool:
    table = f"| Cause | Number |\n| --- | --- |\n| x | {count:g} |"
    return any(finding.kind == "small_count" for finding in guard.check(table).findings)


def combined(rows: Sequence[Row]) -> str:
    """The same as text, with what is small put together."""
    kept = [(label, count) for label, count in rows if not _is_small(count)]
    rest = sum(count for _, count in rows) - sum(count for _, count in kept)
    return "\n".join(f"{label}, {count:g}" for label, count in [*kept, (TOGETHER, rest)])


def advice(rows: Sequence[Row]) -> list[str]:
    found = []
    if len(rows) < 3:
        found.append("With fewer than three causes there is little to put in order.")
    if some := small(rows):
        found.append(
            f"{len(some)} of the causes {'was' if len(some) == 1 else 'were'} found fewer than five times. "
            "If somebody could be recognised by that, put them together."
        )
    return found
