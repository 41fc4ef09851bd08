"""A diagnostic read and looked at: its parts, its drawing, what it adds up to and what a team could look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lhs_community.diagnostics.kinds import causes, fishbone, process, whys
from lhs_community.diagnostics.kinds.outline import Branch, read
from lhs_community.diagnostics.kinds.process import Step
from lhs_community.diagnostics.kinds.shapes import Picture
from lhs_community.diagnostics.models import DiagnosticKind
from lhs_community.foundation import pareto

EXAMPLES = {
    DiagnosticKind.FISHBONE: fishbone.EXAMPLE,
    DiagnosticKind.WHYS: whys.EXAMPLE,
    DiagnosticKind.PROCESS: process.EXAMPLE,
    DiagnosticKind.PARETO: causes.EXAMPLE,
}


@dataclass(frozen=True, kw_only=True)
class Study:
    """`branches` hold lines and what is indented below them, `steps` those of a process, `parts` those of a Pareto
    chart with its two sizes. `picture` is None for a Pareto chart, and where nothing is typed."""

    kind: DiagnosticKind
    title: str
    branches: Sequence[Branch] = ()
    picture: Picture | None = None
    facts: Sequence[tuple[str, str]] = ()
    advice: Sequence[str] = ()
    roots: Sequence[str] = ()
    steps: Sequence[Step] = ()
    parts: Sequence[pareto.Part] = ()
    small: Sequence[str] = ()
    wide: pareto.Drawing | None = None
    narrow: pareto.Drawing | None = None
    words: str = ""
    about: str = ""


def study(kind: DiagnosticKind, title: str, text: str) -> Study:
    """Raises Invalid with the number of a line that cannot be read."""
    lines = read(text)
    match kind:
        case DiagnosticKind.FISHBONE:
            picture = fishbone.draw(title, lines) if lines else None
            return Study(
                kind=kind,
                title=title,
                branches=lines,
                picture=picture,
                advice=fishbone.advice(lines),
                about="The problem is the head; its causes stand along the bones. The list says the same in words.",
            )
        case DiagnosticKind.WHYS:
            return _whys(title, lines)
        case DiagnosticKind.PROCESS:
            return _process(title, lines)
        case DiagnosticKind.PARETO:
            return _pareto(title, lines)


def _whys(title: str, lines: Sequence[Branch]) -> Study:
    branches = whys.chained(lines)
    return Study(
        kind=DiagnosticKind.WHYS,
        title=title,
        branches=branches,
        picture=whys.draw(title, branches) if branches else None,
        advice=whys.advice(branches),
        roots=whys.roots(branches),
        about="The problem stands at the top; each box below says why. The list says the same in words.",
    )


def _process(title: str, lines: Sequence[Branch]) -> Study:
    steps = process.steps_of(lines)
    return Study(
        kind=DiagnosticKind.PROCESS,
        title=title,
        branches=lines,
        picture=process.draw(steps) if steps else None,
        facts=process.facts(steps) if steps else (),
        advice=process.advice(steps),
        steps=steps,
        about="A lane for each role from left to right, steps from top to bottom. The list says the same in words.",
    )


def _pareto(title: str, lines: Sequence[Branch]) -> Study:
    rows = causes.rows_of(lines)
    parts = pareto.rank(rows)
    return Study(
        kind=DiagnosticKind.PARETO,
        title=title,
        branches=lines,
        advice=causes.advice(rows),
        parts=parts,
        small=causes.small(rows),
        wide=pareto.draw(parts, pareto.WIDE),
        narrow=pareto.draw(parts, pareto.NARROW),
        words=pareto.in_words(parts),
    )
