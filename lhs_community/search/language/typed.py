"""What a person typed into the search box, read in one linear pass.

Offered: words, "a phrase", -without, begin*, and tag: kind: author: title: with a word or a quoted text. Nothing else
has a meaning, and nothing typed ever reaches the query language of an engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lhs_community.search.index import MAX_TYPED
from lhs_community.search.language.words import COMMON, UNINDEXED, Token, fold, tokens

# What may be typed before a colon -> the field of the index. People say "tag" for the facet "topic".
FIELDS = {"tag": "topic", "topic": "topic", "kind": "kind", "author": "author", "title": "title"}

_MAX_PHRASES = 8
_LONGEST_PHRASE = 40
_MAX_FILTERS = 12
_MIN_PREFIX = 2
_FIELD = re.compile(r"([a-z]{3,6}):", re.IGNORECASE)
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})


@dataclass(slots=True)
class Typed:
    """`words` are what is ranked by; phrases, fields and exclusions are conditions."""

    text: str = ""
    words: list[Token] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)
    phrases: list[tuple[str, ...]] = field(default_factory=list)
    phrase_texts: list[str] = field(default_factory=list)
    not_words: list[str] = field(default_factory=list)
    not_phrases: list[tuple[str, ...]] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    too_common: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.prefixes or self.phrases or self.fields)

    def say(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def read_plain(text: str) -> Typed:
    """Words only: a question as it is written elsewhere, where quotes and colons mean nothing."""
    typed = Typed(text=text[:MAX_TYPED])
    typed.words = list(tokens(typed.text))
    _leave_common_out(typed)
    return typed


def read(text: str) -> Typed:
    typed = Typed(text=text[:MAX_TYPED].translate(_QUOTES))
    if len(text) > MAX_TYPED:
        typed.say(f"Only the first {MAX_TYPED:,} characters were used.")
    at, end = 0, len(typed.text)
    while at < end:
        if typed.text[at].isspace():
            at += 1
        else:
            at = _read_item(typed, at)
    _leave_common_out(typed)
    return typed


def _read_item(typed: Typed, at: int) -> int:
    """Reads what starts at `at`, and says where the next begins."""
    text = typed.text
    if text[at] == '"':
        phrase, after = _quoted(text, at)
        _add_phrase(typed, phrase, at + 1)
        return after
    if text[at] == "-" and at + 1 < len(text) and (text[at + 1] == '"' or text[at + 1].isalnum()):
        return _read_excluded(typed, at + 1)
    named = _FIELD.match(text, at)
    if named and named[1].lower() in FIELDS and named.end() < len(text) and not text[named.end()].isspace():
        return _read_field(typed, FIELDS[named[1].lower()], named.end())
    after = _end_of_word(text, at)
    _add_words(typed, at, after)
    return after


def _end_of_word(text: str, at: int) -> int:
    while at < len(text) and not text[at].isspace() and text[at] != '"':
        at += 1
    return at


def _quoted(text: str, at: int) -> tuple[str, int]:
    """The text in the quotes that open at `at`; an unclosed quote runs to the end."""
    close = text.find('"', at + 1)
    if close < 0:
        close = len(text)
    return text[at + 1 : close], close + 1


def _add_words(typed: Typed, start: int, end: int) -> None:
    piece = typed.text[start:end]
    found = list(tokens(piece))
    if piece.endswith("*") and found and found[-1].end == len(piece) - 1:
        prefix = found.pop().word
        if len(prefix) >= _MIN_PREFIX:
            typed.prefixes.append(prefix)
        else:
            typed.say(f"Type at least {_MIN_PREFIX} letters before the *.")
    typed.words += [Token(start + t.start, start + t.end, t.word, t.stem) for t in found]


def _add_phrase(typed: Typed, phrase: str, start: int) -> None:
    found = list(tokens(phrase))
    stems = _stems(found)
    typed.words += [Token(start + t.start, start + t.end, t.word, t.stem) for t in found]
    if len(stems) > 1 and len(typed.phrases) < _MAX_PHRASES:
        typed.phrases.append(stems)
        typed.phrase_texts.append(" ".join(phrase.split()))


def _stems(found: Iterable[Token]) -> tuple[str, ...]:
    """The stems of a phrase; "" keeps the place of a word that the index does not hold."""
    stems = ["" if token.word in UNINDEXED else token.stem for token in found]
    while stems and not stems[0]:
        stems.pop(0)
    while stems and not stems[-1]:
        stems.pop()
    return tuple(stems[:_LONGEST_PHRASE])


def _read_excluded(typed: Typed, at: int) -> int:
    if typed.text[at] == '"':
        phrase, after = _quoted(typed.text, at)
    else:
        after = _end_of_word(typed.text, at)
        phrase = typed.text[at:after]
    stems = _stems(tokens(phrase))
    if len(stems) == 1:
        typed.not_words.append(stems[0])
    elif stems and len(typed.not_phrases) < _MAX_PHRASES:
        typed.not_phrases.append(stems)
    return after


def _read_field(typed: Typed, name: str, at: int) -> int:
    if typed.text[at] == '"':
        value, after = _quoted(typed.text, at)
    else:
        after = _end_of_word(typed.text, at)
        value = typed.text[at:after]
    if len(typed.fields) >= _MAX_FILTERS:
        typed.say(f"Only the first {_MAX_FILTERS} conditions were used.")
    elif fold(value):
        typed.fields.append((name, fold(value)))
    return after


def _leave_common_out(typed: Typed) -> None:
    """Words like "what" and "the" go, unless there are no others: somebody may look for "WHO"."""
    good = [token for token in typed.words if token.word not in COMMON]
    if not good and not typed.prefixes:
        good = [token for token in typed.words if token.word not in UNINDEXED]
    if not good:
        typed.too_common = list(dict.fromkeys(token.word for token in typed.words))
    typed.words = good
