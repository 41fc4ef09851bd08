"""Did you mean: words of readable documents within one or two edits of a word that nothing readable holds.

A word is offered only if a document that the viewer may read holds exactly that word, so no suggestion can tell what
stands in the others. Candidates come from a filter over the whole vocabulary (letter signatures, one XOR a word).
"""

from __future__ import annotations

import numpy as np

from lhs_community.search.whoosh_index.segments import Mask, Snapshot, signature

_SHORTEST = 4
_LONG = 7
_MAX_COMPARED = 400


def best_word(snapshot: Snapshot, word: str, allowed: Mask, at_least: int = 1) -> str:
    """The likeliest readable word for `word`, held by `at_least` documents; "" when there is none."""
    if not _SHORTEST <= len(word) <= 24 or word.isdigit():
        return ""
    most = 2 if len(word) >= _LONG else 1
    best = (99, 0, "")
    for candidate in _candidates(snapshot, word, most):
        distance = edits(word, candidate, most)
        if distance > most or distance > best[0]:
            continue
        # People rarely get the first letter wrong.
        penalty = distance + (0 if candidate[0] == word[0] else 1)
        count = int(allowed[snapshot.documents("word", candidate)].sum())
        if count >= at_least and (penalty, -count) < best[:2]:
            best = (penalty, -count, candidate)
    return best[2]


def _candidates(snapshot: Snapshot, word: str, most: int) -> list[str]:
    own, size = np.uint64(signature(word)), len(word)
    found: dict[str, int] = {}
    for segment in snapshot.segments:
        words, signatures, lengths = segment.words
        differing = np.bitwise_count(signatures ^ own)
        near = np.flatnonzero((differing <= 2 * most) & (np.abs(lengths - size) <= most))
        for at in near.tolist():
            found[words[at]] = int(differing[at])
    found.pop(word, None)
    return sorted(found, key=found.__getitem__)[:_MAX_COMPARED]


def edits(left: str, right: str, most: int) -> int:
    """Insertions, deletions, changes and swaps of neighbours between two words; `most` + 1 when there are more."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, previous, row = row, before, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, previous[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
