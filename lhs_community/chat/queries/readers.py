"""For delivery, which asks for everybody at once: who may read now, and what there is to bring."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.models import Person
from lhs_community.accounts.viewer import Viewer
from lhs_community.chat.models.channels import Channel
from lhs_community.chat.models.direct import DirectPerson
from lhs_community.chat.models.messages import Message
from lhs_community.chat.models.peace import ChatSettings
from lhs_community.chat.models.rooms import Room
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community, Membership, Visibility
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref


def messages_by_id(ids: Iterable[int]) -> list[Message]:
    """For delivery, which checks each reader itself; in the order of their numbers."""
    return list(db.session.scalars(_messages().where(Message.id.in_(set(ids)))))


def messages_between(channel_id: int, after: int, up_to: int) -> list[Message]:
    """For delivery too: those of a channel with numbers above `after`, in their order."""
    of_channel = Message.channel_id == channel_id, Message.number > after, Message.number <= up_to
    return list(db.session.scalars(_messages().where(*of_channel)))


def _messages() -> Select[Message]:
    return (
        select(Message)
        .options(joinedload(Message.author), joinedload(Message.channel).joinedload(Channel.community))
        .order_by(Message.channel_id, Message.number)
    )


def find_channel_by_id(channel_id: int) -> Channel | None:
    return db.session.get(Channel, channel_id, options=[joinedload(Channel.community)])


def readers_among(person_ids: Iterable[int], subject: Ref, community: Community | None) -> frozenset[int]:
    """Those of the people who may read the talk about `subject` now: policy.readable_by for many at once. Without a
    community: those in that direct talk."""
    wanted = set(person_ids)
    if community is None:
        return _inside_among(wanted, subject)
    members = select(Membership.person_id).where(Membership.community_id == community.id)
    # Columns, not things: a delivery asks for everybody in the room, hundreds of them.
    query = select(Person.id, Person.kind).where(Person.id.in_(wanted), Person.is_disabled.is_(False))
    if community.visibility not in (Visibility.OPEN, Visibility.RESTRICTED):
        return frozenset(id_ for id_, _ in db.session.execute(query.where(Person.id.in_(members))))
    inside = set(db.session.scalars(members.where(Membership.person_id.in_(wanted))))
    people = db.session.execute(query)
    viewers = (Viewer(id=p.id, kind=p.kind, roles={community.id: "member"} if p.id in inside else {}) for p in people)
    return frozenset(viewer.person_id for viewer in viewers if communities.may_read(viewer, community))


def _inside_among(wanted: set[int], subject: Ref) -> frozenset[int]:
    if subject.kind != "direct":
        return frozenset()
    inside = select(DirectPerson.person_id).where(DirectPerson.talk_id == subject.id, DirectPerson.left_at.is_(None))
    query = select(Person.id).where(Person.id.in_(wanted), Person.id.in_(inside), Person.is_disabled.is_(False))
    return frozenset(db.session.scalars(query))


def people_names(person_ids: Iterable[int]) -> dict[int, str]:
    """Names for the list of who is here, less who does not show it; only for rooms whose readers were checked."""
    query = select(Person.id, Person.name).where(Person.id.in_(set(person_ids)), Person.id.not_in(_hidden()))
    return dict(db.session.execute(query).all())


def _hidden() -> Select[int]:
    return select(ChatSettings.person_id).where(ChatSettings.shows_presence.is_(False))


def find_community_of(subject: Ref) -> Community | None:
    """The community of a channel's subject, for delivery, which checks each reader itself; a direct talk has none."""
    if subject.kind == "community":
        return db.session.get(Community, subject.id)
    if subject.kind == "room":
        in_it = select(Room.community_id).where(Room.id == subject.id).scalar_subquery()
        return db.session.scalars(select(Community).where(Community.id == in_it)).first()
    return db.session.scalars(
        select(Community)
        .join(Channel, Channel.community_id == Community.id)
        .where(Channel.subject_kind == subject.kind, Channel.subject_id == subject.id)
    ).first()
