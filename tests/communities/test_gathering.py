"""Asking, welcoming, the charter, handing over: what works, who may not, what people see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lhs_community.accounts.models import Person, PersonKind
from lhs_community.communities import policy
from lhs_community.communities.actions.charters import Written, mark_due_charters, write_charter
from lhs_community.communities.actions.communities import change_community
from lhs_community.communities.actions.handovers import answer_handover, offer_handover, withdraw_handover
from lhs_community.communities.actions.members import change_role, join_community, leave_community
from lhs_community.communities.actions.requests import accept_join_request, ask_to_join, decline_join_request
from lhs_community.communities.actions.welcomes import welcome_member
from lhs_community.communities.models import (
    Community,
    CommunityRole,
    HandoverState,
    JoinRequest,
    Visibility,
)
from lhs_community.communities.queries.charters import find_charter, is_due, list_charters, list_due_charters
from lhs_community.communities.queries.handovers import find_offer, get_pack
from lhs_community.communities.queries.members import find_membership, viewer_for
from lhs_community.communities.queries.requests import find_my_request, list_join_requests
from lhs_community.communities.queries.welcomes import list_unwelcomed, my_welcome, welcomer_ids
from lhs_community.foundation import clock
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.notifications.queries import list_notices
from tests.communities.test_policy import WHO, person

IDENTIFIES = "NHS number 943 476 5919"


def told(name: str) -> list[int]:
    rows = db.session.scalars(select(EventRow).where(EventRow.name == f"communities.{name}").order_by(EventRow.id))
    return [row.payload["person_id"] for row in rows]


def change(actor, community, **what) -> None:
    now = {
        "name": community.name, "visibility": community.visibility, "join_question": community.join_question,
        "welcomer_id": community.welcomer_id,
    }  # fmt: skip
    change_community(actor, community, **(now | what))
    db.session.flush()


# Asking to join -------------------------------------------------------------------------------------------------


def test_a_declined_asker_reads_why_and_may_ask_again(make_community, make_member, deliver):
    community, asker = make_community(visibility=Visibility.RESTRICTED), make_member()
    convenor = make_member(community, "convenor")
    ask_to_join(asker, community, "I work here")
    (request,) = list_join_requests(convenor, [community.id])
    with pytest.raises(Invalid):
        decline_join_request(convenor, community, request, "  ")
    with pytest.raises(Invalid):
        decline_join_request(convenor, community, request, IDENTIFIES)
    with pytest.raises(Refused):
        decline_join_request(make_member(community), community, request, "No")
    decline_join_request(convenor, community, request, "Come back in spring")
    assert find_my_request(asker, community).decline_reason == "Come back in spring"
    assert list_join_requests(convenor, [community.id]) == []
    with pytest.raises(NotThere):
        accept_join_request(convenor, community, request)
    db.session.commit()
    deliver()
    assert "join_declined" in str(list_notices(asker).groups[0].lines[0].name)
    ask_to_join(asker, community, "It is spring")
    assert [one.reason for one in list_join_requests(convenor, [community.id])] == ["It is spring"]


def test_requests_are_listed_only_for_communities_one_convenes(make_community, make_member):
    mine, other = (make_community(visibility=Visibility.RESTRICTED) for _ in range(2))
    convenor = make_member(mine, "convenor")
    for community in (mine, other):
        ask_to_join(make_member(), community, community.name)
    found = list_join_requests(convenor, [mine.id, other.id])
    assert [one.community_id for one in found] == [mine.id]
    assert list_join_requests(make_member(mine), [mine.id]) == []


def test_the_page_asks_what_the_community_wants_to_know(make_community, make_member, client, sign_in):
    community, asker = make_community(visibility=Visibility.RESTRICTED), make_member()
    change(make_member(community, "convenor"), community, join_question="Which ward are you on?")
    db.session.commit()
    sign_in(client, db.session.get_one(Person, asker.id))
    assert "Which ward are you on?" in client.get(f"/c/{community.slug}/ask-to-join").text
    client.post(f"/c/{community.slug}/ask-to-join", data={"reason": "Birch"})
    request = db.session.scalars(select(JoinRequest)).one()
    convenor = next(iter(welcomer_ids(community)))
    sign_in(client, db.session.get_one(Person, convenor))
    assert "Birch" in client.get(f"/c/{community.slug}").text
    answer = client.post(f"/c/{community.slug}/requests/{request.id}/decline", data={"reason": "x" * 501})
    assert answer.status_code == 422


# Welcoming ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", WHO)
def test_who_may_welcome_and_its_sql_twin_agree(who, make_community, make_member):
    community = make_community()
    viewer = person(who, community, make_member)
    for named in (None, viewer.id):
        community.welcomer_id = named
        db.session.flush()
        allowed = who == "convenor" or (named is not None and who in ("member", "external_member"))
        assert policy.may_welcome(viewer, community) is allowed
        found = db.session.scalars(select(Community.id).where(policy.welcomed_into_by(viewer)))
        assert (community.id in set(found)) is allowed


def test_a_newcomer_and_the_named_welcomer_hear_of_each_other(make_community, make_member):
    community = make_community()
    welcomer, newcomer = make_member(community), make_member()
    change(make_member(community, "convenor"), community, welcomer_id=welcomer.id)
    join_community(newcomer, community)
    assert told("newcomer_arrived") == [welcomer.id]
    assert told("welcomer_introduced") == [newcomer.id]
    assert [one.person_id for one in list_unwelcomed(welcomer, [community.id])] == [newcomer.id]
    newcomer = viewer_for(newcomer.id)
    assert [one.id for one in my_welcome(newcomer, community).people] == [welcomer.id]
    with pytest.raises(Invalid):
        welcome_member(welcomer, community, newcomer.id, IDENTIFIES)
    with pytest.raises(Refused):
        welcome_member(make_member(community), community, newcomer.id, "")
    welcome_member(welcomer, community, newcomer.id, "Hello")
    welcome_member(welcomer, community, newcomer.id, "Hello again")
    assert told("member_welcomed") == [newcomer.id]
    assert my_welcome(newcomer, community).note == "Hello"
    assert list_unwelcomed(welcomer, [community.id]) == []


def test_when_the_welcomer_leaves_the_convenors_welcome(make_community, make_member):
    community = make_community()
    welcomer, convenor = make_member(community), make_member(community, "convenor")
    change(convenor, community, welcomer_id=welcomer.id)
    leave_community(welcomer, community)
    assert community.welcomer_id is None
    assert convenor.id in welcomer_ids(community)
    with pytest.raises(Invalid):
        change(convenor, community, welcomer_id=welcomer.id)


def test_a_welcomer_whose_account_is_closed_counts_as_nobody(make_community, make_member):
    community = make_community()
    welcomer, convenor = make_member(community), make_member(community, "convenor")
    change(convenor, community, welcomer_id=welcomer.id)
    db.session.get_one(Person, welcomer.id).is_disabled = True
    db.session.flush()
    assert welcomer.id not in welcomer_ids(community)


# The charter ----------------------------------------------------------------------------------------------------


def test_each_version_is_kept_and_nobody_overwrites_unseen(make_community, make_member):
    community = make_community()
    convenor = make_member(community, "convenor")
    write_charter(convenor, community, Written(purpose="One", good="**good**"), on_top_of=1)
    with pytest.raises(Invalid, match="meanwhile"):
        write_charter(convenor, community, Written(purpose="Other"), on_top_of=1)
    assert [one.number for one in list_charters(convenor, community)] == [2, 1]
    assert community.purpose == "One"
    assert "<strong>" in find_charter(convenor, community).good_html
    with pytest.raises(Refused):
        write_charter(make_member(community), community, Written(), on_top_of=2)
    for field in ("purpose", "principles", "good", "work"):
        with pytest.raises(Invalid):
            write_charter(convenor, community, Written(**{field: IDENTIFIES}), on_top_of=2)


@pytest.mark.parametrize("day", [date(2000, 1, 1), date(2222, 1, 1)])
def test_a_review_is_in_the_future_and_not_too_far(day, make_community, make_member):
    community = make_community()
    with pytest.raises(Invalid, match="future"):
        write_charter(make_member(community, "convenor"), community, Written(review_on=day), on_top_of=1)


def test_the_convenors_hear_once_that_a_charter_is_due(make_community, make_member):
    community = make_community()
    convenor = make_member(community, "convenor")
    day = clock.now().date() + timedelta(days=30)
    write_charter(convenor, community, Written(purpose="Learning", review_on=day), on_top_of=1)
    assert mark_due_charters() == 0
    with clock.at(clock.now() + timedelta(days=31)):
        assert mark_due_charters() == 1
        assert mark_due_charters() == 0
        assert is_due(community)
        assert [one.id for one in list_due_charters(convenor)] == [community.id]
        assert list_due_charters(make_member(community)) == []
        write_charter(convenor, community, Written(purpose="Learning"), on_top_of=2)
        assert not is_due(community)


def test_the_charter_page_shows_every_version_and_says_it_is_due(make_community, make_member, client, sign_in):
    community = make_community()
    convenor = make_member(community, "convenor")
    day = clock.now().date() + timedelta(days=3)
    sign_in(client, db.session.get_one(Person, convenor.id))
    address = f"/c/{community.slug}/charter"
    form = {"purpose": "Learning", "principles": "- kind", "review_on": day.isoformat(), "number": "1"}
    db.session.commit()
    assert client.post(f"{address}/write", data=form).status_code == 303
    assert "kind" in client.get(address).text
    assert client.get(f"{address}/1").status_code == 200
    assert client.get(f"{address}/9", check=False).status_code == 404
    stale = client.post(f"{address}/write", data=form)
    assert stale.status_code == 422
    assert "meanwhile" in stale.text
    for wrong in ({"purpose": ""}, {"purpose": "x" * 501}, {"good": "x" * 5001}, {"review_on": "soon"}):
        assert client.post(f"{address}/write", data=form | {"number": "2"} | wrong).status_code == 422


# Handing over ---------------------------------------------------------------------------------------------------


@pytest.fixture
def handing(make_community, make_person, make_member):
    giver = make_person()
    community = make_community(visibility=Visibility.PRIVATE, convenor=giver)
    return community, viewer_for(giver.id), make_member(community)


def test_a_member_becomes_convenor_only_by_accepting(handing):
    community, giver, taker = handing
    offer = offer_handover(giver, community, taker.id, "Look after the *keys*", steps_down=True)
    assert viewer_for(taker.id).roles[community.id] == "member"
    assert "<em>" in find_offer(taker, community).note_html
    with pytest.raises(Refused):
        answer_handover(giver, community, offer, is_accepted=True)
    answer_handover(taker, community, offer, is_accepted=True)
    assert viewer_for(taker.id).roles[community.id] == "convenor"
    assert viewer_for(giver.id).roles[community.id] == "member"
    assert told("handover_offered") == [taker.id]
    assert told("handover_answered") == [giver.id]
    with pytest.raises(Refused):
        answer_handover(taker, community, offer, is_accepted=True)


def test_declining_or_withdrawing_changes_no_role(handing, make_member):
    community, giver, taker = handing
    declined = offer_handover(giver, community, taker.id, "", steps_down=False)
    answer_handover(taker, community, declined, is_accepted=False)
    offer = offer_handover(giver, community, taker.id, "", steps_down=False)
    with pytest.raises(Refused):
        withdraw_handover(make_member(community, "convenor"), community, offer)
    withdraw_handover(giver, community, offer)
    assert find_offer(taker, community) is None
    assert viewer_for(taker.id).roles[community.id] == "member"


def test_an_offer_by_somebody_who_no_longer_convenes_is_void(handing, make_member):
    community, giver, taker = handing
    other = make_member(community, "convenor")
    offer = offer_handover(giver, community, taker.id, "", steps_down=False)
    change_role(other, community, find_membership(other, community, giver.id), CommunityRole.MEMBER)
    db.session.flush()
    with pytest.raises(Refused):
        answer_handover(taker, community, offer, is_accepted=True)
    leave_community(viewer_for(giver.id), community)
    db.session.refresh(offer)
    assert offer.state is HandoverState.WITHDRAWN


@pytest.mark.parametrize("note", [IDENTIFIES, "x" * 10_001])
def test_a_handover_note_is_bounded_and_guarded(note, handing):
    community, giver, taker = handing
    with pytest.raises(Invalid):
        offer_handover(giver, community, taker.id, note, steps_down=False)


def test_one_hands_over_to_another_member_only(handing, make_member):
    community, giver, _taker = handing
    for wrong in (make_member().id, giver.id, 987654):
        with pytest.raises(Invalid):
            offer_handover(giver, community, wrong, "", steps_down=False)
    with pytest.raises(Refused):
        offer_handover(make_member(community), community, giver.id, "", steps_down=False)


def test_the_pack_is_for_convenors_and_for_who_is_asked(handing, make_member, client, sign_in):
    community, giver, taker = handing
    with pytest.raises(NotThere):
        get_pack(taker, community)
    offer_handover(giver, community, taker.id, "The keys", steps_down=False)
    assert get_pack(taker, community).offers[0].note == "The keys"
    with pytest.raises(NotThere):
        get_pack(make_member(community), community)
    assert get_pack(make_member(community, "convenor"), community).offers == []
    with pytest.raises(NotThere):
        get_pack(make_member(kind=PersonKind.EXTERNAL), community)
    db.session.commit()
    sign_in(client, db.session.get_one(Person, taker.id))
    assert "The keys" in client.get(f"/c/{community.slug}/handover").text
    assert "asks you to become a convenor" in client.get(f"/c/{community.slug}").text
