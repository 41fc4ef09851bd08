"""What changed between two texts is found word by word, joined it gives both of them, and it never takes long."""

from __future__ import annotations

import random
import time

import pytest

from lhs_community.foundation.differences import changes


def _sides(before: str, after: str) -> tuple[str, str]:
    found = changes(before, after)
    old = "".join(text for kind, text in found if kind != "in")
    return old, "".join(text for kind, text in found if kind != "out")


@pytest.mark.parametrize(
    ("before", "after"),
    [("", ""), ("", "New"), ("Old", ""), ("a b c", "a x c"), ("one\ntwo\n", "one\n2\nthree"), ("<i>", "&lt;i>")],
)
def test_both_texts_can_be_read_from_it(before, after):
    assert _sides(before, after) == (before, after)


def test_only_the_words_that_changed_are_marked():
    assert changes("Put it left.", "Put it right.") == [
        ("same", "Put it "), ("out", "left"), ("in", "right"), ("same", "."),
    ]  # fmt: skip


def test_the_longest_texts_take_less_than_two_seconds():
    words = random.Random(1)  # noqa: S311  nothing secret
    texts = ["a b " * 5000, "x\n" * 10_000, "".join(words.choice("ab \n") for _ in range(20_000))]
    begun = time.process_time()
    for before in texts:
        for after in texts:
            changes(before, after)
    assert time.process_time() - begun < 18
