"""Direct talk: only ever as those in it see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import selectinload
from sqlalchemy.sql.base import ExecutableOption

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import policy
from lhs_community.chat.models.channels import Channel
from lhs_community.chat.models.direct import MOST_PEOPLE, DirectPerson, DirectTalk
from lhs_community.chat.policy import Other
from lhs_community.communities.models import Membership
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card

MOST_CHOICES, MOST_LISTED = 30, 200
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
    return _cards(viewer, DirectTalk.id.in_(set(ids)))


def my_direct_cards(viewer: Viewer) -> dict[int, Card]:
    """All talks of the viewer's in which something was said, or that the viewer began; newest first."""
    if viewer.is_guest:
        return {}
    said = select(Channel.subject_id).where(Channel.subject_kind == "direct")
    return _cards(viewer, or_(DirectTalk.id.in_(said), DirectTalk.started_by_id == viewer.id))


def _cards(viewer: Viewer, condition: ColumnElement[bool]) -> dict[int, Card]:
    rows = db.session.execute(
        select(DirectTalk.id, DirectTalk.started_at, Person.id, Person.name)
        .join(DirectPerson, DirectPerson.talk_id == DirectTalk.id)
        .join(Person, Person.id == DirectPerson.person_id)
        .where(condition, policy.direct_readable_by(viewer), DirectPerson.left_at.is_(None))
        .order_by(DirectTalk.id.desc(), Person.name)
        .limit(MOST_LISTED * MOST_PEOPLE)
    )
    return {
        id_: Card(
            ref=Ref("direct", id_),
            title=_title([name for _, _, person_id, name in people if person_id != viewer.id]),
            url=f"/chat/direct/{id_}",
            kind_label="Direct talk",
            when=people[0][1],
        )
        for id_, group in groupby(rows, key=lambda row: row[0])
        if (people := list(group))
    }


def _title(names: Sequence[str]) -> str:
    if not names:
        return "Nobody else"
    if len(names) <= NAMED:
        return ", ".join(names)
    return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"


def others_in(viewer: Viewer, talk_id: int) -> tuple[Other, ...]:
    """Who else is in a talk of the viewer's, by name."""
    rows = db.session.execute(
        select(Person.id, Person.name, Person.handle, policy.written_to_by(viewer))
        .join(DirectPerson, DirectPerson.person_id == Person.id)
        .where(DirectPerson.talk_id == talk_id, DirectPerson.left_at.is_(None), Person.id != viewer.id)
        .order_by(Person.name, Person.id)
    )
    return tuple(Other(id_, name, handle, bool(hears)) for id_, name, handle, hears in rows)


def find_reachable(viewer: Viewer, person_ids: Iterable[int]) -> list[Person]:
    """Those of them with whom the viewer can start a talk."""
    if viewer.is_guest:
        return []
    query = select(Person).where(Person.id.in_(set(person_ids)), policy.reached_by(viewer))
    return list(db.session.scalars(query.order_by(Person.name)))


def list_choices(viewer: Viewer, find: str, chosen: Iterable[int]) -> Sequence[Person]:
    """With whom the viewer can start a talk: those chosen already, then those whose name or handle holds `find`."""
    if viewer.is_guest:
        return []
    is_chosen = Person.id.in_({id_ for id_ in chosen if 0 < id_ <= policy.LARGEST})
    found = or_(Person.name.icontains(find, autoescape=True), Person.handle.icontains(find, autoescape=True))
    query = select(Person).where(policy.reached_by(viewer), or_(is_chosen, found))
    return db.session.scalars(query.order_by(is_chosen.desc(), Person.name, Person.id).limit(MOST_CHOICES)).all()


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
