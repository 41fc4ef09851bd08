"""Joining, leaving, inviting, following: what works, who may not, what is recorded."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from lhs_community.accounts.models import PersonKind, SiteRole
from lhs_community.communities.actions.charters import Written, write_charter
from lhs_community.communities.actions.communities import start_community
from lhs_community.communities.actions.following import mention_people, set_following
from lhs_community.communities.actions.invitations import (
    Guest,
    Terms,
    accept_invitation,
    invite,
    register_by_invitation,
    withdraw_invitation,
)
from lhs_community.communities.actions.members import change_role, join_community, leave_community, remove_member
from lhs_community.communities.actions.requests import accept_join_request, ask_to_join
from lhs_community.communities.models import (
    CommunityKind,
    CommunityRole,
    FollowLevel,
    JoinRequest,
    Membership,
    Visibility,
)
from lhs_community.communities.queries.communities import get_community
from lhs_community.communities.queries.following import follow_state
from lhs_community.communities.queries.invitations import list_invitations
from lhs_community.communities.queries.members import find_membership, viewer_for
from lhs_community.foundation import clock
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.mail import Letter
from lhs_community.foundation.refs import Ref
from lhs_community.safety.guard import Consent
from tests.make.people import PASSWORD


def recorded() -> list[str]:
    return list(db.session.scalars(select(EventRow.name).order_by(EventRow.id)))


def test_the_founder_is_the_first_convenor(make_member):
    administrator = make_member(site_roles=(SiteRole.ADMINISTRATOR,))
    community = start_community(
        administrator, name="Falls group", kind=CommunityKind.TEAM, visibility=Visibility.OPEN
    )
    assert viewer_for(administrator.id).convenes == {community.id}
    assert recorded()[-2:] == ["communities.community_started", "communities.member_joined"]


def test_two_communities_of_one_name_get_two_addresses(make_community):
    assert make_community(name="Falls").slug != make_community(name="Falls").slug
    assert make_community(name="New").slug != "new"


def test_a_charter_that_identifies_somebody_is_held(make_community, make_member):
    community = make_community()
    with pytest.raises(Invalid):
        write_charter(
            make_member(community, "convenor"), community, Written(purpose="For NHS number 999 000 0018"), on_top_of=1
        )


def test_anybody_joins_an_open_community_and_nobody_twice(make_community, make_member):
    community, person = make_community(), make_member()
    join_community(person, community)
    join_community(person, community)
    rows = db.session.scalars(select(Membership).where(Membership.person_id == person.id)).all()
    assert [row.role for row in rows] == [CommunityRole.MEMBER]


@pytest.mark.parametrize("visibility", [Visibility.RESTRICTED, Visibility.PRIVATE, Visibility.CONFIDENTIAL])
def test_other_communities_are_not_joined_without_asking(visibility, make_community, make_member):
    community = make_community(visibility=visibility)
    with pytest.raises((Refused, NotThere)):
        join_community(make_member(), community)


def test_external_partners_do_not_join_on_their_own(make_community, make_member):
    with pytest.raises((Refused, NotThere)):
        join_community(make_member(kind=PersonKind.EXTERNAL), make_community())


def test_a_convenor_welcomes_who_asked(make_community, make_member):
    community, person = make_community(visibility=Visibility.RESTRICTED), make_member()
    ask_to_join(person, community, "I work on this ward")
    ask_to_join(person, community, "twice")
    request = db.session.scalars(select(JoinRequest)).one()
    with pytest.raises(Refused):
        accept_join_request(make_member(community), community, request)
    accept_join_request(make_member(community, "convenor"), community, request)
    assert viewer_for(person.id).roles == {community.id: "member"}


def test_the_last_convenor_stays(make_community, make_person):
    convenor = make_person()
    community = make_community(convenor=convenor)
    viewer = viewer_for(convenor.id)
    with pytest.raises(Refused, match="needs a convenor"):
        leave_community(viewer, community)
    membership = find_membership(viewer, community, convenor.id)
    with pytest.raises(Refused, match="needs a convenor"):
        change_role(viewer, community, membership, CommunityRole.MEMBER)


def test_losing_membership_takes_effect_at_the_next_look(make_community, make_member):
    community = make_community(visibility=Visibility.PRIVATE)
    member, convenor = make_member(community), make_member(community, "convenor")
    remove_member(convenor, community, member.id)
    with pytest.raises(NotThere):
        get_community(viewer_for(member.id), community.slug)
    with pytest.raises(Refused):
        remove_member(make_member(community), community, convenor.id)


def invited(community, convenor, email="new@demo.example") -> str:
    invite(convenor, community, Guest(email), Terms(days=7, link="http://x/TOKEN"))
    text = db.session.scalars(select(Letter.text).order_by(Letter.id.desc())).first()
    return re.search(r"http://x/(\S+)", text).group(1)


def register(token: str):
    return register_by_invitation(
        token, name="New Person", password=PASSWORD, kind=PersonKind.CLINICIAN, role_title="", consent=Consent()
    )


def test_an_invitation_makes_an_account_and_a_membership_once(make_community, make_member):
    community = make_community(visibility=Visibility.PRIVATE)
    token = invited(community, make_member(community, "convenor"))
    person = register(token)
    assert viewer_for(person.id).roles == {community.id: "member"}
    with pytest.raises(Invalid):
        register(token)


def test_a_new_invitation_voids_the_old_and_a_withdrawn_one_is_void(make_community, make_member):
    community = make_community()
    convenor = make_member(community, "convenor")
    old, new = invited(community, convenor), invited(community, convenor)
    with pytest.raises(Invalid):
        register(old)
    withdraw_invitation(convenor, community, list_invitations(convenor, community)[0].id)
    with pytest.raises(Invalid):
        register(new)


def test_an_old_invitation_is_void(make_community, make_member):
    community = make_community()
    token = invited(community, make_member(community, "convenor"))
    with clock.at(clock.now() + timedelta(days=8)), pytest.raises(Invalid):
        register(token)


def test_somebody_elses_invitation_does_not_let_me_in(make_community, make_member):
    community = make_community(visibility=Visibility.PRIVATE)
    token = invited(community, make_member(community, "convenor"))
    with pytest.raises(Invalid):
        accept_invitation(make_member(), token)


def test_members_do_not_invite(make_community, make_member):
    community = make_community()
    with pytest.raises(Refused):
        invited(community, make_member(community))


def test_an_invitation_to_a_confidential_community_does_not_name_it(make_community, make_member):
    community = make_community(name="Speaking up quietly", visibility=Visibility.CONFIDENTIAL)
    invited(community, make_member(community, "convenor"))
    letter = db.session.scalars(select(Letter)).one()
    assert "Speaking up" not in letter.subject + letter.text


def test_following_asks_for_the_right_to_read(make_community, make_member):
    secret, open_one = make_community(visibility=Visibility.PRIVATE), make_community()
    person = make_member()
    with pytest.raises(NotThere):
        set_following(person, Ref("community", secret.id), FollowLevel.FOLLOW)
    ref = Ref("community", open_one.id)
    for level in (FollowLevel.FOLLOW, FollowLevel.MUTE, None):
        set_following(person, ref, level)
        db.session.flush()
        assert follow_state(person, ref) == level


def test_a_mention_tells_only_people_who_may_read(make_community, make_member):
    secret = make_community(visibility=Visibility.PRIVATE)
    author, inside, outside = make_member(secret), make_member(secret), make_member()
    mention_people(
        author, Ref("community", secret.id), f"@{inside.handle} and @{outside.handle} and @{author.handle}", secret.id
    )
    told = [
        row.payload["person_id"]
        for row in db.session.scalars(select(EventRow).where(EventRow.name == "communities.person_mentioned"))
    ]
    assert told == [inside.id]
