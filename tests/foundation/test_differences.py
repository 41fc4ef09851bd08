"""What changed between two texts is found word by word, joined it gives both of them, and it never takes long."""

from __future__ import annotations

import random
import time

import pytest

from lhs_community.foundation.differences import brought_together, changes


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


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "both"),
    [
        ("They fall at night.", "They all fall at night.", "They fall by night.", "They all fall by night."),
        ("One.\nTwo.\nThree.", "Eins.\nTwo.\nThree.", "One.\nTwo.\nDrei.", "Eins.\nTwo.\nDrei."),
        ("Many fall.", "Most fall.", "Few fall.", None),
        ("", "Mine", "Theirs", None),
        ("Same", "Same", "Theirs", "Theirs"),
    ],
)
def test_two_changes_of_one_text_are_brought_together_unless_they_touch(base, mine, theirs, both):
    assert brought_together(base, mine, theirs) == both
    assert brought_together(base, theirs, mine) == both


def test_bringing_together_never_takes_long():
    base = " ".join(f"w{number}" for number in range(4000))
    began = time.perf_counter()
    brought_together(base, f"{base} more", f"Before {base}")
    assert time.perf_counter() - began < 20
