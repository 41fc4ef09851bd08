"""Words are folded and stemmed alike when indexed and when searched for; snippets are cut well."""

from __future__ import annotations

import pytest

from lhs_community.search.language.words import fold, marked, snippet, stem_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("haemoglobin", "hemoglobin"), ("anaemia", "anemia"), ("paediatric", "pediatrics"), ("oedema", "edema"),
        ("diarrhoea", "diarrhea"), ("organisations", "organization"), ("programme", "programs"), ("tumour", "tumors"),
        ("analysed", "analyze"), ("centre", "centers"), ("falls", "falling"), ("patient's", "patients"),
        ("Behçet", "behcet"), ("PRESSURE", "pressure"), ("hospitalisation", "hospitalization"),
    ],
)  # fmt: skip
def test_spellings_and_forms_of_a_word_meet(one: str, other: str) -> None:
    assert stem_of(one) == stem_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("ward", "award"), ("organ", "orange"), ("sepsis", "septum"), ("b12", "b6")]
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert stem_of(one) != stem_of(other)


def test_folding_takes_accents_and_marks_away() -> None:
    assert fold("  Søren's  CAFÉ—Olé! ") == "søren cafe ole"


def test_a_snippet_shows_the_place_that_says_most() -> None:
    text = (
        "Nothing of note here at all. " * 30 + "Falls fell after hourly rounding began on the ward. " + "The end. " * 50
    )
    pieces = snippet(text, {"fall": 2.0, "round": 3.0})
    assert [piece.text for piece in pieces if piece.is_hit] == ["Falls", "rounding"]
    assert pieces[0].text == "… "
    assert len("".join(piece.text for piece in pieces)) < 300


def test_a_snippet_without_a_hit_is_the_beginning() -> None:
    assert "".join(piece.text for piece in snippet("A short text.", {"missing": 1.0})) == "A short text."
    assert snippet("", {"missing": 1.0}) == ()


def test_markup_in_a_text_stays_text() -> None:
    pieces = marked("<b>Falls</b> & more", {"fall": 1.0})
    assert [(piece.text, piece.is_hit) for piece in pieces] == [("<b>", False), ("Falls", True), ("</b> & more", False)]
