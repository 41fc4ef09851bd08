"""Who finds whom, by what, and that nobody is ranked."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from lhs_community.accounts.models import Person, PersonKind
from lhs_community.communities.models import Community, Membership, Visibility
from lhs_community.expertise import policy
from lhs_community.expertise.actions import describe_expertise
from lhs_community.expertise.queries.people import Wanted, list_people
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from tests.communities.test_policy import WHO, person
from tests.expertise.test_routing import did
from tests.support.timing import cpu_of


def found(viewer, **wanted) -> list[int]:
    return [row.person.id for row in list_people(viewer, Wanted(**wanted)).rows]


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("visibility", Visibility)
def test_the_rule_and_its_sql_twin_agree(who, visibility, make_community, make_member):
    community = make_community(visibility=visibility)
    viewer, member = person(who, community, make_member), make_member(community)
    stranger = make_member()
    for one in (member, stranger, viewer):
        if one.id is None:
            continue
        places = db.session.scalars(
            select(Community).join(Membership, Membership.community_id == Community.id).where(
                Membership.person_id == one.id
            )
        ).all()
        somebody = db.session.get_one(Person, one.id)
        by_sql = set(db.session.scalars(select(Person.id).where(policy.findable_by(viewer))))
        assert policy.may_find(viewer, somebody, places) is (one.id in by_sql)


def test_external_partners_find_only_members_of_their_own_communities(make_community, make_member):
    mine, other = make_community(), make_community()
    partner, near, far = make_member(mine, kind=PersonKind.EXTERNAL), make_member(mine), make_member(other)
    assert {partner.id, near.id} <= set(found(partner))
    assert far.id not in found(partner)


def test_members_of_a_closed_community_are_not_found_through_it(make_community, make_member):
    secret = make_community(visibility=Visibility.PRIVATE)
    inside, outside = make_member(secret), make_member()
    assert inside.id not in found(outside)
    assert found(outside, community_id=secret.id) == []


def test_what_people_say_and_what_they_did_are_found_and_told_apart(make_community, make_member):
    community = make_community()
    sayer, doer, asker = (make_member(community) for _ in range(3))
    describe_expertise(sayer, "bed rails", hides_evidence=False, takes_questions=True)
    did(doer, asker, community, "Bed rails and falls at night")
    rows = {row.person.id: row for row in list_people(asker, Wanted(typed="bed rails")).rows}
    assert set(rows) == {sayer.id, doer.id}
    assert rows[sayer.id].says == "bed rails"
    assert rows[sayer.id].evidence == ()
    assert [piece.title for piece in rows[doer.id].evidence] == ["Bed rails and falls at night"]
    describe_expertise(doer, "", hides_evidence=True, takes_questions=True)
    assert found(asker, typed="bed rails") == [sayer.id]


def test_evidence_in_a_closed_community_is_not_shown_outside(make_community, make_member):
    open_one, secret = make_community(), make_community(visibility=Visibility.CONFIDENTIAL)
    outsider, asker = make_member(open_one), make_member(secret)
    doer = make_member(secret)
    db.session.add(
        Membership(person_id=doer.id, community_id=open_one.id, role="member", joined_at=clock.now())
    )
    db.session.flush()
    did(doer, asker, secret, "Bed rails and falls at night")
    assert found(outsider, typed="bed rails") == []
    row = next(row for row in list_people(outsider, Wanted()).rows if row.person.id == doer.id)
    assert row.evidence == ()


@pytest.mark.parametrize("typed", ["NHS number 943 476 5919", "x" * 401])
def test_what_to_ask_about_is_bounded_and_guarded(typed, make_member):
    with pytest.raises(Invalid):
        describe_expertise(make_member(), typed, hides_evidence=False, takes_questions=True)


def test_five_thousand_are_paged_by_name_fast(make_community, make_member, count_queries):
    community = make_community()
    viewer = make_member(community)
    template = db.session.get_one(Person, viewer.id)
    rows = [
        {
            "name": f"Member {number:05}", "handle": f"m{number}", "handle_skeleton": f"m{number}",
            "email": f"m{number}@many.example", "password_hash": template.password_hash, "kind": "clinician",
            "role_title": "Nurse" if number % 50 == 0 else "", "about": "", "about_html": template.about_html,
            "interests": ["falls"] if number % 100 == 0 else [], "time_zone": "Europe/London", "is_disabled": False,
            "created_at": clock.now(),
        }
        for number in range(5000)
    ]  # fmt: skip
    db.session.execute(insert(Person), rows)
    ids = db.session.scalars(select(Person.id).where(Person.email.like("%@many.example"))).all()
    members = [
        {"person_id": id_, "community_id": community.id, "role": "member", "joined_at": clock.now(),
         "welcome_note": ""} for id_ in ids
    ]  # fmt: skip
    db.session.execute(insert(Membership), members)
    after, seen = None, []
    with count_queries(at_most=12):
        for _ in range(4):
            page = list_people(viewer, Wanted(typed="falls", after=after))
            seen += [row.person.name for row in page.rows]
            after = page.after
            if after is None:
                break
    assert seen == sorted(seen)
    assert len(seen) == 50
    _, seconds = cpu_of(lambda: list_people(viewer, Wanted(typed="nurse")))
    assert seconds < 1


def test_the_page_shows_finds_and_pages(make_community, make_member, client, sign_in):
    community = make_community()
    viewer = make_member(community)
    for _ in range(31):
        make_member(community)
    db.session.commit()
    sign_in(client, db.session.get_one(Person, viewer.id))
    page = client.get("/people")
    assert "More people" in page.text
    for query in ("q=zzzz", "community=x&organisation=9&kind=nonsense", "after=1~2~Ada", "after=nonsense"):
        assert client.get(f"/people?{query}").status_code == 200
    assert client.get("/profile/expertise").status_code == 200
    answer = client.post("/profile/expertise", data={"ask_about": "charts", "takes_questions": "y"})
    assert answer.status_code == 303
    assert "charts" in client.get(answer.location).text
