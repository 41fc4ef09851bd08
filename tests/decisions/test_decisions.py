"""Decisions: recorded once, never changed, looked at again in time, hidden with their community."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from lhs_community.accounts.current import guest
from lhs_community.communities.actions.members import remove_member
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.decisions import actions, policy, queries
from lhs_community.decisions.models import Decision, DecisionState
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.refs import Ref


def today():
    return clock.now().date()


@pytest.mark.parametrize("who", ["guest", "outsider", "member", "convenor"])
@pytest.mark.parametrize("visibility", Visibility)
def test_the_rule_and_its_sql_twin_agree(visibility, who, make_community, make_member, make_decision):
    community = make_community(visibility=visibility)
    decision = make_decision(community)
    viewer = {"guest": guest, "outsider": make_member}.get(who, lambda: make_member(community, who))()
    found = set(db.session.scalars(select(Decision.id).where(policy.readable_by(viewer))))
    assert (decision.id in found) is policy.may_read(viewer, decision, community)
    assert (decision.id in queries.decision_cards(viewer, [decision.id])) is (decision.id in found)
    assert bool(queries.list_decisions(viewer)) is (decision.id in found)


def test_a_decision_of_a_closed_community_is_nowhere_for_others(client, make_community, make_member, make_decision):
    decision = make_decision(make_community(visibility=Visibility.PRIVATE), title="Kept among ourselves")
    assert client.get(f"/decisions/{decision.id}").status_code == 404
    assert "Kept among ourselves" not in client.get("/decisions").text
    with pytest.raises(NotThere):
        queries.get_decision(make_member(), decision.id)


def test_only_who_may_post_records(make_community, make_member, make_decision):
    with pytest.raises(Refused):
        make_decision(make_community(visibility=Visibility.RESTRICTED), actor=make_member())


@pytest.mark.parametrize(("field", "fields"), [
    ("decided_on", {"decided_on": "tomorrow"}), ("review_on", {"review_on": "today"}),
    ("what", {"what": "For NHS number 999 000 0018"}), ("dissent", {"dissent": "NHS number 999 000 0018"}),
])
def test_what_does_not_fit_is_refused_beside_its_field(field, fields, make_decision):
    days = {"tomorrow": today() + timedelta(days=1), "today": today()}
    with pytest.raises(Invalid) as refusal:
        make_decision(**{key: days.get(value, value) for key, value in fields.items()})
    assert refusal.value.field == field


def test_notes_stand_below_a_record_that_never_changes(make_decision, make_community, make_member):
    community = make_community()
    owner = make_member(community)
    decision = make_decision(community, owner)
    with pytest.raises(Refused):
        actions.correct_decision(make_member(community), decision, "Not mine to say")
    with pytest.raises(Invalid):
        actions.correct_decision(owner, decision, "   ")
    actions.correct_decision(owner, decision, "It was ward 5.")
    actions.end_decision(make_member(community, "convenor"), decision, "The porters have moved.")
    db.session.flush()
    assert [note.kind.value for note in queries.list_notes(owner, decision)] == ["correction", "end"]
    assert decision.what == "Ring first."
    with pytest.raises(Invalid, match="no longer stands"):
        actions.review_decision(owner, decision, "Once more", None)


def test_a_review_falls_due_once_and_reviewing_sets_the_next(make_decision, make_community, make_member):
    community = make_community()
    owner = make_member(community)
    decision = make_decision(community, owner, review_on=today() + timedelta(days=10))
    assert actions.mark_due_reviews() == 0
    with clock.at(clock.now() + timedelta(days=10)):
        assert (actions.mark_due_reviews(), actions.mark_due_reviews()) == (1, 0)
        assert decision.state is DecisionState.REVIEW_DUE
        assert queries.list_due(viewer_for(owner.id), today()) == [decision]
        assert queries.list_due(make_member(community), today()) == []
        with pytest.raises(Invalid):
            actions.review_decision(owner, decision, "It holds", today())
        actions.review_decision(owner, decision, "It holds", today() + timedelta(days=30))
        assert decision.state is DecisionState.STANDS
    names = list(db.session.scalars(select(EventRow.name).where(EventRow.subject_kind == "decision")))
    assert names.count("decisions.review_fell_due") == 1


def test_losing_membership_ends_looking_after(make_decision, make_community, make_member):
    community = make_community(visibility=Visibility.PRIVATE)
    owner = make_member(community)
    decision = make_decision(community, owner)
    remove_member(make_member(community, "convenor"), community, owner.id)
    after = viewer_for(owner.id)
    assert not subjects.may_edit(after, Ref("decision", decision.id))
    with pytest.raises(NotThere):
        queries.get_decision(after, decision.id)


def test_the_pages_record_show_and_add(client, sign_in, make_community, make_person, count_queries):
    person = make_person()
    community = make_community(convenor=person)
    sign_in(client, person)
    url = f"/decisions/new?community={community.slug}"
    assert client.get(url).status_code == 200
    assert client.get("/decisions/new").status_code == 200
    form = {
        "title": "We ring first", "what": "**Ring**", "why": "Waits", "method": "consent", "owner_id": person.id,
        "decided_on": today().isoformat(), "review_on": "",
    }
    refused = client.post(url, data=form | {"what": "", "why": "Typed with care"})
    assert refused.status_code == 422
    assert "Typed with care" in refused.text
    made = client.post(url, data=form)
    assert made.status_code == 303
    page = client.get(made.location)
    assert "<strong>Ring</strong>" in page.text
    added = client.post(f"{made.location}/add", data={"kind": "review", "body": "It holds"})
    assert added.status_code == 303
    assert "It holds" in client.get(made.location).text
    for number in range(5):
        client.post(url, data=form | {"title": f"Decision {number}"})
    with count_queries(at_most=12):
        assert "Decision 4" in client.get("/decisions").text


def test_deep_links_to_nothing_are_plain_refusals(client, sign_in, make_person):
    sign_in(client, make_person())
    assert client.get("/decisions/new?from=thread:999999").status_code == 404
    assert client.get("/decisions/new?from=nonsense").status_code == 422
    assert client.get("/decisions/999999/add").status_code == 404
