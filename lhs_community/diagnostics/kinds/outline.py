"""Lines as people type them, one thing a line, what belongs to it indented below: pure text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lhs_community.foundation.errors import Invalid

MOST_LINES, LONGEST_LINE = 120, 160


@dataclass
class Branch:
    """`line` counts from 1, as an editor does."""

    text: str
    line: int
    branches: list[Branch] = field(default_factory=list)


def read(text: str) -> list[Branch]:
    """How far a line is indented matters only against the lines above it. Raises Invalid with the line's number."""
    top: list[Branch] = []
    open_ones: list[tuple[int, list[Branch]]] = [(-1, top)]
    count = 0
    for number, typed in enumerate(text.expandtabs(4).splitlines(), 1):
        words = " ".join(typed.strip().removeprefix("- ").split())
        if not words:
            continue
        count += 1
        if len(words) > LONGEST_LINE:
            raise Invalid(f"Line {number} is too long: keep it to {LONGEST_LINE} characters.", "text")
        if count > MOST_LINES:
            raise Invalid(f"Keep this to {MOST_LINES} lines. A second one can hold the rest.", "text")
        depth = len(typed) - len(typed.lstrip())
        while open_ones[-1][0] >= depth:
            open_ones.pop()
        branch = Branch(words, number)
        open_ones[-1][1].append(branch)
        open_ones.append((depth, branch.branches))
    return top


def walk(branches: Sequence[Branch], depth: int = 0) -> Iterator[tuple[int, Branch]]:
    for branch in branches:
        yield depth, branch
        yield from walk(branch.branches, depth + 1)
