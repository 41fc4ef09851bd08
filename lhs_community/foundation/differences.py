"""What changed between two texts, word by word, for people to read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
MOST_STEPS = 1_000_000  # above that, comparing would take seconds: the whole part counts as new
CONTEXT = 160  # characters shown on each side of a change


class Change(NamedTuple):
    """`kind` is same, out or in."""

    kind: str
    text: str


def changes(before: str, after: str) -> list[Change]:
    """Lines first, then words within lines that differ; long stretches that are the same are cut short."""
    found: list[Change] = []
    for is_same, old, new in _compared(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if is_same:
            found.append(Change("same", "".join(new)))
        else:
            found += _words("".join(old), "".join(new))
    return _cut_short(_joined(found))


def _words(before: str, after: str) -> Iterator[Change]:
    for is_same, old, new in _compared(_WORDS.findall(before), _WORDS.findall(after)):
        if is_same:
            yield Change("same", "".join(new))
        else:
            yield from (Change("out", "".join(old)), Change("in", "".join(new)))


def _compared(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    if len(before) * len(after) > MOST_STEPS:
        yield False, before, after
        return
    for tag, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        yield tag == "equal", before[a:b], after[c:d]


def _joined(found: Iterable[Change]) -> list[Change]:
    """Neighbours of one kind as one."""
    result: list[Change] = []
    for one in found:
        if result and result[-1].kind == one.kind:
            result[-1] = Change(one.kind, result[-1].text + one.text)
        elif one.text:
            result.append(one)
    return result


def _cut_short(found: Sequence[Change]) -> list[Change]:
    result = []
    for place, (kind, text) in enumerate(found):
        if kind == "same" and len(text) > 3 * CONTEXT:
            head = text[:CONTEXT] if place else ""
            tail = text[-CONTEXT:] if place < len(found) - 1 else ""
            text = f"{head} […] {tail}"
        result.append(Change(kind, text))
    return result


def brought_together(base: str, mine: str, theirs: str) -> str | None:
    """Both changes of one text in one, word by word; None where they touch the same words."""
    parts = _WORDS.findall(base)
    edits = [*_edits(parts, mine), *_edits(parts, theirs)]
    result: list[str] = []
    place = 0
    for number, (start, end, words) in enumerate(sorted(edits, key=lambda edit: edit[:2])):
        if number and start <= place:
            return None
        result += [*parts[place:start], *words]
        place = end
    return "".join([*result, *parts[place:]])


def _edits(base: Sequence[str], changed: str) -> Iterator[tuple[int, int, Sequence[str]]]:
    words = _WORDS.findall(changed)
    if len(base) * len(words) > MOST_STEPS:
        yield 0, len(base), words
        return
    for tag, a, b, c, d in SequenceMatcher(None, base, words, autojunk=False).get_opcodes():
        if tag != "equal":
            yield a, b, words[c:d]
