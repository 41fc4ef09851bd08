"""The pages: who sees what of a signal that is read together, and what comes back when something is wrong."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lhs_community.accounts.current import guest
from lhs_community.accounts.models import Person
from lhs_community.communities.models import Visibility
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.interpretations import actions, policy, queries
from lhs_community.interpretations.models import Interpretation, Reading
from tests.make.interpretations import given

SECRET = "The night rota of wallabyfig"


def person(viewer):
    return db.session.get_one(Person, viewer.person_id)


@pytest.mark.parametrize("who", ["guest", "outsider", "member", "convenor"])
@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("is_shown", [False, True])
def test_the_rules_and_their_sql_twins_agree(is_shown, visibility, who, make_interpretation, make_member):
    opened = make_interpretation(readings=2, visibility=visibility)
    if is_shown:
        actions.show_readings(opened.opener, opened.interpretation)
    community = opened.team.community
    viewer = {"guest": guest, "outsider": make_member}.get(who, lambda: make_member(community, who))()
    found = set(db.session.scalars(select(Interpretation.id).where(policy.readable_by(viewer))))
    assert (opened.id in found) is policy.may_read(viewer, opened.interpretation)
    assert (opened.id in queries.interpretation_cards(viewer, [opened.id])) is (opened.id in found)
    assert bool(queries.count_readings(viewer, [opened.id])) is (opened.id in found)
    rows = db.session.scalars(select(Reading).where(Reading.interpretation_id == opened.id)).all()
    allowed = {row.id for row in rows if policy.may_see_reading(viewer, opened.interpretation, row)}
    assert {row.id for row in queries.list_readings(viewer, opened.interpretation)} == allowed


def test_the_blind_round_leaks_nothing_anywhere(client, sign_in, make_interpretation, make_member, deliver):
    opened = make_interpretation(readings=2)
    actions.give_reading(opened.opener, opened.interpretation, given(SECRET, why=SECRET))
    convenor = make_member(opened.team.community, "convenor")
    db.session.commit()
    deliver()
    sign_in(client, person(convenor))
    for path in (f"/interpretations/{opened.id}", "/interpretations", f"/measures/{opened.measure_id}", "/",
                 f"/interpretations/{opened.id}/reading", f"/c/{opened.team.community.slug}", "/search?q=wallabyfig",
                 f"/projects/{opened.team.project_id}", "/notices"):
        assert SECRET not in client.get(path).text, path
    card = queries.interpretation_index_card(opened.id)
    assert "wallabyfig" not in f"{card}{subjects.cards(convenor, [Ref('interpretation', opened.id)])}"
    assert not subjects.outline(convenor, Ref("interpretation", opened.id))


def test_a_signal_is_read_from_the_page_of_its_chart(client, sign_in, make_interpretation, make_member):
    opened = make_interpretation()
    sign_in(client, person(make_member(opened.team.community)))
    page = client.get(f"/measures/{opened.measure_id}")
    assert "What could the signals mean?" in page.text
    assert f"/interpretations/{opened.id}" in page.text
    typed = {"what_changed": "Two bays closed.", "sureness": "likely", "since": "May"}
    answer = client.post(f"/interpretations/{opened.id}/reading", data=typed)
    assert answer.status_code == 303
    assert "Two bays closed." in client.get(f"/interpretations/{opened.id}").text


@pytest.mark.parametrize(("field", "text", "problem"), [
    ("what_changed", "", "Say in a sentence what you think changed"),
    ("what_changed", "x" * 4001, "4000"),
    ("since", "x" * 101, "100"),
    ("sureness", "certain", "Not a valid choice"),
    ("why", "NHS number 999 000 0018", "could identify"),
])
def test_bad_input_comes_back_with_all_that_was_typed(field, text, problem, client, sign_in, make_interpretation):
    opened = make_interpretation()
    sign_in(client, person(opened.opener))
    typed = {"what_changed": "Two bays closed.", "why": "I saw it.", "sureness": "likely", "since": "May", field: text}
    answer = client.post(f"/interpretations/{opened.id}/reading", data=typed)
    assert answer.status_code == 422
    assert problem in answer.text
    assert ("I saw it." if field != "why" else "Two bays closed.") in answer.text
    assert not db.session.scalars(select(Reading.id)).all()


def test_a_settled_signal_shows_reasons_and_who_differs(client, make_interpretation):
    opened = make_interpretation(readings=2)
    actions.show_readings(opened.opener, opened.interpretation)
    actions.settle(opened.opener, opened.interpretation, agreed="It was the rota.", reasons="Both **saw** it.",
                   differences="One says beds.")  # fmt: skip
    db.session.commit()
    page = client.get(f"/interpretations/{opened.id}").text
    assert "<strong>saw</strong>" in page
    assert "One says beds." in page
    assert "It was the rota." in client.get(f"/measures/{opened.measure_id}").text


def test_what_waits_for_a_reader_stands_on_their_start_page(client, sign_in, make_interpretation, make_member):
    opened = make_interpretation(readings=1)
    reader = make_member(opened.team.community)
    sign_in(client, person(reader))
    assert "Signals that wait for your reading" in client.get("/").text
    actions.give_reading(reader, queries.get_interpretation(reader, opened.id), given())
    db.session.commit()
    assert "Signals that wait for your reading" not in client.get("/").text


def test_lists_cost_a_fixed_number_of_queries(make_interpretation, make_member, count_queries):
    member = make_member()
    for _ in range(4):
        make_interpretation(readings=1)
    db.session.commit()
    with count_queries(at_most=2):
        found = queries.list_interpretations(member)
        queries.count_readings(member, [one.id for one in found])
    assert len(found) == 4
