"""People and communities for tests, made through the product's own actions."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from lhs_community.accounts import actions as accounts
from lhs_community.accounts.models import Person, PersonKind, SiteRole, SiteRoleGrant
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.actions.communities import start_community
from lhs_community.communities.actions.members import add_member, leave_community
from lhs_community.communities.models import Community, CommunityKind, CommunityRole, Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.database import db

PASSWORD = "four unrelated words here"
# One hash for all: making one is slow on purpose.
HASH = accounts.passwords.make_hash(PASSWORD)
ADMINISTRATOR = Viewer(id=None, name="tests", site_roles=frozenset({SiteRole.ADMINISTRATOR}))
_numbers = itertools.count(1)

MakePerson = Callable[..., Person]
MakeMember = Callable[..., Viewer]
MakeCommunity = Callable[..., Community]


@pytest.fixture
def make_person() -> MakePerson:
    """`make_person(name=, kind=, site_roles=[...])`: somebody with an account, in no community."""

    def make(name: str = "", kind: PersonKind = PersonKind.CLINICIAN, site_roles: tuple[SiteRole, ...] = ()) -> Person:
        number = next(_numbers)
        person = accounts.add_person(
            accounts.NOBODY,
            name=name or f"Person Number{number}",
            email=f"person{number}@demo.example",
            password="",
            password_hash=HASH,
            kind=kind,
        )
        db.session.add_all(SiteRoleGrant(person_id=person.id, role=role) for role in site_roles)
        db.session.flush()
        return person

    return make


@pytest.fixture
def make_community(make_person: MakePerson) -> MakeCommunity:
    """`make_community(visibility=, convenor=Person, parent=)`: the convenor is made when none is given."""

    def make(
        name: str = "",
        visibility: Visibility = Visibility.OPEN,
        convenor: Person | None = None,
        parent: Community | None = None,
        kind: CommunityKind = CommunityKind.TEAM,
    ) -> Community:
        founder = make_person(site_roles=(SiteRole.ADMINISTRATOR,))
        community = start_community(
            viewer_for(founder.id),
            name=name or f"Community {next(_numbers)}",
            kind=kind,
            visibility=visibility,
            purpose="Learning together",
        )
        community.parent_id = parent.id if parent else None
        if convenor:
            add_member(viewer_for(founder.id), community, convenor, CommunityRole.CONVENOR)
            leave_community(viewer_for(founder.id), community)
        db.session.flush()
        return community

    return make


@pytest.fixture
def make_member(make_person: MakePerson) -> MakeMember:
    """`make_member(community, role="member")` -> Viewer; without a community, somebody who belongs nowhere."""

    def make(community: Community | None = None, role: str = "member", **person: object) -> Viewer:
        made = make_person(**person)
        if community is not None:
            add_to(community, made, role)
        return viewer_for(made.id)

    return make


def add_to(community: Community, person: Person, role: str = "member") -> Viewer:
    """Let `person` into `community`; their new picture."""
    add_member(ADMINISTRATOR, community, person, CommunityRole(role))
    db.session.flush()
    return viewer_for(person.id)
