"""Figures that other systems push: who may, what they are told, and that the same twice changes nothing."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from sqlalchemy import select

from lhs_community.accounts.models import Person
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, Refused
from lhs_community.measures.actions.tokens import MOST_TOKENS, make_token, revoke_token
from lhs_community.measures.models.readings import Batch, Reading, Way
from lhs_community.measures.models.tokens import PushToken
from lhs_community.measures.queries.figures import current_readings
from lhs_community.measures.queries.tokens import list_tokens
from lhs_community.measures.spc.terms import ChartKind
from lhs_community.safety.held import Held

NHS_NUMBER = "943 476 5919"


@pytest.fixture
def team(make_team):
    return make_team()


@pytest.fixture
def measure(team, make_measure):
    return make_measure(team.lead, team.project_id, values=())


@pytest.fixture
def push(client, team, measure):
    """`push(readings or text)` with the right token unless told; the answer's status and what it says."""
    secret = make_token(team.lead, measure, "Incident system")
    db.session.commit()

    def send(body, *, token=secret, to=None, kind="application/json", query=""):
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        address = f"/api/v1/measures/{to or measure.id}/readings{query}"
        answer = client.post(address, data=content, content_type=kind, headers=headers)
        if answer.status_code != 200:
            assert answer.content_type == "application/problem+json"
            assert answer.json["status"] == answer.status_code
        return answer.status_code, answer.json

    return send


def readings(*pairs):
    return {"readings": [{"date": day, "value": value} for day, value in pairs]}


def test_readings_are_pushed_and_the_same_again_changes_nothing(push, team, measure):
    body = readings(("2026-01-01", 5), ("2026-02-01", None), ("2026-03-01", 6.5))
    assert push(body) == (200, {"added": 3, "corrected": 0, "unchanged": 0, "notes": []})
    assert push(body) == (200, {"added": 0, "corrected": 0, "unchanged": 3, "notes": []})
    assert [one.value for one in current_readings(team.lead, measure).values()] == [5, None, 6.5]
    batch = db.session.query(Batch).one()
    assert (batch.way, batch.added_by_id) == (Way.PUSHED, None)
    (token,) = list_tokens(team.lead, measure)
    assert batch.token_id == token.id
    assert token.last_used_at is not None
    event = db.session.scalars(select(EventRow).where(EventRow.name == "measures.readings_added")).one()
    assert event.actor_id is None


def test_the_page_names_the_token_that_brought_figures(push, measure, client):
    push(readings(("2026-01-01", 5), ("2026-02-01", 6)))
    assert "Incident system" in client.get(f"/measures/{measure.id}").get_data(as_text=True)


def test_csv_is_pushed_too(push, team, measure):
    assert push("date,value\n2026-01-01,5\n", kind="text/csv; charset=utf-8")[0] == 200
    assert push("date,value\n2026-01-01,6\n", kind="text/csv")[0] == 409
    assert push("date,value\n2026-01-01,6\n", kind="text/csv", query="?reason=Recount")[1]["corrected"] == 1


def test_a_correction_needs_a_reason(push, team, measure):
    push(readings(("2026-01-01", 5)))
    status, told = push(readings(("2026-01-01", 7)))
    assert (status, told["title"]) == (409, "A reason is needed")
    assert told["problems"] == [{"date": "2026-01-01", "was": 5.0, "would_be": 7.0}]
    assert push({**readings(("2026-01-01", 7)), "reason": "Counted again"})[1]["corrected"] == 1
    assert current_readings(team.lead, measure)[date(2026, 1, 1)].value == 7


def test_numerators_and_denominators_are_pushed(client, team, make_measure):
    rate = {"chart_kind": ChartKind.U, "numerator": "Falls", "denominator": "Bed days", "per": 1000.0}
    measure = make_measure(team.lead, team.project_id, values=(), **rate)
    secret = make_token(team.lead, measure, "Incident system")
    db.session.commit()
    sent = {"readings": [{"date": "2026-01-01", "numerator": 4, "denominator": 800}, {"date": "2026-02-01"}]}
    for body, status in ((sent, 200), (readings(("2026-03-01", 5)), 422)):
        answer = client.post(
            f"/api/v1/measures/{measure.id}/readings", json=body, headers={"Authorization": f"Bearer {secret}"}
        )
        assert answer.status_code == status
    assert [one.value for one in current_readings(team.lead, measure).values()] == [5.0, None]


def test_every_problem_is_told_by_its_row_and_nothing_is_saved(push):
    status, told = push(readings(("2026-01-01", 5), ("2026-02-30", 6), ("2026-03-01", "many")))
    assert status == 422
    assert [(one["row"], one["field"]) for one in told["problems"]] == [(2, "date"), (3, "value")]
    status, told = push("date,value\n2026-01-01,5\n2026-02-01,x\n", kind="text/csv")
    assert [(one["row"], one["cell"]) for one in told["problems"]] == [(3, "B3")]
    assert db.session.query(Reading).count() == 0


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{", "application/json", 400),
        ("[" * 5000, "application/json", 400),
        ("[]", "application/json", 422),
        ('{"readings": 3}', "application/json", 422),
        ('{"readings": []}', "application/json", 422),
        ('{"readings": [3]}', "application/json", 422),
        ('{"readings": [{"value": 1}]}', "application/json", 422),
        ('{"readings": [{"date": 20260101, "value": 1}]}', "application/json", 422),
        ('{"readings": [{"date": "2026-01-01", "value": true}]}', "application/json", 422),
        ('{"readings": [{"date": "2026-01-01", "value": NaN}]}', "application/json", 422),
        ('{"readings": [{"date": "2026-01-01", "value": 1e400}]}', "application/json", 422),
        ('{"readings": [{"date": "2026-01-01", "value": 1, "name": "x"}]}', "application/json", 422),
        ('{"readings": [{"date": "2026-01-01", "value": 1}], "more": 1}', "application/json", 422),
        ('{"readings": [{"date": "2026-01-01", "value": 1}], "reason": 1}', "application/json", 422),
        ("x" * 200_001, "application/json", 413),
        (b"\x00\x01", "text/csv", 400),
        ("", "text/csv", 422),
        ("date=1", "application/x-www-form-urlencoded", 415),
    ],
)
def test_bad_bodies_are_refused_in_words_and_leave_nothing(body, kind, status, push):
    found, told = push(body, kind=kind)
    assert found == status
    assert told["detail"]
    assert db.session.query(Reading).count() == 0


def test_the_guard_reads_what_is_pushed_and_its_answer_repeats_nothing(push):
    for body in (readings((f"for {NHS_NUMBER}", 1)), {**readings(("2026-01-01", 1)), "reason": f"of {NHS_NUMBER}"}):
        status, told = push(body)
        assert (status, told["title"]) == (422, "May identify a person")
        assert "5919" not in json.dumps(told)


def test_every_wrong_way_in_is_answered_alike(push, team, make_measure):
    other = make_measure(team.lead, team.project_id, values=())
    db.session.commit()
    body = readings(("2026-01-01", 5))
    answers = [push(body, token=""), push(body, token="lhs_guess"), push(body, to=other.id), push(body, to=987654)]
    assert [status for status, _ in answers] == [404] * 4
    assert all(told == answers[0][1] for _, told in answers)


def test_an_ended_token_pushes_nothing(push, team, measure):
    (token,) = list_tokens(team.lead, measure)
    revoke_token(team.lead, measure, token)
    db.session.commit()
    assert push(readings(("2026-01-01", 5)))[0] == 404


def test_being_signed_in_is_no_right_to_push(push, team, client, sign_in):
    sign_in(client, db.session.get(Person, team.lead.id))
    assert push(readings(("2026-01-01", 5)), token="")[0] == 404


def test_a_token_is_shown_once_stored_hashed_and_can_be_ended(team, measure, client, sign_in):
    sign_in(client, db.session.get(Person, team.lead.id))
    address = f"/measures/{measure.id}/push"
    assert client.post(address, data={"name": "Weekly export"}).status_code == 303
    page = client.get(address).get_data(as_text=True)
    (secret,) = set(re.findall(r"lhs_[\w-]{43}", page))
    assert "last used never" in page
    assert secret not in client.get(address).get_data(as_text=True)
    token = db.session.query(PushToken).one()
    assert secret not in str(vars(token))
    assert client.post(f"{address}/{token.id}/end").status_code == 303
    assert "ended" in client.get(address).get_data(as_text=True)
    assert client.post(f"{address}/987/end").status_code == 404


def test_only_who_may_change_the_measure_makes_sees_and_ends_tokens(team, measure, make_member, client, sign_in):
    make_token(team.lead, measure, "Incident system")
    reader = make_member(team.community)
    (token,) = list_tokens(team.lead, measure)
    assert list_tokens(reader, measure) == []
    for attempt in (lambda: make_token(reader, measure, "Mine"), lambda: revoke_token(reader, measure, token)):
        with pytest.raises(Refused):
            attempt()
    db.session.commit()
    sign_in(client, db.session.get(Person, reader.id))
    assert client.get(f"/measures/{measure.id}/push").status_code == 403
    assert client.post(f"/measures/{measure.id}/push/{token.id}/end").status_code == 403


def test_the_name_of_a_token_is_checked_and_there_are_not_too_many(team, measure):
    for name in ("", " x ", "y" * 81):
        with pytest.raises(Invalid):
            make_token(team.lead, measure, name)
    with pytest.raises(Held):
        make_token(team.lead, measure, f"for {NHS_NUMBER}")
    for number in range(MOST_TOKENS):
        make_token(team.lead, measure, f"System {number}")
    with pytest.raises(Invalid, match="End one"):
        make_token(team.lead, measure, "One more")


def test_too_many_pushes_are_told_to_wait(push, monkeypatch, app):
    monkeypatch.setattr("lhs_community.foundation.limits.limiter.enabled", True)
    monkeypatch.setattr("lhs_community.measures.views.pushed.RATE", "2 per minute")
    body = readings(("2026-01-01", 5))
    assert [push(body)[0] for _ in range(3)] == [200, 200, 429]
