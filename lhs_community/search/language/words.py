"""Words as search sees them: folded, stemmed, British and American spellings made one; and snippets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from whoosh.lang.porter import stem as porter_stem

from lhs_community.search.index import Piece

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LONGEST_WORD = 40
_MAX_SCANNED = 20_000
_SNIPPET = 240

# So common that the index does not hold them at all.
UNINDEXED = frozenset(
    """a an and are as at be been by for from in is of on or that the these this to was were with""".split()
)

# Held by the index (somebody may search for "WHO" or "it"), but left out of a query that has better words.
COMMON = UNINDEXED | frozenset(
    """about after all also am any anyone anybody anything because before being between both but can could did do does
    doing each else ever every few get give go good had has have having he hello help her here hi him his how i if into
    it its just kindly know let like look looking make many may me might more most much must my need no nor not now off
    once one only other our out over own please regarding same see seem she should so some someone such take tell than
    thank thanks their them then there they thing things those through too try trying under until up us use used using
    very want way we well what when where whether which while who whom whose why will would yes you your""".split()
)

# British to American, on folded words, so that either finds the other.
_PARTS = tuple(
    pair.split(">")
    for pair in """haem>hem aemi>emi paed>ped gynaec>gynec caesar>cesar faec>fec oedem>edem oesoph>esoph oestr>estr
    rrhoea>rrhea foet>fet tumour>tumor behaviour>behavior colour>color labour>labor favour>favor centre>center
    fibre>fiber litre>liter practis>practic""".split()
)
_ENDINGS = (
    (re.compile(r"ys(e[drs]?|ing)$"), r"yz\1"),
    (re.compile(r"is(e[drs]?|ers|ing|ations?)$"), r"iz\1"),
    (re.compile(r"programme(s?)$"), r"program\1"),
)


class Token(NamedTuple):
    """A word where it stands; `word` is folded, `stem` what the index knows."""

    start: int
    end: int
    word: str
    stem: str


@lru_cache(maxsize=200_000)
def _known(raw: str) -> tuple[str, str]:
    word = raw.casefold()
    if not word.isascii():
        letters = unicodedata.normalize("NFKD", word)
        word = "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold().replace("’", "'")
    if word.endswith("'s"):
        word = word[:-2]
    word = word.replace("'", "")[:_LONGEST_WORD]
    stem = word
    if word.isascii() and word.isalpha() and len(word) > 2:
        for british, american in _PARTS:
            stem = stem.replace(british, american)
        for pattern, replacement in _ENDINGS:
            stem = pattern.sub(replacement, stem)
        stem = porter_stem(stem)
    return word, stem


def tokens(text: str) -> Iterator[Token]:
    for match in _WORD.finditer(text):
        word, stem = _known(match.group())
        if word:
            yield Token(match.start(), match.end(), word, stem)


def stem_of(word: str) -> str:
    return _known(word)[1]


def fold(text: str) -> str:
    """A facet value or field text in the form it is compared in."""
    return " ".join(token.word for token in tokens(text))


def snippet(text: str, weights: Mapping[str, float], prefixes: Collection[str] = ()) -> tuple[Piece, ...]:
    """The stretch of `text` (on one line) that says most of what was searched for, words marked; else its start."""
    found: list[Token] = []
    starts = tuple(prefixes)
    for token in tokens(text[:_MAX_SCANNED]):
        if token.stem in weights or (starts and token.word.startswith(starts)):
            found.append(token)
    first, last = _best_window(found, weights)
    chosen = found[first:last]
    start = _word_start(text, max(0, chosen[0].start - 60)) if chosen else 0
    end = _word_end(text, min(len(text), start + _SNIPPET))
    return _cut(text, start, end, [token for token in found if start <= token.start and token.end <= end])


def marked(text: str, weights: Mapping[str, float], prefixes: Collection[str] = ()) -> tuple[Piece, ...]:
    """All of `text` (a title), with the words searched for marked."""
    starts = tuple(prefixes)
    found = [t for t in tokens(text) if t.stem in weights or (starts and t.word.startswith(starts))]
    return _cut(text, 0, len(text), found)


def _best_window(found: list[Token], weights: Mapping[str, float]) -> tuple[int, int]:
    best, best_score, last = (0, 0), 0.0, 0
    for first, token in enumerate(found):
        while last < len(found) and found[last].end - token.start <= _SNIPPET - 60:
            last += 1
        inside = found[first:last]
        score = sum(weights.get(s, 1.0) for s in {t.stem for t in inside}) + 0.01 * len(inside)
        if score > best_score:
            best, best_score = (first, last), score
    return best


def _word_start(text: str, at: int) -> int:
    """Not in the middle of a word; at the start of a sentence if one is near."""
    if at == 0:
        return 0
    sentence = text.rfind(". ", max(0, at - 30), at + 40)
    if sentence >= 0:
        return sentence + 2
    space = text.find(" ", at, at + 40)
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - 40, at)
    return space if space > 0 else at


def _cut(text: str, start: int, end: int, found: list[Token]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = start
    for token in found:
        if token.start > at:
            pieces.append(Piece(text[at : token.start], False))
        pieces.append(Piece(text[token.start : token.end], True))
        at = token.end
    if end > at:
        pieces.append(Piece(text[at:end], False))
    if start > 0:
        pieces.insert(0, Piece("… ", False))
    if end < len(text):
        pieces.append(Piece(" …", False))
    return tuple(pieces)
