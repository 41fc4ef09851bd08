"""Ranking by BM25 over the text, plus BM25 over the title, every figure counted in what the viewer may read.

Words of a question are alternatives ("or"), because people type whole questions. Then one everyday word would make
half the site a hit, and counts and "newest first" would mean nothing: so a hit holds half of the question's weight, or
scores at least 0.3 of the best. Measured (tests/benchmarks/search_quality.py): the first ten stay the same, and
the hits fall from all documents to 37-170. The title's weight is the best of 0.5 to 3; K1 and B hardly matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field as filled_by
from math import log

import numpy as np

from lhs_community.search.whoosh_index.fields import places_of
from lhs_community.search.whoosh_index.segments import Floats, Ids, Mask, Snapshot

K1 = 1.2
B = 0.75
TITLE_BOOST = 2.0
SHARE = 0.5
OF_BEST = 0.3
MAX_TERMS = 32
_MAX_BEGINNINGS = 500
_MAX_PHRASE_DOCUMENTS = 5_000


@dataclass(slots=True)
class Term:
    """A stem, or a beginning of words (with *), and the readable documents that hold it."""

    name: str
    ids: Ids
    counts: Floats
    is_beginning: bool = False
    idf: float = 0.0


@dataclass(slots=True)
class Ranking:
    scores: Floats
    hits: Mask
    terms: list[Term] = filled_by(default_factory=list)
    unknown: list[str] = filled_by(default_factory=list)
    left_out: list[str] = filled_by(default_factory=list)


def readable_documents(snapshot: Snapshot, stem: str, allowed: Mask, field: str = "text") -> tuple[Ids, Floats]:
    ids, counts = snapshot.postings(field, stem)
    keep = allowed[ids]
    return ids[keep], counts[keep]


def beginning(snapshot: Snapshot, start: str, allowed: Mask) -> Term:
    words: set[str] = set()
    for segment in snapshot.segments:
        words.update(segment.lexicon("word", start, _MAX_BEGINNINGS))
    holding = snapshot.any_of(snapshot.documents("word", word) for word in sorted(words)[:_MAX_BEGINNINGS])
    ids = np.flatnonzero(holding & allowed).astype(np.int32)
    return Term(start, ids, np.ones(len(ids), dtype=np.float32), is_beginning=True)


def rank(snapshot: Snapshot, stems: Iterable[str], starts: Iterable[str], allowed: Mask) -> Ranking:
    """A score for every readable document, and which of them are hits."""
    ranking = Ranking(np.zeros(snapshot.size, dtype=np.float32), np.zeros(snapshot.size, dtype=np.bool_))
    shares = np.zeros(snapshot.size, dtype=np.float32)
    total = int(allowed.sum())
    terms = [beginning(snapshot, start, allowed) for start in dict.fromkeys(starts)]
    terms += [Term(stem, *readable_documents(snapshot, stem, allowed)) for stem in dict.fromkeys(stems)]
    ranking.unknown = [term.name for term in terms if not len(term.ids)]
    known = sorted((term for term in terms if len(term.ids)), key=lambda term: len(term.ids))
    ranking.terms, ranking.left_out = known[:MAX_TERMS], [term.name for term in known[MAX_TERMS:]]
    if not ranking.terms:
        return ranking
    text, title = snapshot.lengths("text"), snapshot.lengths("title")
    text_norm = K1 * (1 - B + B * text / _mean(text, allowed))
    title_norm = K1 * (1 - B + B * title / _mean(title, allowed))
    for term in ranking.terms:
        term.idf = log(1 + (total - len(term.ids) + 0.5) / (len(term.ids) + 0.5))
        weight = np.float32(term.idf * (K1 + 1))
        ranking.scores[term.ids] += weight * term.counts / (term.counts + text_norm[term.ids])
        shares[term.ids] += np.float32(term.idf)
        if not term.is_beginning:
            ids, counts = readable_documents(snapshot, term.name, allowed, "title")
            ranking.scores[ids] += np.float32(TITLE_BOOST) * weight * counts / (counts + title_norm[ids])
    enough = SHARE * sum(term.idf for term in ranking.terms) - 1e-4
    ranking.hits = (shares >= enough) | (ranking.scores >= OF_BEST * ranking.scores.max())
    return ranking


def _mean(lengths: Floats, allowed: Mask) -> float:
    return max(float(lengths[allowed].mean()), 1.0) if allowed.any() else 1.0


def with_phrase(snapshot: Snapshot, stems: Sequence[str], allowed: Mask) -> Mask:
    """The documents in which the stems stand one after the other; "" stands for any word."""
    together = allowed.copy()
    for stem in set(filter(None, stems)):
        together &= snapshot.mask(snapshot.documents("text", stem))
    ids = np.flatnonzero(together)[:_MAX_PHRASE_DOCUMENTS].astype(np.int32)
    if not len(ids):
        return together
    places = [(step, snapshot.places("text", stem, ids)) for step, stem in enumerate(stems) if stem]
    hits = [number for number in ids.tolist() if _in_a_row((step, there[number]) for step, there in places)]
    return snapshot.mask(np.array(hits, dtype=np.int32))


def _in_a_row(places: Iterable[tuple[int, bytes]]) -> bool:
    starts = ({place - step for place in places_of(there)} for step, there in places)
    return bool(set.intersection(*starts))
