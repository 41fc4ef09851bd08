"""Direct talk: only ever as those in it see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import policy
from lhs_community.chat.models.direct import DirectPerson, DirectTalk
from lhs_community.communities.models import Membership
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card

MOST_CHOICES = 30
NAMED = 3


def get_direct(viewer: Viewer, talk_id: int) -> DirectTalk:
    """With its people."""
    found = None
    if not viewer.is_guest and talk_id <= policy.LARGEST:
        query = select(DirectTalk).where(DirectTalk.id == talk_id, policy.direct_readable_by(viewer))
        found = db.session.scalars(query.options(_with_people())).first()
    if found is None:
        raise NotThere
    return found


def _with_people() -> ExecutableOption:
    return selectinload(DirectTalk.people).joinedload(DirectPerson.person)


def find_direct_with(viewer: Viewer, person_ids: Iterable[int]) -> DirectTalk | None:
    """The talk of the viewer and exactly these people."""
    key = DirectTalk.key_of({viewer.person_id, *person_ids})
    return db.session.scalars(select(DirectTalk).where(DirectTalk.people_key == key)).first()


def direct_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    """Named after the others in it."""
    if viewer.is_guest:
        return {}
    query = select(DirectTalk).where(DirectTalk.id.in_(set(ids)), policy.direct_readable_by(viewer))
    return {
        talk.id: Card(
            ref=Ref("direct", talk.id),
            title=_title(viewer, talk),
            url=f"/chat/direct/{talk.id}",
            kind_label="Direct talk",
            when=talk.started_at,
        )
        for talk in db.session.scalars(query.options(_with_people()))
    }


def _title(viewer: Viewer, talk: DirectTalk) -> str:
    names = sorted(one.person.name for one in others(viewer, talk)) or ["Nobody else"]
    if len(names) <= NAMED:
        return ", ".join(names)
    return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"


def others(viewer: Viewer, talk: DirectTalk) -> list[DirectPerson]:
    """Those who are still in it."""
    return [one for one in talk.people if one.person_id != viewer.id and not one.left_at]


def my_talk_ids(viewer: Viewer) -> Sequence[int]:
    if viewer.is_guest:
        return []
    return db.session.scalars(select(DirectTalk.id).where(policy.direct_readable_by(viewer))).all()


def hearing(viewer: Viewer, talk_id: int) -> frozenset[int]:
    """Who of the others in a talk of the viewer's can be written to."""
    inside = select(DirectPerson.person_id).where(DirectPerson.talk_id == talk_id, DirectPerson.left_at.is_(None))
    query = select(Person.id).where(Person.id.in_(inside), policy.written_to_by(viewer))
    return frozenset(db.session.scalars(query))


def find_reachable(viewer: Viewer, person_ids: Iterable[int]) -> list[Person]:
    """Those of them with whom the viewer can start a talk."""
    if viewer.is_guest:
        return []
    query = select(Person).where(Person.id.in_(set(person_ids)), policy.reached_by(viewer))
    return list(db.session.scalars(query.order_by(Person.name)))


def list_reachable(viewer: Viewer, begun: str = "") -> Sequence[Person]:
    """With whom the viewer can start a talk, of those with a name or handle that holds these letters."""
    if viewer.is_guest:
        return []
    query = select(Person).where(policy.reached_by(viewer)).options(joinedload(Person.organisation))
    if begun:
        holds = (Person.name.icontains(begun, autoescape=True), Person.handle.icontains(begun, autoescape=True))
        query = query.where(holds[0] | holds[1])
    return db.session.scalars(query.order_by(Person.name, Person.id).limit(MOST_CHOICES)).all()


def shares_one_community(viewer: Viewer, person_ids: Iterable[int]) -> bool:
    """Is there one to which the viewer and all these people belong?"""
    wanted = {viewer.person_id, *person_ids}
    query = (
        select(Membership.community_id)
        .where(Membership.person_id.in_(wanted))
        .group_by(Membership.community_id)
        .having(db.func.count() == len(wanted))
        .limit(1)
    )
    return db.session.scalar(query) is not None
