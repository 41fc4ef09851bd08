"""What is typed into the box is read as offered, in linear time, whatever it is."""

from __future__ import annotations

import pytest

from lhs_community.search.index import MAX_TYPED
from lhs_community.search.language.typed import read, read_plain
from tests.support.timing import cpu_of


def words(text: str) -> list[str]:
    return [token.word for token in read(text).words]


def test_a_question_loses_its_common_words() -> None:
    assert words("What works to prevent falls on our wards?") == ["works", "prevent", "falls", "wards"]


def test_a_query_of_common_words_alone_keeps_them() -> None:
    assert words("who is it") == ["who", "it"]


def test_a_query_of_words_nobody_indexes_says_so() -> None:
    assert read("the of and").too_common == ["the", "of", "and"]
    assert read("the of and").is_empty


def test_a_phrase_is_a_condition_and_its_words_are_ranked_by() -> None:
    typed = read("“hip fracture” pathway")
    assert typed.phrases == [("hip", "fractur")]
    assert [token.word for token in typed.words] == ["hip", "fracture", "pathway"]


@pytest.mark.parametrize("text", ['"unclosed phrase here', '"', '""', '"""""'])
def test_an_unclosed_quote_is_read(text: str) -> None:
    read(text)


def test_minus_excludes_words_and_phrases_but_not_inside_a_word() -> None:
    typed = read('falls -dementia -"care home" covid-19 - children')
    assert typed.not_words == ["dementia"]
    assert typed.not_phrases == [("care", "home")]
    assert [token.word for token in typed.words] == ["falls", "covid", "19", "children"]


def test_only_offered_fields_mean_something() -> None:
    typed = read('tag:falls kind:lesson author:Okafor title:"hip pathway" body:secret space_id:3 private:1 id:9')
    assert typed.fields == [("topic", "falls"), ("kind", "lesson"), ("author", "okafor"), ("title", "hip pathway")]
    assert [token.word for token in typed.words] == ["body", "secret", "space", "id", "3", "private", "1", "id", "9"]


def test_a_star_asks_for_a_beginning() -> None:
    assert read("asthm* care").prefixes == ["asthm"]
    assert read("a*").prefixes == []
    assert read("a*").notes == ["Type at least 2 letters before the *."]
    assert read("*").is_empty
    assert read("*:* ?? ~ ^2 [a TO b] {x}").prefixes == []


def test_plain_text_has_no_query_language() -> None:
    typed = read_plain('Is "hourly" rounding -worth it? tag:falls')
    assert not typed.phrases
    assert not typed.not_words
    assert not typed.fields


def test_the_spans_of_words_fit_the_text() -> None:
    typed = read('hello "Hip fracture" pathwaay')
    assert [typed.text[token.start : token.end] for token in typed.words] == ["Hip", "fracture", "pathwaay"]


@pytest.mark.parametrize(
    "piece", ['"', '-"a ', "tag:", 'tag:"', "a*", "-", "a ", "é", "x:y:", "\0", "“", "-a", "'", "’s"]
)
def test_ten_thousand_characters_of_anything_are_read_fast(piece: str) -> None:
    typed, seconds = cpu_of(lambda: read(piece * (MAX_TYPED + 1)))
    assert seconds < 0.5
    assert typed.notes[0].startswith("Only the first 10,000 characters")
