"""The first draft of a summary: which sentences the rules pick, and that they pick the same ones again."""

from __future__ import annotations

import time

from lhs_community.discussions.first_draft import Words, first_draft
from lhs_community.discussions.models.summaries import Heading

POSTS = [
    Words(
        1, "Ana", "Half of our falls are before nine. Has anybody moved the toilet round? What did the night team say?",
    ),
    Words(
        2, "Ben",
        "> Has anybody moved it?\n\nWe moved the toilet round to five in the morning. The night team chose it.",
        worked=True,
    ),
    Words(3, "Cat", "However, five is far too early for people on the stroke ward."),
    Words(4, "Dee", "The toilet round before the bloods worked on our ward too, and falls before nine went down."),
    Words(5, "Ben", "Do not forget the walking frame by the bed, and the bell."),
    Words(6, "Eve", "Which pharmacist would look at evening diuretics?", is_contested=True),
    Words(7, "Fay", "A bell in reach is not used by people who are considerate.", is_contested=True),
]  # fmt: skip


def draft(posts=POSTS, title="Falls before nine"):
    return first_draft(title, posts, lambda number: f"/threads/1/posts/{number}")


def test_each_heading_gets_its_sentences_with_whose_they_are():
    found = draft()
    assert found[Heading.ASKED] == (
        "- Has anybody moved the toilet round? ([Ana](/threads/1/posts/1))\n"
        "- What did the night team say? ([Ana](/threads/1/posts/1))"
    )
    assert "We moved the toilet round to five in the morning. ([Ben](/threads/1/posts/2))" in found[Heading.AGREED]
    assert "However, five is far too early for people on the stroke ward. ([Cat]" in found[Heading.DIFFER]
    assert "considerate. ([Fay]" in found[Heading.DIFFER]
    assert "- The toilet round before the bloods worked on our ward too" in found[Heading.SAID]
    assert found[Heading.OPEN_ENDS] == (
        "- Which pharmacist would look at evening diuretics? ([Eve](/threads/1/posts/6))"
    )
    assert list(found) == list(Heading)


def test_the_same_posts_give_the_same_draft():
    assert draft() == draft(list(POSTS))


def test_no_sentence_stands_twice_and_quotes_are_not_their_quoters_words():
    lines = [line for text in draft().values() for line in text.splitlines()]
    assert len(lines) == len(set(lines))
    assert "([Ben](/threads/1/posts/2))" not in draft()[Heading.ASKED]


def test_many_voices_come_before_one_loud_one():
    loud = (
        "The toilet round at night helped our ward. The night team moved the round before the bloods. "
        "Our round at night begins with the frames. Bloods and frames and toilet come before the team talks. "
        "The ward team counts the round each night. Frames at night are what the ward forgot before the bloods."
    )
    posts = [
        POSTS[0],
        Words(2, "Loud", loud),
        Words(3, "Quiet", "Socks with rubber dots stopped two slips."),
        Words(4, "Calm", "Ask relatives which shoes somebody trusts."),
    ]
    said = draft(posts)[Heading.SAID]
    for name in ("[Loud]", "[Quiet]", "[Calm]"):
        assert name in said
    assert len(said.splitlines()) == 5


def test_a_question_that_was_taken_up_is_not_open():
    posts = [
        POSTS[0],
        Words(2, "Ben", "Which pharmacist would look at evening diuretics?"),
        Words(3, "Cat", "Our ward pharmacist looks at evening diuretics on the round."),
    ]
    assert Heading.OPEN_ENDS not in draft(posts)


def test_signs_of_markdown_stand_as_they_were_written():
    posts = [Words(1, "A*b*", "Is `x_y` in [brackets](http://x.example) a good idea?")]
    words = "Is x\\_y in brackets (x.example) a good idea?"
    assert draft(posts)[Heading.ASKED] == f"- {words} ([A\\*b\\*](/threads/1/posts/1))"


def test_little_to_go_by_gives_little():
    assert draft([Words(1, "Ana", "Help!")]) == {Heading.ASKED: "Falls before nine"}
    assert draft([]) == {Heading.ASKED: "Falls before nine"}
    alone = draft([Words(1, "Ana", "We have many falls at night. They come early.")])
    assert list(alone) == [Heading.ASKED]
    assert alone[Heading.ASKED].startswith("Falls before nine\n\n- We have many falls at night.")


def test_abbreviations_and_lists_are_cut_at_their_ends_only():
    text = "We ask, e.g. The night team, what they would change.\n\n- One round before the bloods\n- Two at five sharp"
    posts = [POSTS[0], Words(2, "Ben", text)]
    said = draft(posts)[Heading.SAID]
    assert "We ask, e.g. The night team, what they would change." in said
    assert "- One round before the bloods (" in said


def test_hundreds_of_posts_are_quick_work():
    words = "bell frame round shoe sock light chair toilet team night morning ward bed floor mat alarm".split()
    posts = [
        Words(n, f"P{n % 30}", f"The {words[n % 16]} and {words[n % 11]} helped. A {words[n % 7]} by us did not.")
        for n in range(1, 501)
    ]
    began = time.perf_counter()
    assert 1 <= len(draft(posts)[Heading.SAID].splitlines()) <= 5
    assert time.perf_counter() - began < 5
