"""For delivery, which asks for everybody at once: who may read now, and what there is to bring."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.chat.models.channels import Channel
from lhs_community.chat.models.messages import Message
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community, Membership, Visibility
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref


def messages_by_id(ids: Iterable[int]) -> list[Message]:
    """For delivery, which checks each reader itself; in the order of their numbers."""
    return list(
        db.session.scalars(
            select(Message)
            .where(Message.id.in_(set(ids)))
            .options(joinedload(Message.author), joinedload(Message.channel).joinedload(Channel.community))
            .order_by(Message.channel_id, Message.number)
        )
    )


def readers_among(person_ids: Iterable[int], community: Community) -> frozenset[int]:
    """Those of the people who may read the community now: policy.may_read for many at once."""
    wanted = set(person_ids)
    members = select(Membership.person_id).where(Membership.community_id == community.id)
    query = select(Person).where(Person.id.in_(wanted), Person.is_disabled.is_(False))
    if community.visibility not in (Visibility.OPEN, Visibility.RESTRICTED):
        query = query.where(Person.id.in_(members))
        return frozenset(person.id for person in db.session.scalars(query))
    inside = set(db.session.scalars(members.where(Membership.person_id.in_(wanted))))
    people = db.session.scalars(query)
    viewers = (Viewer(id=p.id, kind=p.kind, roles={community.id: "member"} if p.id in inside else {}) for p in people)
    return frozenset(viewer.person_id for viewer in viewers if communities.may_read(viewer, community))


def people_names(person_ids: Iterable[int]) -> dict[int, str]:
    """Names for the list of who is here; only for rooms whose readers were checked."""
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(set(person_ids))))
    return dict(rows.all())


def find_community_of(subject: Ref) -> Community | None:
    """The community of a channel's subject, for delivery, which checks each reader itself."""
    if subject.kind == "community":
        return db.session.get(Community, subject.id)
    return db.session.scalars(
        select(Community)
        .join(Channel, Channel.community_id == Community.id)
        .where(Channel.subject_kind == subject.kind, Channel.subject_id == subject.id)
    ).first()
