"""The demo's organisations, people and communities."""

from __future__ import annotations

from typing import Any

from lhs_community.accounts import actions as accounts, passwords
from lhs_community.accounts.models import Organisation, Person, PersonKind, SiteRole, SiteRoleGrant
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.actions.charters import Written
from lhs_community.communities.actions.communities import start_community
from lhs_community.communities.actions.following import set_following
from lhs_community.communities.actions.members import add_member
from lhs_community.communities.models import CommunityKind, CommunityRole, FollowLevel, Visibility
from lhs_community.demo.content import read
from lhs_community.demo.offered import PASSWORD
from lhs_community.demo.stage import Stage
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import to_html

OPENED = 830  # days ago
# Sets up what people then run themselves.
OPERATOR = Viewer(id=None, site_roles=frozenset({SiteRole.ADMINISTRATOR}))


def load_people(stage: Stage) -> None:
    content = read("people")
    organisations = {
        one["key"]: accounts.add_organisation(OPERATOR, one["key"], one["name"]) for one in content["organisation"]
    }
    password_hash = passwords.make_hash(PASSWORD)  # once for all: making one is slow on purpose
    with clock.at(stage.moment(OPENED)):
        for one in content["person"]:
            person = accounts.add_person(
                accounts.NOBODY,
                name=one["name"],
                email=one["email"],
                password="",
                password_hash=password_hash,
                handle=one["key"],
                kind=PersonKind(one["kind"]),
                role_title=one["role_title"],
                organisation_id=organisations[one["organisation"]].id if one.get("organisation") else None,
            )
            _describe(person, one)
            stage.people[one["key"]] = person.id


def _describe(person: Person, one: dict[str, Any]) -> None:
    person.about, person.about_html = one["about"], to_html(one["about"])
    person.interests, person.time_zone = one["interests"], one["time_zone"]
    db.session.add_all(SiteRoleGrant(person_id=person.id, role=SiteRole(role)) for role in one["site_roles"])
    db.session.flush()


def load_communities(stage: Stage) -> None:
    """Each is started by an administrator, who then leaves it to those who convene it."""
    organisations = {one.key: one.id for one in db.session.query(Organisation)}
    with clock.at(stage.moment(OPENED)):
        for one in read("communities")["community"]:
            community = start_community(
                OPERATOR,
                name=one["name"],
                slug=one["key"],
                kind=CommunityKind(one["kind"]),
                visibility=Visibility(one["visibility"]),
                purpose=one["purpose"],
                charter=Written(good=one["good"], work=one.get("work", "")),
                organisation_id=organisations.get(one.get("organisation", "")),
            )
            community.parent_id = stage.communities.get(one.get("parent", ""))
            stage.communities[one["key"]] = community.id
            roles = dict.fromkeys(one["members"], CommunityRole.MEMBER) | dict.fromkeys(
                one["convenors"], CommunityRole.CONVENOR
            )
            for key, role in roles.items():
                add_member(OPERATOR, community, db.session.get_one(Person, stage.people[key]), role)
    for one in read("communities")["community"]:
        for key in one["convenors"]:
            ref = Ref("community", stage.communities[one["key"]])
            set_following(stage.viewer(key), ref, FollowLevel.FOLLOW)
