"""Any query gets an answer within a second, on an index of some size."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from lhs_community.search.index import MAX_TYPED, SearchQuery
from lhs_community.search.whoosh_index.engine import WhooshIndex
from tests.make.search import make_document
from tests.support.timing import cpu_of

NAUGHTY = Path(__file__).parents[1] / "data" / "bad" / "blns.json"
HOSTILE = [
    "*", "**", "?", "a*", "aa*", "s*" * 500, "*:*", "body:*", "[a TO z]", "{a TO b}", "a^1000", "falls~99",
    "(" * 5000, ")" * 5000, '"' * 9999, "NOT NOT NOT", "AND", "OR OR", "falls AND (ward OR", "-falls", "- - -",
    "--falls", '-"', "tag:", "tag:*", "tag:" * 2000, 'author:"' * 900, "\0", "\0falls\0", "falls\x00ward",
    "\ud800", "\u202efalls", "\uff46\uff41\uff4c\uff4c\uff53", "'; DROP TABLE thread; --", "{{7*7}}",
    "<script>alert(1)</script>", "%00", "\\", "//", "ref:lesson:1", "space:c7", "space_id:7 private:1",
    "\n" * 9999, " " * MAX_TYPED, "é" * MAX_TYPED, "词" * MAX_TYPED, "1" * MAX_TYPED,
]  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    chance = random.Random(2)  # noqa: S311  made-up words, not secrets
    words = ["".join(chance.choices("aeioulnrst", k=chance.randint(2, 9))) for _ in range(4000)]
    common = ["falls", "ward", "care", "patients", *words[:50]]
    made = WhooshIndex(tmp_path_factory.mktemp("hostile"))
    rebuild = made.rebuild()
    rebuild.add(
        make_document(
            n,
            " ".join(chance.choices(common, k=6)),
            " ".join(chance.choices(common, k=20) + chance.choices(words, k=60)),
        )
        for n in range(1200)
    )
    rebuild.switch()
    return made


def answers_in_time(index: WhooshIndex, typed: str) -> None:
    def ask() -> None:
        index.search(SearchQuery(typed=typed, readable=None, limit=10))
        index.similar(SearchQuery(typed=typed, readable=None, limit=5))

    _, seconds = cpu_of(ask)
    assert seconds < 1.0, f"{typed[:40]!r} took {seconds:.1f} s"


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed[:20]))
def test_a_hostile_query_is_answered(index: WhooshIndex, typed: str) -> None:
    answers_in_time(index, typed)
    answers_in_time(index, typed * (MAX_TYPED // max(1, len(typed))))


def test_the_naughty_strings_are_answered(index: WhooshIndex) -> None:
    for typed in json.loads(NAUGHTY.read_text()):
        answers_in_time(index, typed)


def test_ten_thousand_characters_of_real_words_are_answered(index: WhooshIndex) -> None:
    vocabulary = index._fresh().segments[0].words[0]
    text = " ".join(vocabulary)[:MAX_TYPED]
    answers_in_time(index, text)
    answers_in_time(index, " ".join(word[:-1] + "x" for word in vocabulary)[:MAX_TYPED])
    answers_in_time(index, " ".join(f"{word[:2]}*" for word in vocabulary)[:MAX_TYPED])
    answers_in_time(index, '"' + '" "'.join(["falls ward", "ward care"] * 400)[: MAX_TYPED - 1])
    answers_in_time(index, '"' + "falls ward care " * 600)
    answers_in_time(index, " ".join(f"-{word}" for word in vocabulary)[:MAX_TYPED])
