"""What changed between two texts, word by word. Pure."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

_PIECES = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """`change` is "", "added" or "removed"."""

    text: str
    change: str = ""


def compare(before: str, after: str) -> list[Piece]:
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    pieces: list[Piece] = []
    for what, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("".join(old[i:j])))
            continue
        for words, change in ((old[i:j], "removed"), (new[k:m], "added")):
            if words:
                pieces.append(Piece("".join(words), change))
    return pieces
