"""The words that tell what a text is about, and how much a word tells: pure functions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from lhs_community.expertise.models import EvidenceKind
from lhs_community.search.language.words import COMMON, tokens

MOST_WORDS = 40
# What everybody here works with says nothing of what somebody knows.
EVERYWHERE = frozenset({"patient", "care", "staff", "team", "servic", "peopl", "question", "work", "improv", "chang"})
WEIGHTS = {
    EvidenceKind.ANSWER: 3.0,
    EvidenceKind.LEADS: 3.0,
    EvidenceKind.LESSON: 3.0,
    EvidenceKind.WORKED: 2.0,
    EvidenceKind.MEASURE: 2.0,
    EvidenceKind.REPLY: 1.0,
}
MANY = 5_000
BEST_OF_ONE_PERSON = 4


def stems(*texts: str) -> list[str]:
    """In the order of the texts, so that what stands first is kept when there are many."""
    found: dict[str, None] = {}
    for text in texts:
        for token in tokens(text):
            if len(token.stem) > 2 and token.word not in COMMON and token.stem not in EVERYWHERE:
                found.setdefault(token.stem[:40])
    return list(found)[:MOST_WORDS]


def tells(count: int) -> float:
    """A rare word tells more."""
    return math.log(1 + MANY / max(1, count))


def fit(pieces: Iterable[tuple[EvidenceKind, Iterable[str]]], counts: Mapping[str, int]) -> float:
    """How well somebody's evidence fits a question: the best pieces by the words they share with it, squared, so that
    two words in one place tell more than one word in two.
    """
    found = sorted(
        (WEIGHTS[kind] * sum(tells(counts[word]) for word in words) ** 2 for kind, words in pieces), reverse=True
    )
    return sum(found[:BEST_OF_ONE_PERSON])
