"""The engine finds, counts, sorts, corrects and keeps quiet about what the viewer may not read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from lhs_community.foundation.refs import Ref
from lhs_community.search.index import Results, SearchQuery, Sort
from lhs_community.search.whoosh_index.engine import WhooshIndex
from tests.make.search import make_document

MakeIndex = Callable[..., WhooshIndex]


def ask(index: WhooshIndex, typed: str, **more: object) -> Results:
    return index.search(SearchQuery(typed=typed, **{"readable": None, **more}))  # type: ignore[arg-type]  # by name


def found(index: WhooshIndex, typed: str, **more: object) -> list[int]:
    return [hit.ref.id for hit in ask(index, typed, **more).hits]


@pytest.fixture
def index(make_index: MakeIndex) -> WhooshIndex:
    return make_index(
        make_document(1, "Hourly rounding cut falls on a ward", "Falls fell by a third in six months.",
                      author="Amina Okafor", facets={"topic": ("Falls prevention", "Wards"), "setting": "Hospital"}),
        make_document(2, "Asthma reviews by phone", "Children with asthma were reviewed by phone each autumn.",
                      facets={"topic": "Asthma", "setting": "General practice"}),
        make_document(3, "Which falls alarm do you use?", "We look for an alarm for the ward.", kind="thread",
                      kind_label="Question", facets={"topic": "Falls prevention", "setting": "Hospital"}),
        make_document(4, "A hip fracture pathway that held", "Time to theatre fell. Fracture of the hip is common.",
                      when=datetime(2025, 5, 1, tzinfo=UTC), facets={"topic": "Surgery"}),
        make_document(5, "Meals at night", "Warm meals for night staff.", community_id=7, facets={"topic": "Staff"}),
    )  # fmt: skip


def test_a_long_question_finds_what_it_is_about(index: WhooshIndex) -> None:
    question = "Hello, does anyone know what really works to prevent falling on our hospital wards please?"
    assert found(index, question)[:2] in ([1, 3], [3, 1])


def test_everyday_words_of_a_question_do_not_make_hits(index: WhooshIndex) -> None:
    assert found(index, "phone asthma children theatre") == [2]


def test_forms_and_spellings_meet(index: WhooshIndex) -> None:
    assert found(index, "fractured hips") == [4]
    assert found(index, "asthmatic") == []
    assert found(index, "asthma*") == [2]


def test_a_phrase_must_stand_as_typed(index: WhooshIndex) -> None:
    assert found(index, '"hip fracture"') == [4]
    assert found(index, '"fracture hip"') == []
    assert ask(index, '"fracture hip"').empty_phrases == ("fracture hip",)
    assert found(index, '"ward falls"') == [], "title and body do not join"


def test_words_can_be_excluded(index: WhooshIndex) -> None:
    assert set(found(index, "falls")) == {1, 3}
    assert found(index, "falls -alarm") == [1]
    assert found(index, 'falls -"falls alarm"') == [1]


def test_fields_narrow(index: WhooshIndex) -> None:
    assert found(index, "author:okafor") == [1]
    assert set(found(index, "tag:falls")) == {1, 3}
    assert found(index, 'tag:"falls prevention" kind:question') == [3]
    assert found(index, "kind:lesson falls") == [1]
    assert found(index, "title:alarm") == [3]
    assert found(index, "title:autumn") == []


def test_facets_count_truly_and_leave_their_own_choice_open(index: WhooshIndex) -> None:
    results = ask(index, "falls", filters={"kind": frozenset({"lesson"})})
    counts = {facet.name: {value.value: value.count for value in facet.values} for facet in results.facets}
    assert results.total == 1
    assert results.without_filters == 2
    assert counts["kind"] == {"lesson": 1, "thread": 1}
    assert counts["topic"] == {"Falls prevention": 1, "Wards": 1}
    assert [value.value for f in results.facets if f.name == "kind" for value in f.values if value.chosen] == ["lesson"]


def test_newest_first(index: WhooshIndex) -> None:
    assert found(index, "kind:lesson", sort=Sort.NEWEST)[-1] == 4
    assert found(index, "fell falls", sort=Sort.NEWEST) == [3, 1, 4]


def test_pages_follow_each_other(make_index: MakeIndex) -> None:
    index = make_index(*(make_document(n, f"Falls story {n}") for n in range(25)))
    first, second = found(index, "falls", limit=10), found(index, "falls", limit=10, offset=10)
    assert len({*first, *second}) == 20
    assert ask(index, "falls", limit=10).total == 25


def test_a_slip_is_put_right_and_the_rest_kept(index: WhooshIndex) -> None:
    assert ask(index, 'ashtma "by phone"').did_you_mean == 'asthma "by phone"'
    assert ask(index, "fracure").did_you_mean == "fracture"
    assert ask(index, "asthma").did_you_mean == ""
    assert ask(index, "qqqqqqqq").did_you_mean == ""
    assert ask(index, "qqqqqqqq asthma").unknown == ("qqqqqqqq",)


def test_snippets_mark_the_words(index: WhooshIndex) -> None:
    pieces = ask(index, "theatre").hits[0].snippet
    assert [piece.text for piece in pieces if piece.is_hit] == ["theatre"]


def test_what_may_not_be_read_leaves_no_trace(index: WhooshIndex, make_index: MakeIndex) -> None:
    for shown in (frozenset(), frozenset({3, 8})):
        results = ask(index, "meals", readable=shown)
        assert (results.total, results.hits, results.without_filters) == (0, (), 0)
        assert not any(value.value == "Staff" for facet in results.facets for value in facet.values)
        assert results.unknown == ("meals",)
        assert ask(index, "mealz", readable=shown).did_you_mean == ""
        assert ask(index, '"warm meals"', readable=shown).empty_phrases == ("warm meals",)
        assert found(index, "meal*", readable=shown) == []
        assert found(index, "tag:staff", readable=shown) == []
        assert index.similar(SearchQuery(typed="meals at night", readable=shown)) == ()
    assert found(index, "meals", readable=frozenset({7})) == [5]
    assert ask(index, "mealz", readable=frozenset({7})).did_you_mean == "meals"


def test_other_peoples_documents_do_not_move_a_score(index: WhooshIndex) -> None:
    before = ask(index, "falls ward", readable=frozenset())
    index.apply([make_document(n, "Falls falls falls ward", community_id=9) for n in range(100, 130)])
    after = ask(index, "falls ward", readable=frozenset())
    assert [(hit.ref, hit.score) for hit in after.hits] == [(hit.ref, hit.score) for hit in before.hits]


def test_things_of_no_community_can_be_closed_too(index: WhooshIndex) -> None:
    assert found(index, "falls", readable=frozenset({7}), shared=False) == []


def test_what_the_source_refused_counts_nowhere(index: WhooshIndex) -> None:
    results = ask(index, "falls", without=frozenset({Ref("lesson", 1)}))
    assert results.total == 1
    assert not any(value.value == "Wards" for facet in results.facets for value in facet.values)


def test_similar_questions_while_typing(index: WhooshIndex) -> None:
    hits = index.similar(SearchQuery(typed="Which alarms against falls", readable=None, limit=3))
    assert hits[0].ref == Ref("thread", 3)
    lessons = SearchQuery(typed="Which alarms against falls", readable=None, filters={"kind": frozenset({"lesson"})})
    assert [hit.ref.id for hit in index.similar(lessons)] == [1]


def test_nothing_typed_and_an_empty_index_answer(index: WhooshIndex, make_index: MakeIndex) -> None:
    assert len(found(index, "")) == 5
    assert ask(index, "the of").total == 0
    assert ask(index, "the of").too_common == ("the", "of")


def test_an_empty_index_answers(make_index: MakeIndex) -> None:
    assert ask(make_index(), "falls alarm*").total == 0
