"""A first draft of a summary: sentences of the posts themselves, picked by rules. Pure: the same posts, the same draft.

What was asked: the questions of the first post. What was agreed: from posts that worked. Where views differ: posts that
somebody sees differently, and sentences that begin to contradict. What was said: the sentences that have most in common
with the others, of as many people as possible. Open ends: questions that nobody took up afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from lhs_community.discussions.models.summaries import Heading
from lhs_community.foundation.text import plain

MOST = {Heading.ASKED: 3, Heading.SAID: 5, Heading.DIFFER: 4, Heading.AGREED: 3, Heading.OPEN_ENDS: 4}
FEWEST_WORDS, LONGEST = 4, 400
ALIKE, TAKEN_UP = 0.6, 0.12
CONTRAST = re.compile(
    r"\b(however|on the other hand|(?:i|we) (?:would )?(?:disagree|doubt)|not convinced|not so sure|whereas|"
    r"(?:i|we) see it differently|my worry|our worry|the opposite|did not work|didn['’]t work|(?:i|we) would not)\b"
    r"|^but\b",
    re.I,
)
_CODE = re.compile(r"(?ms)^(?:```|~~~).*?^(?:```|~~~)[^\n]*$")
_OTHERS_WORDS = re.compile(r"(?m)^\s*(?:>|\|).*$")
_END = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“‘(]*[A-Z0-9])")
_SHORTENED = re.compile(r"\b(?:e\.g|i\.e|etc|approx|no|vs|Dr|Mr|Mrs|Ms|Prof|St)\.$", re.I)
_WORD = re.compile(r"[^\W\d_][\w'’-]+")
_COMMON = frozenset(
    """a about after all also an and any are as at be been but by can could did do does for from get had has have he
    her how i if in into is it its just like me more most much my no not now of on one only or our out she should so
    some than that the their them then there they this those to too up us very was we were what when where which who
    why will with would you your""".split()
)


@dataclass(frozen=True)
class Words:
    """What the rules need to know of a post."""

    number: int
    author: str
    text: str
    worked: bool = False
    is_contested: bool = False


@dataclass(frozen=True)
class Sentence:
    post: Words
    place: int
    text: str

    @property
    def is_question(self) -> bool:
        return self.text.rstrip('"”’)').endswith("?")


def first_draft(title: str, posts: Sequence[Words], link: Callable[[int], str]) -> dict[Heading, str]:
    """Each heading's sentences as a list, each with whose it is and a link to its post; no heading without any."""
    sentences = [sentence for post in posts for sentence in _sentences(post)]
    if not sentences:
        return {Heading.ASKED: _escaped(title)}
    likeness = _likeness([sentence.text for sentence in sentences])
    scores = likeness.sum(axis=1)
    ranked = sorted(range(len(sentences)), key=lambda i: (-round(float(scores[i]), 9), i))
    asked = _asked(sentences)
    replies = [i for i in ranked if sentences[i].post.number > 1 and not sentences[i].is_question]
    taken: set[int] = set(asked)
    chosen = {Heading.ASKED: asked}
    rules: tuple[tuple[Heading, Callable[[Sentence], bool]], ...] = (
        (Heading.AGREED, lambda one: one.post.worked),
        (Heading.DIFFER, lambda one: one.post.is_contested or bool(CONTRAST.search(one.text))),
        (Heading.SAID, lambda one: True),
    )
    for heading, fits in rules:
        found = [i for i in replies if i not in taken and fits(sentences[i])]
        chosen[heading] = _spread(found, sentences, likeness, MOST[heading])
        taken.update(chosen[heading])
    chosen[Heading.OPEN_ENDS] = _open_ends(sentences, likeness)
    texts = {heading: _listed((sentences[i] for i in sorted(chosen[heading])), link) for heading in Heading}
    if not any(sentences[i].is_question for i in asked):  # then the title is the question
        texts[Heading.ASKED] = f"{_escaped(title)}\n\n{texts[Heading.ASKED]}".strip()
    return {heading: text for heading, text in texts.items() if text}


def _sentences(post: Words) -> list[Sentence]:
    own = _OTHERS_WORDS.sub("", _CODE.sub("", post.text))
    found: list[str] = []
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)", own):
        pieces: list[str] = []
        for piece in _END.split(" ".join(plain(block).split())):
            if pieces and _SHORTENED.search(pieces[-1]):
                pieces[-1] += f" {piece}"
            else:
                pieces.append(piece)
        found += pieces
    fitting = [text for text in found if len(text.split()) >= FEWEST_WORDS and len(text) <= LONGEST]
    return [Sentence(post, place, text) for place, text in enumerate(fitting)]


def _likeness(texts: Sequence[str]) -> np.ndarray:
    """How much each two have in common, from 0 to 1, rare words counting more; 0 of each with itself."""
    words = [[word for word in _WORD.findall(text.casefold()) if word not in _COMMON] for text in texts]
    known = {word: place for place, word in enumerate(sorted({word for found in words for word in found}))}
    counts = np.zeros((len(texts), max(1, len(known))))
    for row, found in enumerate(words):
        for word in found:
            counts[row, known[word]] += 1
    rarity = np.log((1 + len(texts)) / (1 + (counts > 0).sum(axis=0))) + 1
    weighted = np.log1p(counts) * rarity
    length = np.linalg.norm(weighted, axis=1, keepdims=True)
    normal = weighted / np.where(length == 0, 1, length)
    likeness: np.ndarray = normal @ normal.T
    np.fill_diagonal(likeness, 0)
    return likeness


def _asked(sentences: Sequence[Sentence]) -> list[int]:
    first = [i for i, one in enumerate(sentences) if one.post.number == 1]
    questions = [i for i in first if sentences[i].is_question]
    return (questions or first[:2])[: MOST[Heading.ASKED]]


def _spread(ranked: Sequence[int], sentences: Sequence[Sentence], likeness: np.ndarray, most: int) -> list[int]:
    """The best, of as many people as possible, and nothing twice in other words."""
    chosen: list[int] = []
    for may_repeat in (False, True):
        for i in ranked:
            if len(chosen) == most or i in chosen:
                continue
            is_heard = sentences[i].post.author in {sentences[k].post.author for k in chosen}
            if (may_repeat or not is_heard) and all(likeness[i, k] < ALIKE for k in chosen):
                chosen.append(i)
    return chosen


def _open_ends(sentences: Sequence[Sentence], likeness: np.ndarray) -> list[int]:
    found = []
    for i, question in enumerate(sentences):
        if question.post.number == 1 or not question.is_question:
            continue
        later = [
            k
            for k, one in enumerate(sentences)
            if one.post.number > question.post.number and one.post.author != question.post.author
        ]
        if all(likeness[i, k] < TAKEN_UP for k in later):
            found.append(i)
    return found[-MOST[Heading.OPEN_ENDS] :]


def _listed(sentences: Iterable[Sentence], link: Callable[[int], str]) -> str:
    return "\n".join(
        f"- {_escaped(one.text)} ([{_escaped(one.post.author)}]({link(one.post.number)}))" for one in sentences
    )


def _escaped(text: str) -> str:
    """As the words stand, with nothing in them that Markdown would take for a sign."""
    return re.sub(r"([\\`*_\[\]])", r"\\\1", text)
