"""Reading about a person, as far as the viewer shares a community with them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select

from lhs_community.accounts.models import Person
from lhs_community.accounts.queries import get_person as get_account
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card


def person_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    if viewer.is_guest:
        return {}
    query = select(Person).where(Person.id.in_(set(ids)), Person.is_disabled.is_(False))
    if viewer.is_external:
        query = query.where(or_(Person.id == viewer.id, policy.shares_community_with(viewer, Person.id)))
    return {
        person.id: Card(
            ref=Ref("person", person.id),
            title=person.name,
            url=f"/people/{person.handle}",
            excerpt=person.role_title,
            kind_label="Person",
            when=person.created_at,
        )
        for person in db.session.scalars(query)
    }


def get_person(viewer: Viewer, handle: str) -> Person:
    """A person's page: external partners see only those they share a community with. Raises NotThere."""
    person = get_account(viewer, handle)
    if viewer.is_external and person.id != viewer.id:
        shared = db.session.scalar(
            select(Person.id).where(Person.id == person.id, policy.shares_community_with(viewer, Person.id))
        )
        if shared is None:
            raise NotThere
    return person
