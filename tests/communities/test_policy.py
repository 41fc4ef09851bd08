"""Levels x people: the rule and its SQL twin give the same answer, and the table says which."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lhs_community.accounts.current import guest
from lhs_community.accounts.models import PersonKind, SiteRole
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy
from lhs_community.communities.models import Community, Visibility
from lhs_community.communities.queries.communities import descendant_ids, get_community, list_children, list_communities
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere, Refused

WHO = ("guest", "outsider", "member", "convenor", "external", "external_member", "curator", "ig_lead", "administrator")
# visibility -> who may read, who may post
READ = {
    Visibility.OPEN: {
        "guest",
        "outsider",
        "member",
        "convenor",
        "external_member",
        "curator",
        "ig_lead",
        "administrator",
    },
    Visibility.RESTRICTED: {"outsider", "member", "convenor", "external_member", "curator", "ig_lead", "administrator"},
    Visibility.PRIVATE: {"member", "convenor", "external_member"},
    Visibility.CONFIDENTIAL: {"member", "convenor", "external_member"},
}
POST = {
    Visibility.OPEN: READ[Visibility.OPEN] - {"guest"},
    Visibility.RESTRICTED: {"member", "convenor", "external_member"},
    Visibility.PRIVATE: {"member", "convenor", "external_member"},
    Visibility.CONFIDENTIAL: {"member", "convenor", "external_member"},
}


def person(who: str, community: Community, make_member) -> Viewer:
    match who:
        case "guest":
            return guest()
        case "member" | "convenor":
            return make_member(community, who)
        case "external":
            return make_member(kind=PersonKind.EXTERNAL)
        case "external_member":
            return make_member(community, kind=PersonKind.EXTERNAL)
        case "curator" | "ig_lead" | "administrator":
            return make_member(site_roles=(SiteRole(who),))
    return make_member()


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("visibility", Visibility)
def test_the_rule_its_sql_twin_and_the_table_agree(visibility, who, make_community, make_member):
    community = make_community(visibility=visibility)
    other = make_community(visibility=Visibility.PRIVATE)
    viewer = person(who, community, make_member)

    for rule, twin, table in ((policy.may_read, policy.readable_by, READ), (policy.may_post, policy.postable_by, POST)):
        allowed = who in table[visibility]
        assert rule(viewer, community) is allowed
        found = set(db.session.scalars(select(Community.id).where(twin(viewer))))
        assert (community.id in found) is allowed
        assert other.id not in found
        assert not rule(viewer, other)


def test_what_may_not_be_read_looks_like_what_is_not_there(make_community, make_member):
    secret = make_community(visibility=Visibility.PRIVATE)
    outsider = make_member()
    with pytest.raises(NotThere) as hidden:
        get_community(outsider, secret.slug)
    with pytest.raises(NotThere) as missing:
        get_community(outsider, "no-such-place")
    assert hidden.value.message == missing.value.message


def test_membership_of_a_parent_gives_nothing_in_its_children(make_community, make_member):
    parent = make_community()
    child = make_community(visibility=Visibility.PRIVATE, parent=parent)
    convenor = make_member(parent, "convenor")
    assert not policy.may_read(convenor, child)
    assert child not in list_children(convenor, parent)
    assert descendant_ids(convenor, parent) == {parent.id}


def test_only_administrators_start_at_the_top_and_convenors_below_themselves(make_community, make_member):
    parent = make_community()
    assert policy.may_start_community(make_member(site_roles=(SiteRole.ADMINISTRATOR,)), None)
    assert policy.may_start_community(make_member(parent, "convenor"), parent)
    with pytest.raises(Refused):
        policy.require_start_community(make_member(parent), parent)
    with pytest.raises(Refused):
        policy.require_start_community(make_member(parent, "convenor"), None)


def test_guests_read_nothing_where_the_site_says_so(make_community):
    community = make_community()
    shut_out = Viewer(id=None, guests_may_read=False)
    assert not policy.may_read(shut_out, community)
    assert list_communities(shut_out) == []
